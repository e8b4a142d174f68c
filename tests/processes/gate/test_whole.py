"""The gate as a whole: everything at once, repeatable, in both languages, and for any drawing whatever."""

from __future__ import annotations

import pkgutil
import re
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes import gate
from processes.gate import rules
from tests.processes.gate.drawing import Drawing, codes, found, procedure, straight

CODE = re.compile(r'"([a-z_]+\.[a-z_]+)"')
NO_CODES = {"omg.org", "reference.lane"}


def test_a_plain_procedure_has_no_findings():
    drawing = straight().user("A", form="F-APP").path("S", "A", "E")

    assert gate.check(procedure(drawing)) == ()


def test_all_findings_come_at_once_and_say_where():
    drawing = straight().node("userTask", "A").user("B", form="F-NONE").path("S", "A", "B", "E").flow("A", "E")

    findings = gate.check(procedure(drawing))

    assert {(one.code, one.element, one.name, one.line) for one in findings} == {
        ("flow.several", "A", "Шаг A", 5),
        ("role.missing", "A", "Шаг A", 5),
        ("form.unknown", "B", "Шаг B", 6),
    }
    assert not gate.publishable(findings)


def test_a_warning_does_not_forbid_publishing():
    findings = gate.check(procedure(straight().user("A", fom="F").path("S", "A", "E")))

    assert [one.severity for one in findings] == ["warning"]
    assert gate.publishable(findings)


def test_what_the_reader_could_not_read_is_a_finding():
    drawing = straight().user("A").path("S", "A", "E").flow("A", "NOWHERE", id_="X")

    assert found(drawing, "read.flow.target") == ["X"]


def test_a_process_that_is_not_executable_is_told():
    drawn = Drawing("Q", executable=False).start("S2").user("B").end("E2").path("S2", "B", "E2")
    run = straight().user("A").path("S", "A", "E")

    assert codes(procedure(run, drawn)) == ["process.not_executable"]
    assert found(procedure(run, drawn), "process.not_executable") == ["Q"]


def test_every_rule_file_is_in_the_list_of_rules():
    files = {module.name for module in pkgutil.iter_modules(rules.__path__)}

    assert {rule.__module__.rpartition(".")[2] for rule in rules.RULES} == files


def test_every_code_has_an_example():
    written = "".join(path.read_text() for path in Path(rules.__path__[0]).glob("*.py"))
    shown = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))

    assert len(CODE.findall(written)) > 50
    assert [code for code in sorted(set(CODE.findall(written)) - NO_CODES) if f'"{code}"' not in shown] == []


KINDS = st.sampled_from(
    [
        "startEvent",
        "endEvent",
        "userTask",
        "scriptTask",
        "exclusiveGateway",
        "parallelGateway",
        "subProcess",
        "task",
        "callActivity",
        "boundaryEvent",
        "eventBasedGateway",
        "intermediateCatchEvent",
        "businessRuleTask",
        "serviceTask",
        "receiveTask",
    ]
)


@st.composite
def scribbles(draw: st.DrawFn) -> Drawing:
    """Any nodes, nested anyhow, connected anyhow."""
    drawing = Drawing()
    ids: list[str] = []
    holders: list[str | None] = [None]
    for number in range(draw(st.integers(1, 8))):
        kind, id_ = draw(KINDS), f"N{number}"
        host = {"attachedToRef": draw(st.sampled_from(ids))} if kind == "boundaryEvent" and ids else {}
        called = {"calledElement": "P"} if kind == "callActivity" else {}
        drawing.node(kind, id_, into=draw(st.sampled_from(holders)), **host, **called)
        ids.append(id_)
        if kind == "subProcess":
            holders.append(id_)
    ends = st.sampled_from(ids)
    for number in range(draw(st.integers(0, 12))):
        drawing.flow(draw(ends), draw(ends), draw(st.sampled_from([None, "true", "(", "x.y"])), id_=f"F{number}")
    return drawing


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scribbles())
def test_any_drawing_is_checked_and_twice_the_same(drawing):
    first, second = gate.check(procedure(drawing)), gate.check(procedure(drawing))

    assert first == second
    assert all(one.ru and one.en and one.advice_ru and one.advice_en for one in first)
