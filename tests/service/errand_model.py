"""What must be true of an office that runs errands: the whole service in small, without a database, a job or a diagram.

Pure: told who does what when, it says what he is refused, or moves.  `settle` is what the service does by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from processes.errors import CommandRefused, InstanceEnded, PoryadokError
from service.errors import CaseSuspended, NotAllowed, NotYours, SeparationOfDuties, TaskAlreadyDone, TaskTaken
from storage.errors import NotFound

Refusal = type[PoryadokError]

CLERKS = ("ivanov", "orlova")
HEAD, OWNER = "sidorov", "admin"
CAST = ("petrova", "stranger", *CLERKS, HEAD, OWNER)

HOLDERS = {"ERR-20": CLERKS, "ERR-25": (HEAD,), "ERR-40": (*CLERKS, HEAD), "ERR-45": (HEAD,)}
"""Whose each step is; ERR-30 is the applicant's."""

APART = {"ERR-20": "ERR-40", "ERR-40": "ERR-20"}
"""Whoever did the one may not do the other."""

LAST_SECOND = time(23, 59, 59)


@dataclass
class Case:
    """One errand.  `open`: the open steps, each with its holder; `awaits`: what its branches still wait for.

    `payments`: those that wait for the case, in order, by the moment at which each expires.
    """

    id: int
    number: str
    applicant: str
    days: int
    printed: bool
    looked_again: bool
    status: str = "running"
    open: dict[str, str | None] = field(default_factory=dict)
    did: dict[str, set[str]] = field(default_factory=dict)
    dues: dict[str, datetime] = field(default_factory=dict)
    awaits: set[str] = field(default_factory=set)
    payments: list[datetime] = field(default_factory=list)
    accepted: bool = False
    signed: bool = False
    received: int = 0
    papers: int = 0

    @property
    def ended(self) -> bool:
        return self.status in ("finished", "cancelled")

    def holds(self, who: str, element: str) -> bool:
        """Whether the step is in the person's inbox."""
        return who in HOLDERS.get(element, (self.applicant,))

    def may_see(self, who: str) -> bool:
        return who in (self.applicant, *CLERKS, HEAD, OWNER)

    # What people are refused, in the order in which the service looks.

    def refuses_work(self, who: str, element: str, *, is_open: bool) -> Refusal | None:
        if not self.holds(who, element) and not self.may_see(who):
            return NotFound
        if not is_open:
            return TaskAlreadyDone
        if self.status == "suspended":
            return CaseSuspended
        if not self.holds(who, element):
            return NotAllowed
        if self.open[element] not in (None, who):
            return TaskTaken
        if who in self.did.get(APART.get(element, ""), set()):
            return SeparationOfDuties
        return None

    def refuses_release(self, who: str, element: str, *, is_open: bool) -> Refusal | None:
        if not self.holds(who, element) and not self.may_see(who):
            return NotFound
        if not is_open:
            return TaskAlreadyDone
        if self.status == "suspended":
            return CaseSuspended
        holder = self.open[element]
        if holder is None or who not in (holder, OWNER):
            return NotYours
        return None

    def refuses_intervention(self, who: str, what: str) -> Refusal | None:
        if not self.may_see(who):
            return NotFound
        if who != OWNER:
            return NotAllowed
        if self.ended:
            return InstanceEnded
        if what == "suspend" and self.status == "suspended":
            return CaseSuspended
        if what == "resume" and self.status == "running":
            return CommandRefused
        return None

    # What people do.

    def begin(self, now: datetime, zone: ZoneInfo) -> None:
        self._sort(now, zone)

    def complete(self, who: str, element: str, verdict: str, now: datetime, zone: ZoneInfo) -> None:
        self._close(element)
        self.did.setdefault(element, set()).add(who)
        if element == "ERR-30":
            self._sort(now, zone)
        elif element == "ERR-20" and verdict == "back":
            self.open["ERR-30"] = None
        elif element in ("ERR-20", "ERR-25"):
            self._accept(now)
        elif element == "ERR-40" and self.looked_again:
            self.open["ERR-45"] = None
        else:
            self.signed = True

    def pay(self, expires: datetime) -> None:
        self.payments.append(expires)

    def cancel(self) -> None:
        self.status = "cancelled"
        self.open.clear()
        self.dues.clear()
        self.awaits.clear()

    # What follows by itself.

    def next_due(self) -> datetime | None:
        return min(self.dues.values(), default=None) if self.status == "running" else None

    def settle(self, now: datetime) -> None:
        """What is due is done, what was sent is received; a case whose branches are all there ends."""
        if self.status != "running":
            return
        for element in [element for element, due in self.dues.items() if due <= now]:
            del self.dues[element]
            self.awaits.discard(element)
            if element == "T-20":
                self._close("ERR-20")
                self.open["ERR-25"] = None
        self._receive(now)
        if self.accepted and self.signed and not self.awaits:
            self.status = "finished"
            self.papers += self.printed

    def _receive(self, now: datetime) -> None:
        if "ERR-W" in self.awaits and self.signed:
            self.awaits.remove("ERR-W")
            self.received += 1
        waiting = [expires for expires in self.payments if expires > now]
        if "ERR-P" in self.awaits and waiting:
            self.payments.remove(waiting[0])
            self.awaits.remove("ERR-P")
            self.received += 1

    def _sort(self, now: datetime, zone: ZoneInfo) -> None:
        self.open["ERR-20"] = None
        last = now.astimezone(zone).date() + timedelta(days=self.days)
        self.dues["T-20"] = datetime.combine(last, LAST_SECOND, zone)

    def _accept(self, now: datetime) -> None:
        self.accepted = True
        self.awaits = {"ERR-P", "ERR-W", "ERR-H"}
        self.dues["ERR-H"] = now + timedelta(hours=self.days)
        self.open["ERR-40"] = None

    def _close(self, element: str) -> None:
        del self.open[element]
        if element == "ERR-20":
            self.dues.pop("T-20", None)


@dataclass
class Model:
    """All errands, and the clock."""

    now: datetime
    zone: ZoneInfo
    looked_again: bool = False
    versions: int = 1
    cases: dict[int, Case] = field(default_factory=dict)

    def refuses_start(self, who: str) -> Refusal | None:
        """Nobody who works on errands gives himself one."""
        return NotAllowed if who in (*CLERKS, HEAD) else None

    def refuses_owners_act(self, who: str) -> Refusal | None:
        return None if who == OWNER else NotAllowed

    def publish(self, looked_again: bool) -> bool:
        """Whether it is a new version; cases that run stay on theirs."""
        new, self.looked_again = looked_again != self.looked_again, looked_again
        self.versions += new
        return new

    def inbox(self, who: str) -> set[tuple[int, str, str | None]]:
        """The open steps that are the person's to do, or somebody's who has taken them, with their holders."""
        return {
            (case.id, element, holder)
            for case in self.cases.values()
            for element, holder in case.open.items()
            if case.holds(who, element)
        }

    def settle(self) -> None:
        for case in self.cases.values():
            case.settle(self.now)

    def wait(self, span: timedelta) -> None:
        """The clock stops at every moment that is due until then."""
        for moment in self._moments(self.now + span):
            self.now = moment
            self.settle()

    def jump(self, span: timedelta) -> None:
        """The clock is there at once, as for a service that was stopped meanwhile."""
        self.now += span
        self.settle()

    def _moments(self, goal: datetime) -> Iterator[datetime]:
        while True:
            dues = [due for case in self.cases.values() if (due := case.next_due()) is not None]
            due = min(dues, default=goal)
            if due >= goal:
                break
            yield due
        yield goal
