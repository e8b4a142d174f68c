"""Twenty diagrams that must not be published, one for each of twenty rules, with the element that is to be marked."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from processes import layout
from tests.processes.gate.drawing import ROLES, Drawing, message, straight, timer, with_message

KEY = "test"
PART = "P.bpmn"


def parts(diagram: bytes) -> dict[str, bytes]:
    """A procedure of one diagram."""
    outline = {"key": KEY, "title": {"ru": "Проба", "en": "Test"}, "code": "ПРБ", "main": "P", "roles": ROLES}
    return {
        "procedure.yaml": yaml.safe_dump(outline, allow_unicode=True).encode(),
        "clauses.yaml": yaml.safe_dump([{"id": "t/1", "clause": "1", "text": "Срок", "kind": "duty"}]).encode(),
        PART: diagram,
    }


def sound() -> Drawing:
    """Nothing is wrong with this one."""
    return straight().user("A", clause="t/1").path("S", "A", "E")


def _catch(body: str) -> Drawing:
    return straight().node("intermediateCatchEvent", "X", {"clause": "t/1"}, body=body).path("S", "X", "E")


def _branches(*, condition: str | None, name: str = "exclusiveGateway") -> Drawing:
    drawing = Drawing().start().script("N", "n = 1").node(name, "G", default="G-E").end("E").end("E2").end("E3")
    return drawing.path("S", "N", "G", "E").flow("G", "E2", "n > 1").flow("G", "E3", condition, id_="X")


def _repeated(inner: str) -> Drawing:
    body = f"<multiInstanceLoopCharacteristics>{inner}</multiInstanceLoopCharacteristics>"
    return straight().user("X", body=body).path("S", "X", "E")


def _drawings() -> dict[str, tuple[Drawing, str]]:
    unreachable = straight().user("A").user("X").path("S", "A", "E").flow("X", "E")
    stopped = straight().node("parallelGateway", "G").user("A").user("X").path("S", "G", "A", "E").flow("G", "X")
    closed = straight().node("parallelGateway", "G").user("A").node("parallelGateway", "X")
    return {
        "kind.complex_gateway": (straight().node("complexGateway", "X").path("S", "X", "E"), "X"),
        "kind.plain_task": (straight().node("task", "X").path("S", "X", "E"), "X"),
        "kind.transaction": (straight().node("transaction", "X").path("S", "X", "E"), "X"),
        "signal.name": (_catch("<signalEventDefinition />"), "X"),
        "event.none": (_catch(""), "X"),
        "event.several": (with_message(_catch(message() + timer("PT1H"))), "X"),
        "construct.quantity": (straight().user("A").node("userTask", "X", {"role": "clerk"}, startQuantity="2").path("S", "A", "X", "E"), "X"),
        "loop.bound": (straight().user("X", body="<standardLoopCharacteristics />").path("S", "X", "E"), "X"),
        "multi.bound": (_repeated("<loopCardinality>-1</loopCardinality>"), "X"),
        "flow.unreachable": (unreachable, "X"),
        "flow.no_exit": (stopped, "X"),
        "gateway.no_exit": (closed.path("S", "G", "A", "E").flow("G", "X"), "X"),
        "condition.missing": (_branches(condition=None), "X"),
        "expression.syntax": (_branches(condition="n >"), "X"),
        "name.unknown": (_branches(condition="nobody_sets_this"), "X"),
        "role.unknown": (straight().node("userTask", "X", {"role": "nobody"}).path("S", "X", "E"), "X"),
        "form.unknown": (straight().user("X", form="F-NONE").path("S", "X", "E"), "X"),
        "action.unknown": (straight().node("serviceTask", "X", {"action": "dance"}).path("S", "X", "E"), "X"),
        "call.unknown": (straight().node("callActivity", "X", calledElement="P-NONE").path("S", "X", "E"), "X"),
        "timer.cron": (_catch(timer("0 0 9 * * ?", "timeCycle")), "X"),
    }  # fmt: skip


DIAGRAMS: Mapping[str, tuple[bytes, str]] = {
    code: (layout.lay_out(drawing.xml()), element) for code, (drawing, element) in _drawings().items()
}
"""Rule -> the file, with a picture as an editor would have made it, and the element that the rule speaks of."""

DRAWN_SOUND = layout.lay_out(sound().xml())
"""A procedure in which nothing is wrong."""
