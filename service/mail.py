"""Mail leaves here.  Knows no database: what to send and what became of it are the outbox's business."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol

from service.config import Config, Smtp


class Refused(Exception):
    """The relay has refused this mail for good; a second attempt would not help."""


class Carrier(Protocol):
    """Hands a mail to somebody who delivers it; raises Refused for good, OSError or SMTPException for now."""

    def deliver(self, message: EmailMessage) -> None: ...


class SmtpCarrier:
    """Hands mails to a relay by SMTP, one connection each."""

    def __init__(self, smtp: Smtp, timeout: float = 20) -> None:
        self._smtp = smtp
        self._timeout = timeout

    def deliver(self, message: EmailMessage) -> None:
        try:
            with self._connection() as connection:
                if self._smtp.security == "starttls":
                    connection.starttls(context=ssl.create_default_context())
                if self._smtp.user:
                    connection.login(self._smtp.user, self._smtp.password or "")
                connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            _raise_by_code(max(code for code, _ in error.recipients.values()), error)
        except smtplib.SMTPResponseException as error:
            _raise_by_code(error.smtp_code, error)

    def _connection(self) -> smtplib.SMTP:
        if self._smtp.security == "tls":
            return smtplib.SMTP_SSL(
                self._smtp.host, self._smtp.port, timeout=self._timeout, context=ssl.create_default_context()
            )
        return smtplib.SMTP(self._smtp.host, self._smtp.port, timeout=self._timeout)


def _raise_by_code(code: int, error: smtplib.SMTPException) -> None:
    if 500 <= code < 600:
        raise Refused(str(error)) from error
    raise error


def carrier_of(config: Config) -> Carrier | None:
    """The carrier that the configuration names, or None: then mails stay visible in the outbox."""
    return SmtpCarrier(config.smtp) if config.smtp else None


def message_id(key: str, sender: str) -> str:
    """The same Message-ID for the same key, so that a mail sent again after a crash is known as the same one."""
    domain = sender.rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def compose(*, message_id: str, sender: str, to: str, subject: str, body: str, at: datetime) -> EmailMessage:
    """A plain text mail.  Line breaks in what people typed never reach a header."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = " ".join(to.split())
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message
