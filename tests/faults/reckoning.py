"""What is in the database after all, held against what the clients were told."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from processes import facts
from processes.commands import CompleteTask, FireTimer, StartInstance
from service.installation import Installation
from service.operations.upload_attachment import path_of
from storage import history, instances, registers, timers
from storage import jobs as queue
from storage.models import Job, Mail


@dataclass
class Promised:
    """What clients asked and what they were told, by the stamp that only one request carries."""

    asked: dict[str, int] = field(default_factory=dict)
    starts: dict[int, str] = field(default_factory=dict)
    completions: dict[int, str] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    unanswered: set[int] = field(default_factory=set)
    repeated: int = 0

    @classmethod
    def by(cls, lines: Iterable[dict[str, Any]]) -> Promised:
        """Read from journals: each intent comes before its answer."""
        promised = cls()
        for line in lines:
            if line["kind"] == "intent":
                stamp = promised.asked[line["key"]] = line["body"]["answers"]["stamp"]
                promised.unanswered.add(stamp)
                continue
            stamp = promised.asked[line["key"]]
            promised.unanswered.discard(stamp)
            promised.repeated += line["repeated"]
            if line["status"] >= 400:
                promised.refused.append(stamp)
            elif line["what"] == "start":
                promised.starts[stamp] = line["number"]
            else:
                promised.completions[stamp] = line["task"]
        return promised


@dataclass
class Kept:
    """What the history of all cases says: every list has one entry for every time that it happened."""

    cases: list[int] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    starts: list[tuple[int, str]] = field(default_factory=list)
    completions: list[tuple[int, str]] = field(default_factory=list)
    armed: list[tuple[int, int]] = field(default_factory=list)
    fired: list[tuple[int, int]] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    notices: int = 0
    registered: list[str] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    lost_files: list[str] = field(default_factory=list)

    @classmethod
    def by(cls, here: Installation) -> Kept:
        """Read from the database, as the log has it."""
        kept = cls()
        with here.database.reading() as session:
            for row in instances.listed(session, limit=100_000):
                kept.cases.append(row.id)
                kept.numbers.append(row.number)
                for entry in history.rows(session, row.id):
                    for step in entry.decoded():
                        kept._step(here, row.id, row.number, step)
            kept.registered = [row.key for row in registers.rows(session, "R-LOAD", limit=100_000)]
            kept.mails = list(session.scalars(select(Mail).where(Mail.channel == "email")))
            kept.jobs = list(session.scalars(select(Job)))
        return kept

    def _step(self, here: Installation, case: int, number: str, step: history.Step) -> None:
        command = step.command
        if isinstance(command, StartInstance):
            self.starts.append((int(str(command.answers["stamp"])), number))
        elif isinstance(command, CompleteTask):
            self.completions.append((int(str(command.answers["stamp"])), f"{case}-{command.task}"))
            self._files(here, command.answers.get("scan") or [])
        elif isinstance(command, FireTimer):
            self.fired.append((case, command.timer))
        for fact in step.facts:
            if isinstance(fact, facts.TimerArmed):
                self.armed.append((case, fact.timer))
            elif isinstance(fact, facts.TimerFired):
                self.late.append(fact.late)
            elif isinstance(fact, facts.ActionCompleted) and fact.element == "LOAD-40":
                self.notices += 1
        if getattr(command, "result", None) and "number" in command.result:  # type: ignore[attr-defined]  # CompleteAction
            self.papers.append(command.result["number"])  # type: ignore[attr-defined]  # as above

    def _files(self, here: Installation, scans: Any) -> None:
        for scan in scans:
            path = path_of(here, scan["attachment"])
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != scan["sha256"]:
                self.lost_files.append(scan["attachment"])

    @property
    def unfinished_jobs(self) -> list[tuple[str, str, str | None]]:
        return [(job.key, job.state, job.error) for job in self.jobs if job.state != "done"]


def is_quiet(here: Installation) -> bool:
    """Whether no job waits (failed ones wait for their next attempt) and no timer is open."""
    with here.database.reading() as session:
        return queue.next_run(session) is None and timers.next_due(session) is None


def doubled(happened: Iterable[object]) -> list[object]:
    """What happened more often than once."""
    return [one for one, times in Counter(happened).items() if times > 1]


def in_a_row(numbers: Iterable[str]) -> bool:
    """Whether the counters at the end of these numbers are 1, 2, 3 … without a gap or a double."""
    counts = sorted(int(number.rpartition("-")[2]) for number in numbers)
    return counts == list(range(1, len(counts) + 1))
