"""Plays: a case told step by step, played through the real operations on a virtual clock.

One script format for scenario tests, `poryadok play` and demo data: a list of `{at, as, do, answers}`, where `do` is
the id of a start, a task or an act, and of `{wait: moment}`.  A step of a case that the played one began by a message is
done there, and the play goes on with it.  `{file: name.pdf}` among the answers is a small PDF, `{file: name.png}` a small picture.
Knows no procedure: what may be done when is the diagram's business, and a step that is not open fails the play.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from forms.definition import Form
from forms.fields.signature import Signed
from processes.definition import RegisterOutline
from service import actor as actors
from service.access import key_held
from service.actor import Actor
from service.errors import Unfit
from service.installation import Installation
from service.operations import (
    complete_task,
    move_clock,
    people,
    perform_act,
    settle,
    show_act,
    show_task,
    start_instance,
    upload_attachment,
    write_register,
)
from service.outcome import Outcome
from service.published import Edition
from service.refs import task_ref
from storage import instances, messages, registers

EXAMPLES = "registers.yaml"
"""The part of a procedure that holds rows for examples: register -> key -> columns."""


Examples = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Rows by register and key."""


class PlayRefused(Unfit):
    """A script is no play, or asks for something that the case does not offer at that moment."""

    code = "play.refused"


@dataclass(frozen=True, kw_only=True)
class Step:
    """At `at` somebody does something; without `do` time only passes."""

    at: datetime
    by: str = ""
    do: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


def read(content: bytes | str, zone: ZoneInfo) -> tuple[Step, ...]:
    """The steps of a script; moments without an offset are local to `zone`.  Raises PlayRefused."""
    try:
        lines = yaml.safe_load(content)
    except yaml.YAMLError as error:
        raise PlayRefused(f"Сценарий не читается как YAML: {error}", f"The script is not YAML: {error}") from error
    if not isinstance(lines, list) or not lines:
        raise PlayRefused("Сценарий — непустой список шагов", "A script is a list of steps, at least one")
    return tuple(_step(number, line, zone) for number, line in enumerate(lines, start=1))


def _step(number: int, line: Any, zone: ZoneInfo) -> Step:
    if not isinstance(line, dict):
        raise _refused(
            number, "шаг — это {at, as, do, answers} или {wait}", "a step is {at, as, do, answers} or {wait}"
        )
    unknown = sorted(set(map(str, line)) - {"at", "as", "do", "answers", "wait"})
    if unknown:
        raise _refused(number, f"лишнее: {', '.join(unknown)}", f"unknown: {', '.join(unknown)}")
    if "wait" in line:
        return Step(at=_moment(number, line["wait"], zone))
    answers = line.get("answers") or {}
    if not isinstance(line.get("as"), str) or not isinstance(line.get("do"), str) or not isinstance(answers, dict):
        raise _refused(number, "нужны as и do, answers — поля формы", "as and do are needed, answers are fields")
    return Step(at=_moment(number, line.get("at"), zone), by=line["as"], do=line["do"], answers=answers)


def _moment(number: int, value: Any, zone: ZoneInfo) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise _refused(number, f"«{value}» — не момент времени", f"{value!r} is no moment") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _refused(number: int, ru: str, en: str) -> PlayRefused:
    return PlayRefused(f"Шаг {number}: {ru}", f"Step {number}: {en}", step=number)


@dataclass(kw_only=True)
class Player:
    """Plays one case: the first step begins it.  `cast` says who is meant by `as`."""

    installation: Installation
    procedure: str
    cast: Mapping[str, int]
    instance_id: int | None = None
    last: Outcome | None = None

    def play(self, steps: Iterable[Step], *, told: Callable[[Step], None] = lambda step: None) -> None:
        """All steps in order, each at its moment, with everything that becomes due on the way.

        Raises PlayRefused, or what the operation says; `told` hears of each step that was done.
        """
        for step in steps:
            move_clock.move(self.installation, to=max(step.at, self.installation.now()))
            self.take(step)
            told(step)

    def take(self, step: Step) -> Outcome | None:
        """One step at the moment that it is, and the jobs that follow from it."""
        if step.do is None:
            return None
        actor = self.actor(step.by)
        self.last = self._take(actor, step.do, self.filed(actor, step.answers))
        self.instance_id = self.last.instance_id
        settle.settle(self.installation)
        return self.last

    def actor(self, name: str) -> Actor:
        """The person who plays this part, with the keys that he has now."""
        if name not in self.cast:
            raise PlayRefused(
                f"Кто такой «{name}»? Есть: {', '.join(self.cast)}",
                f"Who is {name!r}? There are: {', '.join(self.cast)}",
            )
        return actors.of_person(self.installation, self.cast[name])

    def filed(self, actor: Actor, value: Any) -> Any:
        """The answers with each `{file: name}` uploaded."""
        if isinstance(value, Mapping):
            if set(value) == {"file"}:
                name = str(value["file"])
                return upload_attachment.upload(self.installation, actor, io.BytesIO(example(name)), name).as_answer()
            return {key: self.filed(actor, one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.filed(actor, one) for one in value]
        return value

    def _take(self, actor: Actor, element: str, answers: Mapping[str, Any]) -> Outcome:
        if self.instance_id is None:
            return start_instance.start(
                self.installation, actor, procedure=self.procedure, start=element, answers=answers
            )
        self._follow(element)
        ref = self._open_task(actor, element)
        if ref is not None:
            view = show_task.show(self.installation, actor, ref)
            return complete_task.complete(self.installation, actor, ref, looked_at(view.form, view.answers, answers))
        act = next(
            (
                option.subscription
                for option in show_act.open_acts(self.installation, actor, self.instance_id)
                if option.element == element
            ),
            None,
        )
        if act is None:
            raise self._not_open(element)
        return perform_act.perform(self.installation, actor, self.instance_id, act, answers)

    def _follow(self, element: str) -> None:
        """Turns to the case that this one began, where the step is of its process."""
        assert self.instance_id is not None  # noqa: S101  # the caller has begun the case
        with self.installation.database.reading() as session:
            edition = self.installation.definitions.newest(session, self.procedure, self.installation.now())
            process = edition.definition.process_of(element).id if element in edition.definition.nodes else ""
            begun = messages.takers(session, self.instance_id, process)
        self.instance_id = begun[-1] if begun else self.instance_id

    def _open_task(self, actor: Actor, element: str) -> str | None:
        """The open task of this element; of several the first that waits for the person."""
        assert self.instance_id is not None  # noqa: S101  # the caller has begun the case
        with self.installation.database.reading() as session:
            found = [task for task in instances.open_tasks(session, self.instance_id) if task.element == element]
        found.sort(key=lambda task: key_held(actor, task.roles, self.procedure) is None)
        return task_ref(self.instance_id, found[0].task) if found else None

    def _not_open(self, element: str) -> PlayRefused:
        with self.installation.database.reading() as session:
            row = instances.get(session, self.instance_id or 0)
            open_now = [task.element for task in instances.open_tasks(session, row.id)]
        now = self.installation.now().astimezone(self.installation.zone)
        return PlayRefused(
            f"Дело {row.number}, {now:%d.%m.%Y %H:%M}: шаг {element} не открыт; открыты: {', '.join(open_now) or '—'}",
            f"Case {row.number}, {now:%Y-%m-%d %H:%M}: {element} is not open; open: {', '.join(open_now) or 'none'}",
            element=element,
        )


def looked_at(form: Form | None, opened: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of somebody who has looked at what he signs, as the form `opened` with it."""
    given = dict(answers)
    for asked in form.walk() if form else ():
        if isinstance(asked, Signed):
            *groups, signature, what = asked.path.split(".")
            if not groups and isinstance(given.get(signature), Mapping):
                given[signature] = {what: opened[signature][what], **given[signature]}
    return given


def scripts(edition: Edition) -> dict[str, bytes]:
    """The plays that a version brings with it, by name."""
    return {
        name.removeprefix("plays/").removesuffix(".yaml"): content
        for name, content in sorted(edition.parts.items())
        if name.startswith("plays/")
    }


def cast_of(installation: Installation, edition: Edition, steps: Iterable[Step]) -> dict[str, int]:
    """One new person for each part of these steps, who holds the role of that name."""
    cast: dict[str, int] = {}
    for name in dict.fromkeys(step.by for step in steps if step.do is not None):
        role = edition.definition.roles.get(name)
        if role is None:
            raise PlayRefused(f"Роли «{name}» в процедуре нет", f"The procedure has no role {name!r}")
        cast[name] = people.add(
            installation, login=name, name=role.ru, email=f"{name.replace('_', '-')}@example.org", roles=[name]
        )
    return cast


def stock(installation: Installation, actor: Actor, edition: Edition) -> None:
    """The rows that the procedure gives for examples, written as a clerk would write them.

    Those of a register that only cases write are written as if cases had: they are `active`, then in their own `state`.
    """
    lay_out(installation, actor, edition, yaml.safe_load(edition.parts.get(EXAMPLES, b"")) or {})


def lay_out(installation: Installation, actor: Actor, edition: Edition, examples: Examples) -> None:
    """These rows, as `stock` writes them."""
    for register, rows in examples.items():
        outline = edition.definition.registers[register]
        for key, row in rows.items():
            if outline.form is None:
                _put(installation, outline, str(key), row)
            else:
                write_register.write(installation, actor, register, str(key), row)


def _put(installation: Installation, outline: RegisterOutline, key: str, row: Mapping[str, Any]) -> None:
    data = {name: value for name, value in row.items() if name != "state"}
    now = installation.now()
    rules = registers.Rules(outline=outline, today=now.astimezone(installation.zone).date())
    with installation.database.writing() as session:
        for state in dict.fromkeys(("active", row.get("state", "active"))):
            registers.write(session, outline.id, key, data, at=now, actor=actors.SYSTEM, state=state, rules=rules)


def rehearse(
    installation: Installation, procedure: str, steps: Iterable[Step], *, told: Callable[[Step], None]
) -> Player:
    """A play on an empty installation whose clock stands before its first step: procedure, rows and cast are made."""
    steps = tuple(steps)
    with installation.database.reading() as session:
        edition = installation.definitions.newest(session, procedure, installation.now())
    keeper = people.add(installation, login="keeper", name="Администратор", roles=["admin"])
    stock(installation, actors.of_person(installation, keeper), edition)
    player = Player(installation=installation, procedure=procedure, cast=cast_of(installation, edition, steps))
    player.play(steps, told=told)
    return player


def example(name: str) -> bytes:
    """What a file of this name might be: a picture, or else a page; the same name gives the same bytes."""
    return picture() if name.endswith(".png") else sheet(name)


def picture() -> bytes:
    """A PNG of 96 by 48 points: a band of one colour over a band of another."""
    wide, high = 96, 48
    rows = (b"\0" + (b"\x1f\x4e\x79" if y < high * 2 // 3 else b"\xc9\xa2\x27") * wide for y in range(high))
    header = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def sheet(title: str) -> bytes:
    """A PDF of one page that says what it stands for; the same title gives the same bytes."""
    said = re.sub(r"[^ -~]|[()\\]", "-", title)[:80]
    text = f"BT /F1 16 Tf 60 770 Td ({said}) Tj 0 -28 Td (Poryadok: example of a scan) Tj ET".encode("ascii")
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(bodies) + 1, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, out.rindex(b"xref\n0"))
    return bytes(out)
