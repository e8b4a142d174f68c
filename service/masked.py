"""What a letter carries and nobody of the staff may read: codes, and the tokens of one-time links.

The outbox keeps such a text with a mark in the place of the secret.  The secret follows from the installation's own
secret and the letter's Message-ID, so it is kept nowhere; only the job that hands the letter over puts it in.
After a change of PORYADOK_SECRET letters that still wait carry secrets that no longer open anything: ask for new ones.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from storage.models import Mail

MARK = "••••••"
"""Stands in the kept text for the secret."""

CODE, TOKEN = "code", "token"
_DIGITS = 6


def code(secret: str, message_id: str) -> str:
    """Six digits for a letter or text message."""
    return f"{int.from_bytes(_drawn(secret, CODE, message_id)) % 10**_DIGITS:0{_DIGITS}}"


def token(secret: str, message_id: str) -> str:
    """256 bits for a link."""
    return base64.urlsafe_b64encode(_drawn(secret, TOKEN, message_id)).decode().rstrip("=")


def revealed(secret: str, mail: Mail) -> str:
    """The text as it is handed over."""
    if mail.masked is None:
        return mail.body
    drawn = code if mail.masked == CODE else token
    return mail.body.replace(MARK, drawn(secret, mail.message_id))


def code_hash(secret: str, person_id: int, contact: str, typed: str) -> str:
    """What is kept of a code: keyed, since a million codes are tried in a second."""
    return _drawn(secret, "check", f"{person_id}:{contact}:{typed}").hex()


def same(kept: str, other: str) -> bool:
    """Whether two digests are equal, in a time that tells nothing."""
    return hmac.compare_digest(kept, other)


def _drawn(secret: str, purpose: str, text: str) -> bytes:
    return hmac.digest(secret.encode(), f"poryadok {purpose}: {text}".encode(), hashlib.sha256)
