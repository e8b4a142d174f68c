"""What holds for every procedure of the catalogue, whatever it is about."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from forms.fields.chosen import Chosen
from processes import decisions, gate, trace
from processes.gate.data import RESERVED, CaseData
from processes.model.elements import Kind
from service import catalog, plays, published
from service.clock import VirtualClock
from service.config import Config
from service.installation import open_installation
from service.operations import publish, replay, verify
from service.published import Edition
from storage import instances, schema

EDITIONS = {key: published.read(catalog.parts(key)) for key in catalog.procedures()}

procedures = pytest.mark.parametrize("edition", [pytest.param(one, id=key) for key, one in EDITIONS.items()])
scripts = pytest.mark.parametrize(
    ("edition", "script"),
    [
        pytest.param(edition, content, id=f"{key}-{name}")
        for key, edition in EDITIONS.items()
        for name, content in plays.scripts(edition).items()
    ],
)
tables = pytest.mark.parametrize(
    ("edition", "table"),
    [
        pytest.param(edition, table, id=f"{key}-{table}")
        for key, edition in EDITIONS.items()
        for table in edition.definition.decisions
    ],
)

ENDS = {
    "candidate-exam-directed": "Свидетельство выдано",
    "candidate-exam-happy": "Свидетельство выдано",
    "candidate-exam-incomplete-twice": None,
    "candidate-exam-not-held": "Не явился или не допущен",
    "candidate-exam-not-paid": None,
    "candidate-exam-representative": "Свидетельство выдано",
    "candidate-exam-unsatisfactory": "Заключение выдано",
    "candidate-exam-withdrawn": "Отозвано",
    "center-onboarding-happy": "Центр запущен",
    "center-onboarding-preparing": None,
    "center-onboarding-refused": "Отказано",
    "center-onboarding-remarks": None,
    "center-onboarding-to-fix": None,
    "center-onboarding-withdrawn": "Отозвано заявителем",
    "pilot-approbation-happy": "Апробация завершена",
    "pilot-approbation-not-agreed": "Остановлено: участие площадок не согласовано",
    "pilot-approbation-remarks": None,
    "programme-accreditation-changes-doubt": "Назначен инспекционный контроль",
    "programme-accreditation-changes-foreign": "Известил не держатель свидетельства",
    "programme-accreditation-changes-licence": "Передано на решение",
    "programme-accreditation-changes-name": "Предложено переоформление",
    "programme-accreditation-changes-none": "Не влияет",
    "programme-accreditation-changes-programme": "Предложено исключить программу",
    "programme-accreditation-contest": "Аккредитовано",
    "programme-accreditation-happy": "Аккредитовано",
    "programme-accreditation-incomplete": None,
    "programme-accreditation-inspection": "Нарушений нет",
    "programme-accreditation-inspection-no-access": "Передано на решение",
    "programme-accreditation-inspection-remarks": "Замечания устранены",
    "programme-accreditation-inspection-silent": "Передано на решение",
    "programme-accreditation-inspection-suspended": None,
    "programme-accreditation-inspection-terminated": "Прекращено",
    "programme-accreditation-ministry-agreed": None,
    "programme-accreditation-ministry-silent": None,
    "programme-accreditation-mixed": "Аккредитовано",
    "programme-accreditation-not-completed": "Закрыто: не вправе или не доукомплектовано",
    "programme-accreditation-objections": "Аккредитовано",
    "programme-accreditation-publication": "Размещено",
    "programme-accreditation-publication-edition": "Размещено",
    "programme-accreditation-publication-refused": "Отказано",
    "programme-accreditation-rating": "Рейтинг опубликован",
    "programme-accreditation-rating-returned": "Рейтинг опубликован",
    "programme-accreditation-refused": "Отказано",
    "programme-accreditation-reissue-documents-brought": "Переоформлено",
    "programme-accreditation-reissue-documents-missing": "Отказано",
    "programme-accreditation-reissue-duplicate": "Переоформлено",
    "programme-accreditation-reissue-name": "Переоформлено",
    "programme-accreditation-reissue-no-ground": "Отказано",
    "programme-accreditation-reissue-nothing-left": "Отказано",
    "programme-accreditation-reissue-programme": "Переоформлено",
    "programme-accreditation-renewal-full": "Аккредитовано на новый срок",
    "programme-accreditation-renewal-late": None,
    "programme-accreditation-renewal-mixed": "Аккредитовано на новый срок",
    "programme-accreditation-renewal-shortened": "Аккредитовано на новый срок",
    "programme-accreditation-renewal-withdrawn": "Отозвано заявителем",
    "programme-accreditation-requirements": "Требования обновлены",
    "programme-accreditation-requirements-later": "Требования обновлены",
    "programme-accreditation-licence-suspended": None,
    "programme-accreditation-resumption": "Возобновлено",
    "programme-accreditation-resumption-completed": "Отказано",
    "programme-accreditation-resumption-foreign": "Заявитель не держатель свидетельства",
    "programme-accreditation-resumption-inspected": None,
    "programme-accreditation-shrinking": "Перечень сокращён",
    "programme-accreditation-shrinking-refused": "Отказано",
    "programme-accreditation-shrinking-to-nothing": "Отказано",
    "programme-accreditation-resumption-withdrawn": "Отозвано заявителем",
    "programme-accreditation-suspension-left": None,
    "programme-accreditation-suspension-long": "Прекращено",
    "programme-accreditation-suspension-rejected": "Отклонено",
    "programme-accreditation-withdrawn": "Отозвано заявителем",
    "service-certification-applied": None,
    "service-certification-assessment": None,
    "service-certification-confirmed-twice": None,
    "service-certification-contract": None,
    "service-certification-corrected": None,
    "service-certification-correction": None,
    "service-certification-expired": "Срок действия истёк",
    "service-certification-given-up": "Сертификат прекращён",
    "service-certification-incomplete": None,
    "service-certification-negative": "Отказано",
    "service-certification-no-contract": None,
    "service-certification-not-corrected": "Сертификат прекращён",
    "service-certification-refused": "Отказано",
    "service-certification-scheme-a": "Сертификат выдан",
    "service-certification-scheme-b": "Сертификат выдан",
    "service-certification-surveillance-a": None,
    "service-certification-surveillance-b": None,
    "service-certification-suspended": None,
    "service-certification-terminated": "Сертификат прекращён",
    "service-certification-waiting": "Сертификат выдан",
    "service-certification-withdrawn": "Отозвано заявителем",
}


@procedures
def test_the_gate_finds_no_error(edition: Edition) -> None:
    errors = [one for one in gate.check(edition.definition) if one.severity.forbids]

    assert errors == []


@procedures
def test_questions_ask_registers_and_columns_that_exist(edition: Edition) -> None:
    keys = {*CaseData.of(edition.definition).writings, *RESERVED}
    for form in edition.forms.values():
        for field in form.walk():
            if not isinstance(field, Chosen) or not field.register:
                continue
            columns = set(edition.definition.registers[field.register].columns)
            read = {path[0] for path in field.offer.names} if field.offer else set()

            assert set(field.columns) <= columns, f"{form.id}: {field.path}"
            assert read <= columns | keys, f"{form.id}: {field.path}: offer"


@procedures
def test_every_user_task_has_a_role_and_a_form_that_exists(edition: Edition) -> None:
    definition = edition.definition
    tasks = [node for node in definition.nodes.values() if node.kind is Kind.USER]

    assert tasks
    for task in tasks:
        assert definition.roles_of(task.id), f"{task.id} belongs to nobody"
        assert task.properties.get("form") in edition.forms, f"{task.id} has no form"
        assert task.properties.get("clause"), f"{task.id} says no clause"


@procedures
def test_every_clause_that_is_named_exists(edition: Edition) -> None:
    named = {
        clause for node in edition.definition.nodes.values() for clause in node.properties.get("clause", "").split()
    }

    assert named <= set(edition.definition.clauses)


@procedures
def test_every_obligation_is_carried_out_and_every_element_explained(edition: Edition) -> None:
    found = trace.trace(edition.definition)

    assert (found.uncovered, found.unexplained) == ((), ())


@procedures
def test_what_shows_a_reading_is_there(edition: Edition) -> None:
    codes = {finding.code for finding in gate.check(edition.definition)}

    assert not codes & {"reading.case", "table.case", "clause.unknown"}


def test_a_called_process_runs_in_the_cases_of_those_that_call_it() -> None:
    exam, accreditation = (
        published.read(catalog.parts(key)).definition for key in ("candidate-exam", "programme-accreditation")
    )

    assert exam.cases_with["P-EXM-DATE"] == {"P-EXM"}
    assert accreditation.cases_with["P-ACC-ISSUE"] == {"P-ACC-APP", "P-ACC-REN"}
    assert accreditation.cases_with["P-ACC-SUS"] == {"P-ACC-SUS"}


@tables
def test_a_decision_table_answers_its_cases(edition: Edition, table: str) -> None:
    cases = edition.parts[f"{table}.cases.yaml"]

    assert decisions.check_cases(edition.definition.decisions[table], cases) == []


@scripts
def test_a_play_runs_to_its_end(
    edition: Edition, script: bytes, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    config = Config(database_url=f"sqlite:///{tmp_path / 'play.db'}", files=tmp_path / "files", secret="s")
    steps = plays.read(script, config.zone)
    here = open_installation(config, clock=VirtualClock(steps[0].at))
    schema.upgrade(here.database)
    publish.publish(here, edition.key)

    played: list[plays.Step] = []
    player = plays.rehearse(here, edition.key, steps, told=played.append)

    assert played == list(steps)
    assert player.instance_id is not None
    with here.database.reading() as session:
        assert _ended_as(session, edition, player.instance_id) == ENDS[request.node.callspec.id]
        assert instances.incidents(session, player.instance_id) == []
    assert replay.replay(here, player.instance_id).equal
    assert verify.verify(here).intact
    here.close()


def _ended_as(session: Session, edition: Edition, case: int) -> str | None:
    """The end that the case has reached, maybe by a timer or a paper that came after its last step."""
    element = instances.get(session, case).end_element
    return edition.definition.node(element).name if element else None
