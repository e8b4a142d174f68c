"""Where a person goes after a click, and what he is told about the case: who has it now and until when."""

from __future__ import annotations

from flask import url_for

from service import current, words
from service.actor import Actor
from service.installation import Installation
from service.outcome import Outcome, Waiting
from storage import inbox


def said(outcome: Outcome, step: str, language: str) -> str:
    """What came of finishing a step: the case has ended, goes on with the same person, or waits for somebody."""
    russian = language == "ru"
    done = f"Готово: «{step}», дело {outcome.number}." if russian else f"Done: “{step}”, case {outcome.number}."
    if outcome.ended:
        end = f"Дело завершено: {outcome.ended_as}." if russian else f"The case is closed: {outcome.ended_as}."
        return f"{done} {end}"
    if not outcome.waiting:
        return done
    then = "Дальше" if russian else "Next"
    return f"{done} {then}: {'; '.join(_waiting(item, russian) for item in outcome.waiting[:3])}."


def accepted(outcome: Outcome, language: str) -> str:
    """The receipt of a submission, with its number and moment."""
    here = current.installation()
    now = here.now().astimezone(here.zone)
    if language == "ru":
        return f"Принято {now:%d.%m.%Y в %H:%M}. Номер дела: {outcome.number}."
    return f"Received on {now:%d.%m.%Y at %H:%M}. Case number: {outcome.number}."


def list_of(number: str | None = None) -> str:
    """The list that a person works from: the inbox of staff, the case or all cases of somebody outside."""
    if current.is_staff():
        return url_for("inbox.page")
    return url_for("cabinet.page", number=number) if number else url_for("cabinet.listing")


def case_of(number: str) -> str:
    """The page of a case as this person sees it."""
    return url_for("instances.page" if current.is_staff() else "cabinet.page", number=number)


def next_in_inbox(installation: Installation, actor: Actor) -> str | None:
    """The most urgent task that this person may do."""
    with installation.database.reading() as session:
        for entry in inbox.entries(session, actor.keys, limit=10):
            if entry.assignee in (None, actor.id):
                return f"{entry.instance_id}-{entry.task}"
    return None


def _waiting(item: Waiting, russian: bool) -> str:
    due = words.moment(item.due)
    who = ", ".join(item.titles)
    if due is None:
        return f"«{item.name}» — {who}" if russian else f"“{item.name}”: {who}"
    day = words.short_day(words.local_day(due, current.installation().zone))
    return f"«{item.name}» — {who}, до {day}" if russian else f"“{item.name}”: {who}, until {day}"
