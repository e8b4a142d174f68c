"""Every rule of the gate beside one procedure that it has something to say of and one, like it, that it lets through."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from processes import gate
from processes.definition import Definition
from processes.gate import rules
from tests.processes.decisions.tables import table
from tests.processes.gate.drawing import Drawing, message, procedure, straight, timer, with_message
from tests.processes.gate.test_conditional_events import awaited
from tests.processes.gate.test_constructs import COLLECTION, LOOP, linked, repeated, throwing
from tests.processes.gate.test_data import acting, applying, asking, deciding
from tests.processes.gate.test_flow import calling, nested, split, waiting_for
from tests.processes.gate.test_forums import with_forum
from tests.processes.gate.test_parties import per_item
from tests.processes.gate.test_people import STAGES, one_step, picture
from tests.processes.gate.test_readings import with_cases, with_reading
from tests.processes.gate.test_registers import keeping
from tests.processes.gate.test_self_starts import begun_by
from tests.processes.gate.test_sheets import with_page, with_sheet
from tests.processes.gate.test_signatures import signing
from tests.processes.test_terms import bounded

Shown = Drawing | Definition

PLAIN = straight().user("A").path("S", "A", "E")
TERM = {"clause": "1"}
WHOLE = table("DT-1", rules=[(("true",), ("1",)), (("false",), ("2",))])
GAP = table("DT-1", rules=[(("true",), ("1",))])


def step(kind: str, body: str = "", /, **attributes: str) -> Drawing:
    """A start, one step X of this kind, an end."""
    return straight().node(kind, "X", body=body, **attributes).path("S", "X", "E")


def event(kind: str, body: str) -> Drawing:
    return straight().node(kind, "X", TERM, body=body).path("S", "X", "E")


def drawn(*shapes: str, edges: tuple[str, ...]) -> Drawing:
    drawing = straight().user("A").path("S", "A", "E")
    drawing.around = picture(*shapes, edges=edges)
    return drawing


def in_lane(name: str) -> Drawing:
    drawing = straight().node("userTask", "A").path("S", "A", "E")
    drawing.elements.append(
        (None, "LS", "laneSet id='LS'", f"<lane id='L' name='{name}'><flowNodeRef>A</flowNodeRef></lane>")
    )
    return drawing


def signalling(name: str) -> Drawing:
    drawing = event("intermediateCatchEvent", f"<signalEventDefinition {name}/>")
    drawing.around += '<signal id="SIG" name="Пора" />'
    return drawing


def bordered(inner: str) -> Drawing:
    """A sub-process with a step of this kind, and a message on its border."""
    drawing = straight().node("subProcess", "SUB").path("S", "SUB", "E").start("S2", into="SUB")
    drawing.node(
        inner, "N", {"role": "clerk"}, into="SUB", body="<script>n = 1</script>" if inner == "scriptTask" else ""
    )
    drawing.end("E2", into="SUB").path("S2", "N", "E2").boundary("B", "SUB", message()).flow("B", "E")
    return with_message(drawing)


def behind_a_timer(step: str) -> Drawing:
    drawing = straight().user("A").path("S", "A", "E").end("E2")
    drawing.boundary("T", "A", timer("P10D"), {**TERM, "alert": "head"}, cancelActivity="false")
    return drawing.user("X").path("T", "X", "E2") if step == "user" else drawing.flow("T", "E2")


def looping(inside: str) -> Drawing:
    drawing = straight().script("X").node("exclusiveGateway", "G", default="G-E")
    if inside == "user":
        return drawing.user("A").path("S", "X", "A", "G", "E").flow("G", "X", "n < 3")
    return drawing.path("S", "X", "G", "E").flow("G", "X", "n < 3")


def split_and_joined(join: str) -> Drawing:
    drawing = split(default="G-B").user("A").user("B").node(join, "J")
    return drawing.flow("G", "A", "application.directed").flow("G", "B").path("A", "J", "E").path("B", "J")


def racing(second: str) -> Drawing:
    drawing = waiting_for("C", "X").node("intermediateCatchEvent", "C", body=message())
    return (
        drawing.user("X") if second == "user" else drawing.node("intermediateCatchEvent", "X", TERM, body=timer("P1D"))
    )


def long_path(steps: int) -> Drawing:
    drawing, ids = straight(), [f"A{n}" for n in range(steps)]
    for id_ in ids:
        drawing.user(id_)
    return drawing.path("S", *ids, "E")


def called(process: str) -> Definition:
    plain = Drawing("Q").start("S-Q").end("E-Q").path("S-Q", "E-Q")
    return procedure(calling(process), plain)


def not_executable(executable: bool) -> Definition:
    other = Drawing("Q", executable=executable).start("S2").user("B").end("E2").path("S2", "B", "E2")
    return procedure(PLAIN, other)


EXAMPLES: dict[str, tuple[Shown, Shown]] = {
    "actions": (step("serviceTask"), acting()),
    "border_waits": (bordered("scriptTask"), bordered("userTask")),
    "borders": (nested().flow("A", "E", id_="X"), nested()),
    "calls": (called("NOWHERE"), called("Q")),
    "cases": (with_cases((15, "small")), with_cases((15, "big"))),
    "clauses": (event("intermediateCatchEvent", timer("P1D")).node("userTask", "A", {"due": "now()"}), PLAIN),
    "comparisons": (deciding('application.way = "male"'), deciding('application.way = "mail"')),
    "compensation": (step("userTask", isForCompensation="true"), step("userTask", isForCompensation="false")),
    "conditional_events": (awaited("1 = 1"), awaited("application.directed")),
    "conditions": (
        split().flow("G", "E", "application.directed").flow("G", "E2"),
        split(default="G-E2").flow("G", "E", "application.directed").flow("G", "E2"),
    ),
    "conversions": (deciding("${application.directed}"), deciding("application.directed")),
    "decisions": (
        procedure(asking("DT-9"), tables={"t.dmn": WHOLE}),
        procedure(asking(a="true"), tables={"t.dmn": WHOLE}),
    ),
    "erasable": (deciding('application.address = "x"'), deciding("given(application.address)")),
    "event_flows": (straight().user("A").path("S", "A", "E").flow("A", "S", id_="back"), PLAIN),
    "event_gateways": (racing("user"), racing("timer")),
    "event_sub_processes": (
        nested().node("subProcess", "X", triggeredByEvent="true"),
        nested().node("subProcess", "X", triggeredByEvent="false"),
    ),
    "events": (
        event("intermediateCatchEvent", "<compensateEventDefinition />"),
        event("intermediateCatchEvent", timer("P1D")),
    ),
    "executable": (not_executable(False), not_executable(True)),
    "expressions": (deciding("${application.find()}"), deciding("application.directed")),
    "foreign": (
        straight().node("serviceTask", "X", camunda__class="ru.example.X").path("S", "X", "E"),
        straight().node("serviceTask", "X", {"action": "notice"}).path("S", "X", "E"),
    ),
    "forms": (straight().user("A", form="F-NONE"), straight().user("A", form="F-APP")),
    "forums": (with_forum('"tolk"'), with_forum()),
    "instantiation": (
        with_message(step("receiveTask", instantiate="true", messageRef="M")),
        with_message(step("receiveTask", instantiate="false", messageRef="M")),
    ),
    "kinds": (step("complexGateway"), step("parallelGateway")),
    "labels": (straight().node("userTask", "A", {"role": "clerk"}, name=""), PLAIN),
    "lanes": (in_lane("Методист"), in_lane("clerk")),
    "lengths": (long_path(400), long_path(20)),
    "links": (linked(caught="y"), linked()),
    "loops": (looping("nobody"), looping("user")),
    "messages": (signalling(""), signalling('signalRef="SIG"')),
    "names": (deciding("aplication.directed"), deciding("application.directed")),
    "parties": (per_item("application.way"), per_item("application.way", role="applicant")),
    "pictures": (drawn("S", "E", edges=("S-A",)), drawn("S", "A", "E", edges=("S-A", "A-E"))),
    "procedure": (one_step(), procedure(one_step(), stages=STAGES)),
    "properties": (straight().user("A", fom="F"), straight().user("A", form="F-APP")),
    "public_pages": (with_page(settings=["hours"]), with_page(settings=["days"])),
    "quantities": (step("userTask", startQuantity="2"), step("userTask", startQuantity="1")),
    "reachable": (straight().user("A").user("X").path("S", "A", "E").flow("X", "E"), PLAIN),
    "reading": (straight().user("A").path("S", "A", "E").flow("A", "NOWHERE"), PLAIN),
    "readings": (with_reading(default="в"), with_reading()),
    "registers": (keeping(kept_by=["wizard"]), keeping()),
    "repetitions": (repeated(COLLECTION, 'behavior="One"'), repeated(COLLECTION)),
    "results": (applying(result="settings"), applying(result="ours")),
    "roles": (step("userTask"), PLAIN),
    "scripts": (straight().script("X", scriptFormat="groovy"), straight().script("X", scriptFormat="feel")),
    "self_starts": (begun_by(timer("R/PT10M", "timeCycle")), begun_by(timer("R/P1D", "timeCycle"))),
    "sheets": (with_sheet(steps=["Z"]), with_sheet(steps=["X"])),
    "signatures": (signing("contract.number"), signing("contract.file")),
    "soundness": (split_and_joined("parallelGateway"), split_and_joined("exclusiveGateway")),
    "splits": (straight().user("X").user("A").end("E2").path("S", "X", "A", "E").flow("X", "E2"), PLAIN),
    "standard_loops": (
        step("userTask", LOOP.format("", "")),
        step("userTask", LOOP.format(' loopMaximum="3"', "")),
    ),
    "starts": (nested().start("S3", into="SUB").flow("S3", "A"), nested()),
    "tables": (
        procedure(asking(a="true"), tables={"t.dmn": GAP}),
        procedure(asking(a="true"), tables={"t.dmn": WHOLE}),
    ),
    "terms": (bounded("days_after(now(), 11)"), bounded("days_after(now(), 10)")),
    "throws": (throwing("error", caught=False), throwing("error")),
    "timer_paths": (behind_a_timer("user"), behind_a_timer("end")),
    "timers": (
        event("intermediateCatchEvent", timer("0 0 9 * * ?", "timeCycle")),
        event("intermediateCatchEvent", timer("R3/PT24H", "timeCycle")),
    ),
    "twin_flows": (straight().user("A").path("S", "A", "E").flow("A", "E", id_="again"), PLAIN),
    "way_out": (straight().user("A").user("X").path("S", "A", "E").flow("A", "X"), PLAIN),
}  # fmt: skip
"""Rule -> what it has something to say of, and what it lets through."""

NAMES = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))


def said_by(name: str, shown: Shown) -> list[gate.Finding]:
    """What this rule alone says."""
    rule = importlib.import_module(f"{rules.__name__}.{name}")
    return list(rule.check(procedure(shown) if isinstance(shown, Drawing) else shown))


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_says_something_of_one_procedure_and_nothing_of_another(name):
    assert name in EXAMPLES, f"{name}.py has no examples: add a line to EXAMPLES"
    refused, passed = EXAMPLES[name]

    assert said_by(name, refused) != []
    assert said_by(name, passed) == []
