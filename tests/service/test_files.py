"""Files: told by their content, kept before they are known, read by those who may."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import timedelta

import pytest

from forms.errors import AnswersRefused
from service.errors import FileKindRefused, FileTooBig, Unfit
from service.operations import read_attachment, show_instance, upload_attachment
from service.operations.upload_attachment import path_of
from storage import attachments
from storage.errors import NotFound
from tests.service.driver import APPLICATION, GOOD, Office


def office_file(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(b"%PDF-1.4 x", "pdf", id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n....", "png", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0....", "jpeg", id="jpeg"),
        pytest.param(office_file("word/document.xml"), "docx", id="docx"),
        pytest.param(office_file("xl/workbook.xml"), "xlsx", id="xlsx"),
    ],
)
def test_the_kind_is_told_by_the_content(office: Office, content: bytes, kind: str) -> None:
    kept = upload_attachment.upload(office.here, office.who("petrova"), io.BytesIO(content), "scan.exe")

    assert upload_attachment.kind_of(kept.media_type) == kind
    assert path_of(office.here, kept.id).read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<svg onload=alert(1)>", id="svg"),
        pytest.param(b"MZ\x90", id="exe"),
        pytest.param(b"<html>", id="html"),
        pytest.param(office_file("word/document.xml", "word/vbaProject.bin"), id="macros"),
        pytest.param(office_file("mimetype"), id="other archive"),
        pytest.param(b"PK\x03\x04broken", id="broken archive"),
    ],
)
def test_whatever_it_is_called_other_content_is_refused(office: Office, content: bytes) -> None:
    with pytest.raises(FileKindRefused):
        upload_attachment.upload(office.here, office.who("petrova"), io.BytesIO(content), "scan.pdf")

    assert [path for path in office.config.files.rglob("*") if path.is_file()] == []


def test_a_file_that_is_too_big_or_empty_leaves_nothing(office: Office) -> None:
    petrova = office.who("petrova")
    with pytest.raises(FileTooBig):
        upload_attachment.upload(office.here, petrova, io.BytesIO(b"%PDF-" + b"0" * 1024 * 1024), "x.pdf", max_mb=1)
    with pytest.raises(Unfit):
        upload_attachment.upload(office.here, petrova, io.BytesIO(b""), "x.pdf")

    assert [path for path in office.config.files.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\Temp\\скан.pdf", "скан.pdf"), ("a\r\nb\x00.pdf", "ab.pdf"), ("", "file")],
)
def test_a_name_is_only_a_name(office: Office, name: str, kept: str) -> None:
    uploaded = upload_attachment.upload(office.here, office.who("petrova"), io.BytesIO(b"%PDF-1"), name)

    assert uploaded.name == kept


def test_a_fresh_file_is_its_owners_and_a_cases_file_its_readers(office: Office) -> None:
    scan = office.upload("petrova")
    with pytest.raises(NotFound):
        read_attachment.read(office.here, office.who("ivanov"), str(scan["attachment"]))

    office.apply(scans=[scan])

    assert read_attachment.read(office.here, office.who("ivanov"), str(scan["attachment"])).name == "паспорт.pdf"
    with pytest.raises(NotFound):
        read_attachment.read(office.here, office.who("stranger"), str(scan["attachment"]))


def test_whoever_takes_part_reads_only_the_files_that_he_sent_himself(office: Office) -> None:
    begun = office.apply(scans=[office.upload("petrova")])
    protocol = str(office.upload("ivanov")["attachment"])
    with office.here.database.writing() as session:
        attachments.keep(session, {protocol}, instance_id=begun.instance_id)

    assert read_attachment.read(office.here, office.who("ivanov"), protocol).name == "паспорт.pdf"
    with pytest.raises(NotFound):
        read_attachment.read(office.here, office.who("petrova"), protocol)


def test_somebody_elses_file_cannot_be_put_into_answers(office: Office) -> None:
    stolen = office.upload("stranger")

    with pytest.raises(AnswersRefused) as refused:
        office.apply(scans=[stolen])

    assert any(path.startswith("scans") for path in refused.value.errors)


def test_what_the_answers_say_of_a_file_counts_for_nothing(office: Office) -> None:
    scan = office.upload("petrova")
    lie = {**scan, "sha256": "0" * 64, "size": 1, "name": "<b>"}

    begun = office.apply(scans=[lie])

    (kept,) = show_instance.show(office.here, office.who("petrova"), begun.instance_id).case["application"]["scans"]
    assert (kept["sha256"], kept["size"], kept["name"]) == (scan["sha256"], scan["size"], "паспорт.pdf")


def test_files_that_no_case_kept_are_swept_after_a_day(office: Office) -> None:
    kept, orphan = office.upload("petrova"), office.upload("petrova")
    office.apply(scans=[kept])
    office.clock.set(office.clock.now() + timedelta(hours=25))
    fresh = office.upload("petrova")

    assert upload_attachment.sweep(office.here) == 1

    with office.here.database.reading() as session:
        left = {row.id for row in attachments.some(session, [str(f["attachment"]) for f in (kept, orphan, fresh)])}
    assert left == {kept["attachment"], fresh["attachment"]}
    assert not path_of(office.here, str(orphan["attachment"])).exists()


def test_what_a_crash_left_on_the_disk_is_swept_after_a_day_when_its_folder_has_its_turn(office: Office) -> None:
    scan = office.upload("petrova")
    office.apply(scans=[scan])
    kept = path_of(office.here, str(scan["attachment"]))
    stray, fresh = kept.with_name(kept.name[:2] + "0" * 30), kept.with_name(kept.name[:2] + "f" * 30)
    while int(office.clock.now().timestamp()) // 600 % 256 != int(kept.name[:2], 16):
        office.clock.set(office.clock.now() + timedelta(minutes=10))
    for path, hours in ((kept, 25), (stray, 25), (fresh, 23)):
        path.touch()
        written = (office.clock.now() - timedelta(hours=hours)).timestamp()
        os.utime(path, times=(written, written))

    assert upload_attachment.sweep(office.here) == 1

    assert not stray.exists()
    assert kept.exists() and fresh.exists()


def test_a_file_stays_with_its_case_through_a_second_round(office: Office) -> None:
    scan = office.upload("petrova")
    begun = office.apply(scans=[scan])
    office.do("ivanov", begun.waiting[0].task, {**GOOD, "verdict": "bad"})

    office.do("petrova", office.ref("petrova", "Исправить заявку"), {**APPLICATION, "scans": [scan]})

    office.holds_together(begun.instance_id)


def test_a_file_id_is_never_a_path(office: Office) -> None:
    with pytest.raises(ValueError, match="not a file"):
        path_of(office.here, "../../secret")
