"""Control flow is sound: whatever branches are taken, a case comes to an end, and no step is met by a second token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from processes.definition import Definition
from processes.gate.finding import Finding, error, info, title, warning
from processes.gate.paths import scopes
from processes.gate.soundness import MOST_STATES, Fault, verdict
from processes.gate.waits import Waits
from processes.model.elements import Process


def check(definition: Definition) -> Iterator[Finding]:
    """`flow.deadlock`, `flow.stuck`, `flow.double` with the way into it, and `flow.unchecked` where there is too much.

    A deadlock that data may exclude, because its choices depend on one another, is a warning; so is a step that may be
    met by two tokens.
    """
    waits = Waits(definition)
    for process in definition.processes.values():
        for scope in scopes(process):
            found = verdict(process, scope, waits)
            yield from (_told(process, fault) for fault in found.faults)
            if not found.complete:
                yield _unchecked(process, scope)


def _told(process: Process, fault: Fault) -> Finding:
    at = process.nodes[fault.at]
    way_ru = " → ".join(f"«{title(process.nodes[id_])}»" for id_ in fault.path)
    way_en = " → ".join(repr(title(process.nodes[id_])) for id_ in fault.path)
    ru, en, advice_ru, advice_en = _TEXTS[fault.kind]
    say = error if fault.certain and fault.kind != "double" else warning
    finding = say(
        f"flow.{fault.kind}",
        at,
        f"{ru.format(title(at))}. Так бывает на пути {way_ru}",
        f"{en.format(title(at))}. It happens on the way {way_en}",
        advice_ru,
        advice_en,
    )
    return replace(finding, path=fault.path)


def _unchecked(process: Process, scope: str) -> Finding:
    place = process.nodes.get(scope) or process
    return info(
        "flow.unchecked",
        place,
        f"В «{title(place)}» больше {MOST_STATES} состояний: не все пути проверены",
        f"{title(place)!r} has more than {MOST_STATES} states: not every way was checked",
        "Разделите на подпроцессы то, что идёт параллельно",
        "Put what runs in parallel into sub-processes",
    )


_TEXTS = {
    "deadlock": (
        "В «{}» никогда не сойдутся все ветви: дело встанет",
        "{!r} never gets all its branches: the case stands still",
        "Соедините ветви шлюзом того же вида, каким они разделены",
        "Join the branches with a gateway of the kind that split them",
    ),
    "stuck": (
        "После «{}» дело не может прийти к концу",
        "After {!r} the case cannot come to an end",
        "Проведите путь к конечному событию",
        "Draw a way to an end event",
    ),
    "double": (
        "«{}» может начаться второй раз, пока не закончен первый",
        "{!r} may begin a second time before the first is over",
        "Соедините параллельные ветви параллельным шлюзом",
        "Join parallel branches with a parallel gateway",
    ),
}
