"""Whatever a file does to its reader, the service goes on, and the file's author is told which file and which limit."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import pytest

from processes.errors import DiagramRefused
from service import bundle, checking
from service.errors import CheckBusy, CheckStopped
from service.operations import redesign
from service.quarantine.room import AT_ONCE, Quarantine, Stopped, of_this_process
from tests.service import leave, permit
from tests.service.driver import Office

ROGUE = (sys.executable, "-P", "-m", "tests.service.rogue")


@pytest.fixture(scope="module")
def rogue() -> Iterator[Quarantine]:
    started = Quarantine(ROGUE)
    yield started
    started.close()


def goes_on(quarantine: Quarantine) -> bool:
    return quarantine.check(permit.parts()).publishable


def test_it_says_of_a_procedure_what_the_check_says() -> None:
    assert of_this_process().check(permit.parts()) == checking.check(permit.parts())


def test_it_makes_of_an_upload_what_a_bundle_is() -> None:
    files = [*leave.files().items(), ("leave.bpmn", b"twice"), ("run.exe", b"MZ")]

    assert of_this_process().gather(files, "leave") == bundle.read(files, "leave")


def test_a_refusal_of_a_diagram_comes_back_as_one() -> None:
    with pytest.raises(DiagramRefused) as refused:
        of_this_process().lay_out(b"<!DOCTYPE x><x/>")

    assert refused.value.facts["reason"] == "doctype"


@pytest.mark.parametrize(
    ("deed", "en"),
    [
        pytest.param("spin", "stranger.bpmn: reading was stopped: more than 10 s", id="never-ends"),
        pytest.param("hog", "stranger.bpmn: reading was stopped: more than 512 MB of memory", id="eats-memory"),
        pytest.param("crash", "stranger.bpmn: reading was stopped: its reader crashed", id="crashes"),
        pytest.param("file", "tried to make its reader open a file or connection", id="opens-a-file"),
        pytest.param("remove", "tried to make its reader open a file or connection", id="removes-a-file"),
        pytest.param("socket", "tried to make its reader open a file or connection", id="calls-somebody"),
        pytest.param("shell", "tried to make its reader open a file or connection", id="runs-a-program"),
    ],
)
def test_what_a_reader_may_not_do_is_stopped_and_the_next_file_is_read(rogue: Quarantine, deed: str, en: str) -> None:
    with pytest.raises(Stopped) as stopped:
        rogue.ask(deed, {}, {})

    assert en in stopped.value.finding.en
    assert (stopped.value.finding.code, stopped.value.finding.name) == ("check.stopped", "stranger.bpmn")
    assert goes_on(rogue)


def test_a_library_that_asks_nobody_gets_no_file_either(rogue: Quarantine) -> None:
    said, _ = rogue.ask("library", {}, {})

    assert said["said"] == "refused"


def test_it_knows_no_setting_and_no_secret_of_the_service(rogue: Quarantine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORYADOK_SECRET", "tell nobody")
    rogue.close()

    said, _ = rogue.ask("environment", {}, {})

    assert set(said["said"]) <= {"LANG", "LC_CTYPE", "PATH", "PYTHONPATH"}


def test_by_the_clock_too_nobody_waits_for_ever() -> None:
    hurried = Quarantine(ROGUE, patience=0.2)
    try:
        with pytest.raises(Stopped, match="time"):
            hurried.ask("spin", {}, {})
    finally:
        hurried.close()


def test_one_that_has_ended_while_nobody_asked_is_started_again() -> None:
    quarantine = Quarantine()
    try:
        assert goes_on(quarantine)
        first = quarantine.pid
        quarantine.close()
        assert goes_on(quarantine)
        assert quarantine.pid != first
    finally:
        quarantine.close()


def test_only_few_wait_so_that_clicks_find_a_thread() -> None:
    patient = Quarantine(ROGUE, patience=3.0)
    here = threading.Barrier(AT_ONCE + 1)

    def spin() -> None:
        here.wait()
        with pytest.raises((Stopped, CheckBusy)):
            patient.ask("spin", {}, {})

    waiting = [threading.Thread(target=spin) for _ in range(AT_ONCE)]
    for thread in waiting:
        thread.start()
    here.wait()
    while patient.waiting < AT_ONCE:
        time.sleep(0.01)
    with pytest.raises(CheckBusy) as busy:
        patient.check(permit.parts())
    for thread in waiting:
        thread.join()
    patient.close()

    assert busy.value.facts["retry_after"] == 10


def test_a_file_whose_reading_does_not_end_comes_into_no_redesign(office: Office) -> None:
    office.person("volkova", "Волкова Ирина", "process_owner")
    office.here.quarantine = Quarantine((*ROGUE, "read"))

    with pytest.raises(CheckStopped) as stopped:
        redesign.bring_parts(office.here, office.who("volkova"), "permit", {"x.txt": b"x"}, etag='"0"')

    office.here.quarantine.close()
    assert "10 с" in stopped.value.ru
    assert redesign.read(office.here, office.who("volkova"), "permit").rev == 0
