"""What became of a notice, in the words that every page uses: the case's, the cabinet's, the operator's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from service.words import short_day
from storage import parties
from storage.models import Mail

CHANNELS: Mapping[str, tuple[str, str]] = {
    "email": ("электронная почта", "e-mail"),
    "sms": ("СМС", "text message"),
    "post": ("почта", "post"),
    "in_person": ("лично", "in person"),
    "cabinet": ("личный кабинет", "cabinet"),
}

STATES: Mapping[str, tuple[str, str]] = {
    "no_carrier": ("некому передать", "nobody to carry it"),
    "failed": ("не доставлено", "not delivered"),
    "maybe_sent": ("возможно, отправлено дважды", "maybe sent twice"),
    "queued": ("в очереди", "queued"),
    "sent": ("отправлено", "sent"),
}

_BY_HAND: Mapping[str, tuple[str, str]] = {
    "sms": ("ждёт звонка", "waits for a call"),
    "post": ("ждёт письма на бумаге", "waits for a letter on paper"),
    "in_person": ("ждёт передачи лично", "waits to be handed over"),
}
"""What is left to people where no carrier serves the channel."""

AWAIT_PERSON = ("no_carrier", "failed", "maybe_sent")
"""States in which somebody may say that the receiver was told otherwise."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One way by which a notice went: `words` say what became of it, `colour` is the badge's; `id` is its message."""

    id: int
    channel: str
    to: str
    words: str
    colour: str
    awaits: bool


@dataclass(frozen=True, kw_only=True)
class NoticeShown:
    """A notice with all its ways; the text is the same on each."""

    subject: str
    body: str
    queued_at: datetime
    deliveries: tuple[Delivery, ...]

    @property
    def awaits(self) -> bool:
        """Whether one of its ways needs somebody."""
        return any(one.awaits for one in self.deliveries)


def words(item: Mail, zone: ZoneInfo, language: str) -> str:
    """The state of a message in words, with the reason or the way where there is one."""
    russian = 0 if language == "ru" else 1
    if item.channel == "cabinet":
        return ("показано в кабинете", "shown in the cabinet")[russian]
    if item.state == "no_carrier":
        return _BY_HAND.get(item.channel, STATES["no_carrier"])[russian]
    said = STATES.get(item.state, (item.state, item.state))[russian]
    if item.state == "failed" and item.error:
        return f"{said}: {item.error}"
    if item.state == "sent" and item.error:  # somebody said how the receiver was told
        told = ("передано", "handed over")[russian]
        day = f" {short_day(item.sent_at.astimezone(zone).date())}" if item.sent_at else ""
        return f"{told}{day}: {item.error}"
    return said


def colour(item: Mail) -> str:
    """The class of the state's badge; its words say the same."""
    return {"failed": "late", "no_carrier": "soon", "maybe_sent": "soon", "sent": "done"}.get(item.state, "")


def notices(session: Session, found: Iterable[Mail], zone: ZoneInfo, language: str) -> tuple[NoticeShown, ...]:
    """These messages as notices, the newest first; what stands masked in a letter of ours is left out."""
    items = [item for item in found if not item.masked]
    names = parties.holders_named(session, {item.to for item in items})
    together: dict[tuple[datetime, str, str], list[Mail]] = {}
    for item in items:
        together.setdefault((item.queued_at, item.subject, item.body), []).append(item)
    return tuple(
        NoticeShown(
            subject=subject,
            body=body,
            queued_at=at,
            deliveries=tuple(_delivery(item, names, zone, language) for item in ways),
        )
        for (at, subject, body), ways in reversed(together.items())
    )


def _delivery(item: Mail, names: Mapping[str, str], zone: ZoneInfo, language: str) -> Delivery:
    channel = CHANNELS.get(item.channel, (item.channel, item.channel))
    return Delivery(
        id=item.id,
        channel=channel[0 if language == "ru" else 1],
        to=names.get(item.to, item.to),
        words=words(item, zone, language),
        colour=colour(item),
        awaits=item.state in AWAIT_PERSON,
    )
