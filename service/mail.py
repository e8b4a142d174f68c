"""Mail leaves here.  Knows no database: what to send and what became of it are the outbox's business."""

from __future__ import annotations

import contextlib
import hashlib
import smtplib
import socket
import ssl
import threading
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


STEP = 15.0
"""Seconds that one step of an exchange with a relay may take."""

EXCHANGE = 60.0
"""Seconds for all of it; with a slow name service and a slow connect still shorter than the lease of the job."""


class SmtpCarrier:
    """Hands mails to a relay by SMTP, one connection each.

    A relay that answers a byte at a time keeps within the time of each step, so the whole exchange has an end too: then
    its connection is cut, which looks like any other connection that broke.
    """

    def __init__(self, smtp: Smtp, *, step: float = STEP, exchange: float = EXCHANGE) -> None:
        self._smtp = smtp
        self._step = step
        self._exchange = exchange

    def deliver(self, message: EmailMessage) -> None:
        connection = self._connection()
        end = threading.Timer(self._exchange, _cut, [connection])
        end.daemon = True
        end.start()
        try:
            code, greeting = connection.connect(self._smtp.host, self._smtp.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, greeting)
            if not end.is_alive():
                raise TimeoutError(f"no connection to {self._smtp.host} within {self._exchange} s")
            with connection:
                if self._smtp.security == "starttls":
                    connection.starttls(context=ssl.create_default_context())
                if self._smtp.user:
                    connection.login(self._smtp.user, self._smtp.password or "")
                connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            _raise_by_code(max(code for code, _ in error.recipients.values()), error)
        except smtplib.SMTPResponseException as error:
            _raise_by_code(error.smtp_code, error)
        finally:
            end.cancel()
            connection.close()

    def _connection(self) -> smtplib.SMTP:
        """Not connected yet; the host is there for the certificate's name."""
        if self._smtp.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(timeout=self._step, context=ssl.create_default_context())
        else:
            connection = smtplib.SMTP(timeout=self._step)
        connection._host = self._smtp.host  # type: ignore[attr-defined]  # set by the constructor only when it connects too
        return connection


def _cut(connection: smtplib.SMTP) -> None:
    """Whoever waits on the connection finds it closed by the other side."""
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


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
