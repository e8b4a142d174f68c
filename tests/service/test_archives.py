"""Several files that come as one zip are read as if they had come alone, and an archive cannot be worse than its files."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Mapping

import pytest

from service import archives, bundle, checking
from service.parts import LARGEST_PART, MOST_PARTS
from tests.service import leave


def zipped(files: Mapping[str, bytes], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def codes(content: bytes) -> list[str]:
    """What is said of an archive with this content, brought as leave.zip."""
    return [one.code for one in bundle.read([("leave.zip", content)], "leave").findings]


def test_a_zip_is_the_files_in_it() -> None:
    alone = bundle.read(leave.files(offer="Отпуск").items(), "leave")

    together = bundle.read([("leave.zip", zipped(leave.files(offer="Отпуск")))], "leave")

    assert together == alone
    assert checking.check(together.parts).publishable


def test_the_folder_that_everything_stands_in_is_no_part_of_the_names() -> None:
    inside = {f"Отпуск/{name}": content for name, content in leave.files(offer="Отпуск").items()}

    made = bundle.read([("leave.zip", zipped(inside))], "leave")

    assert made == bundle.read(leave.files(offer="Отпуск").items(), "leave")


def test_what_systems_leave_in_archives_is_left_behind() -> None:
    litter = {"__MACOSX/._leave.bpmn": b"x", ".DS_Store": b"x", "Thumbs.db": b"x"}

    assert codes(zipped({**leave.files(), **litter})) == []


def test_names_that_windows_wrote_in_russian_are_read() -> None:
    content = zipped({"notices/XXXXX.txt": "Тема: x\nx\n".encode()})
    written = content.replace(b"XXXXX", "Отказ".encode("cp866"))

    (entry,), faults = archives.entries(written)

    assert (entry.name, faults) == ("Отказ.txt", ())


def test_files_beside_a_zip_come_with_it() -> None:
    files = leave.files()
    diagram = files.pop("leave.bpmn")

    made = bundle.read([("leave.bpmn", diagram), ("forms.zip", zipped(files))], "leave")

    assert made == bundle.read(leave.files().items(), "leave")


def test_a_finding_names_the_entry() -> None:
    made = bundle.read([("leave.zip", zipped({**leave.files(), "leave.bpmn": b"<definitions/>"}))], "leave")
    checked = checking.check(made.parts)

    assert [(one.code, one.name) for one in checked.findings] == [("diagram.format", "leave.bpmn")]

    (nested,) = bundle.read([("leave.zip", zipped({"more.bpmn": zipped({"a.bpmn": b"x"})}))], "leave").findings[:1]
    assert (nested.code, nested.name) == ("archive.nested", "leave.zip/more.bpmn")


@pytest.mark.parametrize(
    "name",
    ["../leave.bpmn", "a/../../leave.bpmn", "/etc/leave.bpmn", "C:\\leave.bpmn", "..\\leave.bpmn", "a\nb.bpmn", " "],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert "archive.path" in codes(zipped({**leave.files(), name: leave.LEAVE}))


def test_a_link_is_refused() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        link = zipfile.ZipInfo("leave.bpmn")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")

    assert codes(held.getvalue()) == ["archive.path"]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        pytest.param({"a.bpmn": b" " * (1024 * 1024)}, "archive.ratio", id="bomb"),
        pytest.param({"a.bpmn": b" " * (LARGEST_PART + 1)}, "file.size", id="big"),
        pytest.param({f"{n}.txt": b"x" for n in range(MOST_PARTS + 1)}, "bundle.size", id="many"),
        pytest.param({"a.bpmn": b"\x1f\x8b\x08"}, "archive.nested", id="gzip-inside"),
        pytest.param({"a.exe": b"MZ"}, "file.kind", id="another-kind"),
    ],
)
def test_what_no_file_may_be_no_entry_may_be(files: Mapping[str, bytes], code: str) -> None:
    assert code in codes(zipped(files))


def test_all_of_it_together_is_no_bigger_than_a_procedure() -> None:
    big = {f"{n}.txt": bytes((n * i) % 251 for i in range(1000)) * 2000 for n in range(1, 13)}

    assert "bundle.size" in codes(zipped(big, how=zipfile.ZIP_STORED))


def test_what_an_archive_says_of_its_sizes_is_not_believed() -> None:
    """A bomb whose list of entries says ten bytes."""
    content = zipped({"a.bpmn": b" " * (16 * 1024 * 1024)})
    lied = content.replace(struct.pack("<L", 16 * 1024 * 1024), struct.pack("<L", 10))

    assert codes(lied)
    assert set(codes(lied)) <= {"archive.broken", "archive.ratio", "file.size"}


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_the_usual_packing_is_unpacked(how: int) -> None:
    assert "archive.broken" in codes(zipped(leave.files(), how=how))


def test_an_encrypted_entry_is_named() -> None:
    content = bytearray(zipped({"leave.bpmn": leave.LEAVE}))
    content[6] |= 1  # the flag of the entry itself
    content[content.index(b"PK\x01\x02") + 8] |= 1  # and in the list

    assert codes(bytes(content)) == ["archive.encrypted"]


@pytest.mark.parametrize("cut", [10, 100, -10, -1])
def test_a_spoiled_archive_is_a_finding(cut: int) -> None:
    assert codes(zipped(leave.files())[:cut]) == ["archive.broken"]


def test_one_that_is_empty_has_no_diagram() -> None:
    assert codes(zipped({})) == ["bundle.empty"]


def test_a_project_of_a_tool_is_no_bundle_though_it_is_a_zip() -> None:
    found = bundle.read([("leave.bpm", zipped(leave.files()))], "leave").findings

    assert [one.code for one in found] == ["diagram.format"]
