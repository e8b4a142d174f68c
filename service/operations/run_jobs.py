"""Running jobs: claimed by lease, done by their handler, reported in the transaction of their effect.

A handler is `handle(installation, job, report)`; it calls `report(session)` inside its last writing transaction, so that
effect and report stand or fall together.  What it raises is a failed attempt; after the last one `gave_up` tells the
case, and reports the job's end in that same transaction: no case waits for a dead job.  Adding a kind of job: a handler
here, and its line in `_HANDLERS`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from smtplib import SMTPResponseException
from socket import gaierror

import structlog
from sqlalchemy.orm import Session

from processes.commands import FailAction
from processes.errors import PoryadokError, in_both_languages
from service import masked
from service.actor import SYSTEM
from service.errors import DiskFull, Unavailable, meant_by
from service.installation import Installation
from service.mail import Refused, compose
from service.moving import moving
from service.operations import begin_by_message, deliver_signal, sending_codes
from service.operations.deliver_message import deliver
from service.operations.make_document import make
from storage import jobs, mail
from storage.database import after_commit
from storage.errors import LeaseLost
from storage.models import Job, Mail

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
"""Longer than any attempt may take: SMTP (`mail.EXCHANGE`) and typst have time limits of their own."""

REST = timedelta(seconds=30)
"""How long a job is left alone when the database or the disk did not answer."""

_CERTAINLY_NOT_SENT = (ConnectionRefusedError, SMTPResponseException, gaierror)
"""Anything else may have happened after the relay took the mail."""

Report = Callable[[Session], None]
Handler = Callable[[Installation, Job, Report], None]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How a kind of job is done, how often it is tried, and who hears that it was given up."""

    handle: Handler
    retries: jobs.Backoff = jobs.Backoff()  # noqa: RUF009  frozen, so it may be shared
    gave_up: Callable[[Installation, Job, Exception, Report], None] | None = None


def run_due(installation: Installation, *, limit: int = 20) -> int:
    """How many jobs were attempted; each is claimed alone, so that several workers share the work."""
    for count in range(limit):
        if not run_next(installation):
            return count
    return limit


def run_next(installation: Installation) -> bool:
    """Whether there was a job to attempt."""
    owner = secrets.token_hex(8)
    now = installation.now()
    with installation.database.reading() as session:
        due = jobs.next_run(session)
    if due is None or due > now:
        return False
    with installation.database.writing() as session:
        claimed = jobs.claim(session, owner=owner, now=now, lease=LEASE)
    if not claimed:
        return False
    _attempt(installation, claimed[0], owner)
    return True


def _attempt(installation: Installation, job: Job, owner: str) -> None:
    kind = _HANDLERS.get(job.kind, _UNKNOWN)
    try:
        kind.handle(installation, job, lambda session: jobs.done(session, job.id, owner=owner, at=installation.now()))
    except LeaseLost:
        log.warning("job_lease_lost", job=job.id, kind=job.kind)
    except Exception as error:  # a job's failure is a row that somebody sees, never the end of the runner
        log.warning("job_failed", job=job.id, kind=job.kind, attempt=job.attempts, error=repr(error)[:300])
        _failed(installation, job, owner, kind, error)


def _failed(installation: Installation, job: Job, owner: str, kind: Kind, error: Exception) -> None:
    """The job waits for its next attempt; after the last one it is dead, and whoever waits for it hears of it.

    An attempt that failed because the database or the disk did not answer is none.
    """
    _, said = in_both_languages(error)
    if isinstance(meant_by(error), Unavailable | DiskFull):
        with suppress(LeaseLost), installation.database.writing() as session:
            jobs.put_back(session, job.id, owner=owner, run_at=installation.now() + REST, error=said)
        return
    retries = jobs.Backoff(attempts=1) if _hopeless(error) else kind.retries

    def report(session: Session) -> None:
        jobs.failed(session, job.id, owner=owner, error=said, at=installation.now(), retries=retries)

    with suppress(LeaseLost):
        if kind.gave_up is not None and job.attempts >= retries.attempts:
            kind.gave_up(installation, job, error, report)
            return
        with installation.database.writing() as session:
            report(session)


def _hopeless(error: Exception) -> bool:
    """Our own refusals come out the same at every attempt; what the outside world does may change."""
    return isinstance(error, PoryadokError) and not error.facts.get("retry_after")


def _deliver_message(installation: Installation, job: Job, report: Report) -> None:
    deliver(installation, job.args["message"], report)


def _call_early_messages(installation: Installation, job: Job, report: Report) -> None:
    begin_by_message.call(installation, job.args["definition"], report)


def _deliver_signal(installation: Installation, job: Job, report: Report) -> None:
    deliver_signal.deliver(installation, job.args, report)


def _make_document(installation: Installation, job: Job, report: Report) -> None:
    make(installation, job.args["instance"], job.args["action"], report)


def _document_failed(installation: Installation, job: Job, error: Exception, report: Report) -> None:
    """The case gets an incident and waits until somebody retries it."""
    ru, en = in_both_languages(error)
    with moving(installation, job.args["instance"], SYSTEM) as move:
        report(move.session)
        if job.args["action"] in move.live.actions and move.live.suspended is None:
            move.apply(FailAction(at=move.at, actor=SYSTEM, action=job.args["action"], ru=ru, en=en))


def _send_mail(installation: Installation, job: Job, report: Report) -> None:
    """Hands a mail over.  The try is committed before, so that a crash in between shows as "maybe sent"."""
    mail_id = job.args["mail"]
    with installation.database.writing() as session:
        row = mail.get(session, mail_id)
        if row.state not in ("queued", "failed"):
            report(session)
            return
        hand_over = _way_out(installation, row)
        if hand_over is None:
            mail.no_carrier(session, mail_id)
            sending_codes.call_instead(session, row, at=installation.now())
            report(session)
            after_commit(session, installation.wake)
            return
        mail.tried(session, mail_id)
    try:
        hand_over()
    except Refused as error:
        _refused_for_good(installation, mail_id, str(error)[:500], report)
        return
    except _CERTAINLY_NOT_SENT:
        with installation.database.writing() as session:
            mail.not_sent(session, mail_id)
        raise
    with installation.database.writing() as session:
        mail.sent(session, mail_id, at=installation.now())
        report(session)


def _way_out(installation: Installation, row: Mail) -> Callable[[], None] | None:
    """What hands this letter or text over; None if the installation has nobody for its channel."""
    carrier, gateway = installation.mail, installation.sms
    text = masked.revealed(installation.config.secret, row)
    if row.channel == "sms" and gateway is not None:
        return partial(gateway.deliver, row.to, text, row.message_id)
    if row.channel != "email" or carrier is None:
        return None
    letter = compose(
        message_id=row.message_id,
        sender=installation.config.mail_from,
        to=row.to,
        subject=row.subject,
        body=text,
        at=row.queued_at,
    )
    return partial(carrier.deliver, letter)


def _mail_failed(installation: Installation, job: Job, error: Exception, report: Report) -> None:
    _refused_for_good(installation, job.args["mail"], repr(error)[:500], report)


def _refused_for_good(installation: Installation, mail_id: int, error: str, report: Report) -> None:
    with installation.database.writing() as session:
        mail.failed(session, mail_id, error=error)
        sending_codes.call_instead(session, mail.get(session, mail_id), at=installation.now())
        report(session)
        after_commit(session, installation.wake)


def _not_known(installation: Installation, job: Job, report: Report) -> None:
    raise RuntimeError(f"no handler for {job.kind!r}")


_HANDLERS: Mapping[str, Kind] = {
    "message": Kind(handle=_deliver_message),
    "starts": Kind(handle=_call_early_messages),
    "signal": Kind(handle=_deliver_signal),
    "document": Kind(handle=_make_document, retries=jobs.Backoff(attempts=3), gave_up=_document_failed),
    "mail": Kind(handle=_send_mail, gave_up=_mail_failed),
}

_UNKNOWN = Kind(handle=_not_known, retries=jobs.Backoff(attempts=1))
