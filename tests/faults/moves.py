"""What may happen in a step of the simulation: what people ask, what the service does by itself, how time goes.

Each says in a word what came of it; "nothing" where there was nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from service.operations import (
    cancel_instance,
    claim_task,
    complete_task,
    deliver_message,
    fire_timers,
    housekeeping,
    release_task,
    retry_incident,
    retry_mail,
    run_jobs,
    send_message,
    start_instance,
    suspend_instance,
)
from service.operations import publish as publishing
from service.operations.publish import Grounds
from service.operations.repeats import Result
from storage.models import LIVING, Incident, Instance, InstanceStatus, Mail, Message, Task
from tests.service import errand

if TYPE_CHECKING:
    from tests.faults.simulation import Simulation

ZONE = ZoneInfo("Europe/Berlin")
CHANGES = {
    "summer time": datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    "winter time": datetime(2027, 10, 31, 1, 0, tzinfo=UTC),
    "new year": datetime(2028, 1, 1, 0, 0, tzinfo=ZONE),
    "leap day": datetime(2028, 2, 29, 0, 0, tzinfo=ZONE),
}

APPLICANTS = ("petrova", "stranger")
CLERKS = ("ivanov", "orlova")
HEAD, OWNER = "sidorov", "admin"
CAST = (*APPLICANTS, *CLERKS, HEAD, OWNER)
LIKELY = {"ERR-20": CLERKS, "ERR-25": (HEAD,), "ERR-30": APPLICANTS, "ERR-40": (*CLERKS, HEAD), "ERR-45": (HEAD,)}
"""Who usually does a step; anybody may try."""

NAMES = ("Анна", "Борис", "Вера", "Глеб", "\U00012000")
"""The last one has a sign that no font of ours has, so that no document can be made of it."""

MOST_CASES = 5
"""Cases that run at a time."""

REASON = "Причина, о которой все договорились"


def start(run: Simulation) -> str:
    if _running(run) >= MOST_CASES:
        return "enough"
    stamp = run.stamp()
    answers = {
        "stamp": stamp,
        "full_name": f"Заявитель {run.chance.choice(NAMES)}",
        "days": run.chance.randint(1, 2),
        "printed": run.chance.random() < 0.6,
    }
    who = run.office.who(run.chance.choice((*APPLICANTS, *APPLICANTS, *CAST)))
    return run.ask(
        "start",
        lambda here, key: start_instance.start(
            here, who, procedure=errand.KEY, answers=answers, idempotency=key
        ),
        stamp,
    )  # fmt: skip


def complete(run: Simulation) -> str:
    task = _some_task(run)
    if task is None:
        return "nothing"
    stamp = run.stamp()
    answers: dict[str, Any] = {"stamp": stamp} if task.form else {}
    if task.element == "ERR-20":
        answers |= {"verdict": run.chance.choice(("good", "good", "back")), "remarks": f"Замечание {stamp}"}
    who, ref = _somebody(run, task), f"{task.instance_id}-{task.task}"
    return run.ask(
        "complete",
        lambda here, key: complete_task.complete(here, who, ref, answers, idempotency=key),
        stamp if task.form else None,
    )


def claim(run: Simulation) -> str:
    task = _some_task(run)
    if task is None:
        return "nothing"
    who, ref = _somebody(run, task), f"{task.instance_id}-{task.task}"
    return run.ask("claim", lambda here, key: claim_task.claim(here, who, ref, idempotency=key))


def release(run: Simulation) -> str:
    task = _some_task(run)
    if task is None:
        return "nothing"
    who, ref = _somebody(run, task), f"{task.instance_id}-{task.task}"
    return run.ask("release", lambda here, key: release_task.release(here, who, ref, idempotency=key))


def pay(run: Simulation) -> str:
    """A message from outside: for one who waits for it, for one who will, or for nobody."""
    case = _some_case(run)
    if case is None:
        return "nothing"
    ttl, payload = timedelta(days=run.chance.choice((1, 30))), {"amount": f"{run.stamp()}.00"}
    who, number = run.office.who(OWNER), case.number
    return run.ask(
        "pay",
        lambda here, key: send_message.send(
            here, who, name="paid", key=number, payload=payload, ttl=ttl, idempotency=key
        ),
    )


def suspend(run: Simulation) -> str:
    return _intervene(run, "suspend", suspend_instance.suspend)


def resume(run: Simulation) -> str:
    return _intervene(run, "resume", suspend_instance.resume, status=InstanceStatus.SUSPENDED)


def cancel(run: Simulation) -> str:
    return _intervene(run, "cancel", cancel_instance.cancel)


def publish(run: Simulation) -> str:
    """The procedure changes; cases that run stay on theirs."""
    who, changed = run.office.who(OWNER), errand.parts(looked_again=run.chance.random() < 0.5)
    grounds = Grounds(reason="Так решили на собрании")
    return run.ask("publish", lambda here, key: publishing.publish_upload(here, who, changed, grounds, idempotency=key))


def ask_again(run: Simulation) -> str:
    """Who got no answer asks again, anywhere."""
    if not run.unanswered:
        return "nothing"
    return run.send(run.unanswered.pop(run.chance.randrange(len(run.unanswered))))


def ask_twice(run: Simulation) -> str:
    """A client, or something between him and us, sends what was answered long ago."""
    return run.send(run.chance.choice(run.answered)) if run.answered else "nothing"


def deliver_twice(run: Simulation) -> str:
    """A message is handed over again, whatever became of it the first time."""
    with run.here.database.reading() as session:
        ids = session.scalars(select(Message.id).order_by(Message.sent_at, Message.id)).all()
    if not ids:
        return "nothing"
    return "taken" if deliver_message.deliver(run.here, run.chance.choice(ids)) else "not taken"


def run_job(run: Simulation) -> str:
    return "ran" if run_jobs.run_next(run.here) else "nothing"


def fire(run: Simulation) -> str:
    return "fired" if fire_timers.fire_due(run.here) else "nothing"


def work_off(run: Simulation) -> str:
    """All that is due, as a scheduler with nothing else to do."""
    for _ in range(200):
        if not fire_timers.fire_due(run.here) and not run_jobs.run_due(run.here):
            return "at rest"
    raise AssertionError("work never ends")


def keep_house(run: Simulation) -> str:
    """Keys are forgotten after a week, so nobody asks again who might have been forgotten."""
    if run.unanswered:
        return "nothing"
    run.answered.clear()
    housekeeping.keep_house(run.here)
    return "kept"


def retry(run: Simulation) -> str:
    """Somebody looks after what was given up."""
    with run.here.database.reading() as session:
        mail = session.scalars(select(Mail.id).where(Mail.state == "failed").order_by(Mail.id)).first()
        stuck = session.execute(select(Incident.instance_id, Incident.incident).where(Incident.state == "open")).first()
    who = run.office.who(OWNER)
    if stuck is not None:
        case, incident = stuck
        return run.ask("retry", lambda here, key: retry_incident.retry(here, who, case, incident, idempotency=key))
    if mail is not None:
        retry_mail.resend(run.here, who, mail)
        return "sent again"
    return "nothing"


def restart(run: Simulation) -> str:
    return run.restart()


def pass_minutes(run: Simulation) -> str:
    return _move(run, timedelta(minutes=run.chance.randint(1, 50)))


def jump_an_hour(run: Simulation) -> str:
    return _move(run, timedelta(hours=1))


def jump_a_day(run: Simulation) -> str:
    return _move(run, timedelta(days=1))


def set_back_an_hour(run: Simulation) -> str:
    run.figures.things["clock set back"] += 1
    return _move(run, -timedelta(hours=1))


def jump_over_a_change(run: Simulation) -> str:
    """To shortly before, at, or after the next change of the clocks, if it is near."""
    now = run.clock.now()
    near = [at for at in CHANGES.values() if timedelta() < at - now < timedelta(days=4)]
    return _move(run, min(near) - now + timedelta(minutes=run.chance.randint(-20, 80))) if near else "nothing"


def _move(run: Simulation, by: timedelta) -> str:
    before = run.clock.now()
    run.clock.set(before + by)
    for name, at in CHANGES.items():
        if before < at <= run.clock.now():
            run.figures.crossed[name] += 1
    return "moved"


def _intervene(run: Simulation, what: str, do: Callable[..., Result], status: str = InstanceStatus.RUNNING) -> str:
    case = _some_case(run, status)
    if case is None:
        return "nothing"
    who = run.office.who(run.chance.choice((OWNER, OWNER, OWNER, *CAST)))
    return run.ask(what, lambda here, key: do(here, who, case.id, REASON, idempotency=key))


def _running(run: Simulation) -> int:
    with run.here.database.reading() as session:
        return len(session.scalars(select(Instance.id).where(Instance.status == InstanceStatus.RUNNING)).all())


def _some_case(run: Simulation, status: str | None = None) -> Any:
    query = select(Instance.id, Instance.number).order_by(Instance.id)
    if status is not None:
        query = query.where(Instance.status == status)
    with run.here.database.reading() as session:
        found = session.execute(query).all()
    return run.chance.choice(found) if found else None


def _some_task(run: Simulation) -> Any:
    """An open one; now and then one that is done already."""
    query = select(Task.instance_id, Task.task, Task.element, Task.form).order_by(Task.instance_id, Task.task)
    if run.chance.random() < 0.9:
        query = query.where(Task.status.in_(LIVING))
    with run.here.database.reading() as session:
        found = session.execute(query).all()
    return run.chance.choice(found) if found else None


def _somebody(run: Simulation, task: Any) -> Any:
    likely = run.chance.random() < 0.85
    return run.office.who(run.chance.choice(LIKELY[task.element] if likely else CAST))


MOVES: dict[Callable[[Simulation], str], int] = {
    start: 8,
    complete: 30,
    claim: 5,
    release: 3,
    pay: 5,
    suspend: 1,
    resume: 3,
    cancel: 1,
    publish: 1,
    ask_again: 12,
    ask_twice: 3,
    deliver_twice: 2,
    run_job: 24,
    fire: 6,
    work_off: 2,
    keep_house: 1,
    retry: 1,
    restart: 2,
    pass_minutes: 3,
    jump_an_hour: 3,
    jump_a_day: 4,
    set_back_an_hour: 2,
    jump_over_a_change: 4,
}
"""What may happen in a step, and how often, by weight."""
