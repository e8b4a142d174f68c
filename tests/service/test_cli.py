"""The command line, as a stranger types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service import catalog
from service.cli import main
from tests.service import permit
from tests.service.driver import GOOD, Office


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]  # a local function
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'office.db'}")
    monkeypatch.setenv("PORYADOK_FILES", str(tmp_path / "files"))

    def invoke(*words: str, input: str | None = None) -> Result:
        return CliRunner().invoke(main, list(words), input=input)

    return invoke


@pytest.fixture
def office(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The one that the command line is about."""
    monkeypatch.setenv("DATABASE_URL", office.config.database_url)
    return office


def test_without_a_database_it_says_what_to_type(run) -> None:  # type: ignore[no-untyped-def]  # fixture
    said = run("verify")

    assert said.exit_code == 1
    assert "poryadok migrate" in said.output


def test_a_fresh_installation_is_made_in_three_lines(run) -> None:  # type: ignore[no-untyped-def]  # fixture
    assert run("migrate").exit_code == 0
    added = run(
        "people", "add", "ivanov", "--name", "Иванов", "--role", "admin", "--password", "-", input="long enough\n"
    )
    token = run("people", "token", "ivanov")

    assert added.output == "person:1 ivanov\n"
    assert token.output.startswith("prd_")
    assert json.loads(run("verify", "--json").output) == {
        "intact": True, "instances": 0, "histories": [], "projections": [], "rows": [], "unreadable": [],
    }  # fmt: skip


def test_trace_counts_obligations_and_exits_by_what_is_missing(run) -> None:  # type: ignore[no-untyped-def]  # fixture
    said = run("trace", "--json")
    found = json.loads(said.output)

    exam = found["procedures"]["candidate-exam"]
    assert (found["obligations"], found["implemented"], found["unexplained_elements"]) == (385, 385, 0)
    assert (said.exit_code, exam["uncovered"]) == (0, [])
    assert "node EXM-30" in exam["clauses"]["exam/4.notify-10-days"]["elements"]
    assert 0 < found["ours"] < 0.5
    assert "обязанностей 46" in run("trace", "candidate-exam").output


def test_check_runs_the_cases_of_all_tables(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # fixture
    whole = run("check")
    assert (whole.exit_code, "случаев: 82, отвечено верно: 82" in whole.output) == (0, True)
    assert "случаев: 32, отвечено верно: 32" in whole.output

    folder = tmp_path / "candidate-exam-changed"
    folder.mkdir()
    for name, content in catalog.parts("candidate-exam").items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content.replace(b'"no_show"', b'"absent"') if name == "DT-EXM-4.dmn" else content)
    broken = run("check", str(folder))
    assert (broken.exit_code, "случаев: 82, отвечено верно: 81" in broken.output) == (1, True)


def test_replay_and_verify_speak_json_and_exit_by_their_finding(run, office: Office) -> None:  # type: ignore[no-untyped-def]  # fixture
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)

    equal = run("replay", "--json")
    assert (equal.exit_code, json.loads(equal.output)["equal"], json.loads(equal.output)["rows"]) == (0, True, 2)
    assert "совпадает" in run("replay", begun.number).output

    office.change("UPDATE history SET text = replace(text, 'TaskCompleted', 'TaskCancelled') WHERE seq = 2")

    found = run("replay", "--json", begun.number)
    assert found.exit_code == 1
    assert json.loads(found.output)["differences"][0]["at"] == "2.1"
    assert run("verify").exit_code == 1


def test_migrate_mends_the_rows_of_an_older_release_but_not_of_a_broken_history(run, office: Office) -> None:  # type: ignore[no-untyped-def]  # fixture
    old, broken = office.apply(), office.apply()
    office.do("ivanov", old.waiting[0].task, GOOD)
    office.change("UPDATE task SET late = NULL")
    office.change(
        "UPDATE history SET text = replace(text, 'person', 'nobody') WHERE instance_id = :id", id=broken.instance_id
    )
    before = json.loads(run("verify", "--json").output)

    said = run("migrate")

    after = json.loads(run("verify", "--json").output)
    assert {one["number"] for one in before["projections"]} >= {old.number}
    assert (said.exit_code, "дел: 1" in said.output, f"{broken.number}: журнал нарушен" in said.output) == (
        0,
        True,
        True,
    )
    assert old.number not in {one["number"] for one in after["projections"]}
    assert [one["number"] for one in after["histories"]] == [broken.number]
    assert "дел" not in run("migrate").output


def test_a_number_that_is_no_case_is_said(run, office: Office) -> None:  # type: ignore[no-untyped-def]  # fixture
    said = run("replay", "ПРО-2026-9999")

    assert said.exit_code == 1
    assert "ПРО-2026-9999" in said.output


def test_check_reads_a_folder_and_names_what_is_wrong(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # fixture
    folder = tmp_path / "permit"
    for name, content in permit.parts().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    assert run("check", str(folder / "permit.bpmn")).exit_code == 0

    (folder / "permit.bpmn").write_text(permit.DIAGRAM.replace('value="clerk"', 'value="clark"'), encoding="utf-8")

    found = run("check", str(folder))
    assert found.exit_code == 1
    assert "PER-20" in found.output


def test_an_unknown_setting_stops_everything(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]  # fixture
    monkeypatch.setenv("PORYADOK_PROT", "8000")

    said = run("migrate")

    assert said.exit_code == 1
    assert "PORYADOK_PROT" in said.output
