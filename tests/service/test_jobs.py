"""What is done behind a case's back: mail, documents, and what becomes of failures."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import sqlite3
import threading
import time
from email.header import decode_header, make_header

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from service.config import Smtp
from service.mail import EXCHANGE, STEP, SmtpCarrier, compose
from service.operations import publish, retry_incident, retry_mail, run_jobs, show_instance
from storage import jobs
from storage.jobs import Backoff
from storage.models import Job, Mail
from tests.service import permit
from tests.service.driver import GOOD, START, Office


def told(office: Office) -> Mail:
    """The e-mail of a permit that is ready."""
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()
    (row,) = office.mails("email")
    return row


def test_a_mail_is_sent_once_under_a_stable_message_id(office: Office) -> None:
    row = told(office)

    assert (row.state, row.tries) == ("sent", 1)
    assert [letter["Message-ID"] for letter in office.post.delivered] == [row.message_id]
    assert row.message_id.endswith("@permits.example>")


def test_a_carrier_that_is_away_is_tried_again(office: Office) -> None:
    office.post.fails_with = [ConnectionRefusedError("nobody listens")]
    assert told(office).state == "queued"

    office.wait(minutes=1)

    (row,) = office.mails("email")
    assert (row.state, row.tries, len(office.post.delivered)) == ("sent", 1, 1)


def test_a_mail_whose_fate_is_unknown_is_marked_so(office: Office) -> None:
    office.post.fails_with = [TimeoutError("no answer after the dot")]
    told(office)

    office.wait(minutes=1)

    (row,) = office.mails("email")
    assert row.state == "maybe_sent"


def test_a_mail_is_not_given_up_because_the_database_was_away(office: Office) -> None:
    broken = OperationalError("COMMIT", None, sqlite3.OperationalError("the connection broke"))
    office.post.fails_with = [broken] * (2 * Backoff().attempts)
    told(office)

    office.wait(hours=1)

    (row,) = office.mails("email")
    assert (row.state, len(office.post.delivered)) == ("maybe_sent", 1)


def test_a_refused_mail_waits_for_the_operator(office: Office) -> None:
    office.post.refuse_next()
    row = told(office)
    assert (row.state, row.error) == ("failed", "550 no such mailbox")

    retry_mail.resend(office.here, office.who("admin"), row.id)
    office.settle()

    assert office.mails("email")[0].state in ("sent", "maybe_sent")


def test_without_a_carrier_mails_stay_visible_and_a_call_is_recorded(office: Office) -> None:
    office.here.mail = None
    row = told(office)
    assert row.state == "no_carrier"

    retry_mail.confirm(office.here, office.who("admin"), row.id, "позвонили 3 марта")

    assert (office.mails("email")[0].state, office.mails("email")[0].error) == ("sent", "позвонили 3 марта")


def test_a_mail_travels_over_real_smtp(office: Office) -> None:
    class Box(Handler):
        def __init__(self) -> None:
            super().__init__()
            self.kept: list[object] = []

        def handle_message(self, message: object) -> None:
            self.kept.append(message)

    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=0)
    controller.port = _free_port()
    controller.start()
    try:
        office.here.mail = SmtpCarrier(Smtp(host="127.0.0.1", port=controller.port))
        row = told(office)
    finally:
        controller.stop()

    assert row.state == "sent"
    (received,) = box.kept
    assert received["Message-ID"] == row.message_id  # type: ignore[index]  # an email.message.Message
    assert "П-2026-0001" in str(_header(received["Subject"]))  # type: ignore[index]  # the same


def test_a_document_that_cannot_be_made_is_an_incident_and_the_case_waits(office: Office) -> None:
    broken = permit.parts() | {"documents/D-PER.typ": b"#nonsense"}
    publish.publish_parts(office.here, broken)
    begun = office.apply()

    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()

    view = show_instance.show(office.here, office.who("admin"), begun.instance_id)
    (incident,) = view.incidents
    assert incident.element == "PER-D"
    assert "nonsense" in incident.en
    assert view.documents == ()
    office.holds_together(begun.instance_id)


def test_an_incident_that_was_put_right_goes_on_after_a_retry(office: Office) -> None:
    begun = office.apply(full_name="Иероглиф 漢")
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()
    (incident,) = show_instance.show(office.here, office.who("admin"), begun.instance_id).incidents
    assert "U+6F22" in incident.ru

    retry_incident.retry(office.here, office.who("admin"), begun.instance_id, incident.incident)
    office.settle()

    (again,) = show_instance.show(office.here, office.who("admin"), begun.instance_id).incidents
    assert again.element == "PER-D", "the cause is still there, so it is an incident again, and no loop"
    office.holds_together(begun.instance_id)


def test_a_job_of_a_killed_process_is_done_by_the_next_one(office: Office) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    with office.here.database.writing() as session:
        (job,) = jobs.claim(session, owner="killed", now=office.clock.now(), lease=run_jobs.LEASE)
    assert job.kind == "document"
    office.restart()
    with office.here.database.writing() as session:
        assert jobs.take_back(session) == 1

    office.settle()

    assert len(show_instance.show(office.here, office.who("admin"), begun.instance_id).documents) == 1


def test_a_job_of_an_unknown_kind_is_dead_and_stays_to_be_seen(office: Office) -> None:
    with office.here.database.writing() as session:
        jobs.enqueue(session, "unheard of", {}, key="x", run_at=office.clock.now())

    office.settle()

    with office.here.database.reading() as session:
        assert [(job.kind, job.state) for job in jobs.dead(session)] == [("unheard of", "dead")]


def test_every_job_was_done_once(office: Office) -> None:
    told(office)

    with office.here.database.reading() as session:
        done = [(job.kind, job.state, job.attempts) for job in session.scalars(select(Job).order_by(Job.id))]
        assert done == [("document", "done", 1), ("mail", "done", 1)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _header(value: object) -> str:
    return str(make_header(decode_header(str(value))))


class Slow(threading.Thread):
    """A relay that greets a byte at a time and never comes to the end of it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]

    def run(self) -> None:
        line, _ = self._listening.accept()
        with line, self._listening, contextlib.suppress(OSError):
            while True:
                line.sendall(b"2")
                time.sleep(0.02)


def test_an_exchange_with_a_slow_relay_comes_to_an_end() -> None:
    relay = Slow()
    relay.start()
    carrier = SmtpCarrier(Smtp(host="127.0.0.1", port=relay.port), step=5, exchange=0.3)
    letter = compose(
        message_id="<1@x>", sender="a@permits.example", to="b@mail.example", subject="s", body="b", at=START
    )

    began = time.monotonic()
    with pytest.raises((OSError, smtplib.SMTPException)):
        carrier.deliver(letter)

    assert time.monotonic() - began < 3


def test_a_lease_outlives_every_exchange() -> None:
    connecting = 2 * STEP  # to two addresses of one name, before the exchange can be cut

    assert run_jobs.LEASE.total_seconds() > EXCHANGE + connecting
