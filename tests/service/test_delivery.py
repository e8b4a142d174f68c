"""The state of a notice in words."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from service import delivery
from storage.models import Mail

MOSCOW = ZoneInfo("Europe/Moscow")
EVENING = datetime(2026, 3, 1, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("channel", "state", "error", "ru", "en"),
    [
        ("email", "queued", None, "в очереди", "queued"),
        ("email", "sent", None, "отправлено", "sent"),
        ("email", "maybe_sent", None, "возможно, отправлено дважды", "maybe sent twice"),
        ("email", "failed", "550 нет такого ящика", "не доставлено: 550 нет такого ящика", "not delivered: 550 нет такого ящика"),
        ("email", "no_carrier", None, "некому передать", "nobody to carry it"),
        ("sms", "no_carrier", None, "ждёт звонка", "waits for a call"),
        ("post", "no_carrier", None, "ждёт письма на бумаге", "waits for a letter on paper"),
        ("in_person", "no_carrier", None, "ждёт передачи лично", "waits to be handed over"),
        ("sms", "sent", "звонком", "передано 02.03.2026: звонком", "handed over 02.03.2026: звонком"),
        ("cabinet", "sent", None, "показано в кабинете", "shown in the cabinet"),
    ],
)  # fmt: skip
def test_each_state_has_its_words(channel: str, state: str, error: str | None, ru: str, en: str) -> None:
    item = Mail(channel=channel, state=state, error=error, sent_at=EVENING)

    assert (delivery.words(item, MOSCOW, "ru"), delivery.words(item, MOSCOW, "en")) == (ru, en)
