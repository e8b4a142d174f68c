"""Rows are functions of the facts: built again in memory from the history alone, they are what is stored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from processes import facts
from storage import history, inbox, instances, projections, timers
from storage.database import Database
from storage.models import Action, Alert, InboxRow, Incident, Instance, Participant, Subscription, Task, Timer
from tests.storage.cases import (
    EXAM,
    IVANOVA,
    MONDAY,
    PETROV,
    a_case,
    armed,
    completed,
    days,
    happen,
    opened,
    started,
    statements,
)


def test_an_opened_task_stands_in_the_inbox_of_each_of_its_roles(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), opened(1, "EXM-20", "coc_specialist", "coc_head", due=days(5)))

        rows = session.scalars(select(InboxRow).order_by(InboxRow.role)).all()
        task = instances.task(session, case.id, 1)

    assert [(row.role, row.due, row.assignee, row.procedure) for row in rows] == [
        ("coc_head", days(5), None, "exam"),
        ("coc_specialist", days(5), None, "exam"),
    ]
    assert (task.status, task.name, task.due, task.opened_seq, task.version) == ("open", "Шаг EXM-20", days(5), 1, 1)


def test_a_claimed_task_stays_in_the_inbox_with_its_holder_and_goes_back_when_released(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), opened(1))
        happen(session, case, facts.TaskClaimed(task=1, person=PETROV))
        [held] = inbox.entries(session, ["coc_specialist"])
        happen(session, case, facts.TaskReleased(task=1))
        [free] = inbox.entries(session, ["coc_specialist"])

    assert (held.assignee, held.status, held.version) == (PETROV, "claimed", 2)
    assert (free.assignee, free.status, free.version) == (None, "open", 3)


def test_a_task_that_goes_to_others_changes_inboxes_and_is_held_by_nobody(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), opened(1, "EXM-20", "candidate@party:12", due=days(5)))
        happen(session, case, facts.TaskClaimed(task=1, person=PETROV))
        readdressed = facts.TaskReaddressed(
            task=1, element="EXM-20", roles=["legal_rep@party:13"], due=days(5).isoformat()
        )
        happen(session, case, readdressed)
        before = inbox.entries(session, ["candidate@party:12"])
        [now] = inbox.entries(session, ["legal_rep@party:13"])

    assert before == []
    assert (now.assignee, now.status, now.due) == (None, "open", days(5))


def test_an_assigned_task_is_held_like_a_claimed_one(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), opened(1))
        happen(session, case, facts.TaskAssigned(task=1, person=PETROV, reason={"given": True}))
        [held] = inbox.entries(session, ["coc_specialist"])

        assert (held.assignee, held.status, held.version) == (PETROV, "claimed", 2)
        assert projections.differences(session, case.id, EXAM) == []


def test_a_completed_task_leaves_the_inbox_and_says_who_did_it(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), opened(1, due=days(1)))
        late = facts.TaskCompleted(task=1, element="EXM-20", key="set", late=2)
        happen(session, case, late, at=days(3), actor=PETROV)

        task = instances.task(session, case.id, 1)
        assert inbox.entries(session, ["coc_specialist"]) == []
        assert [found.task for found in instances.done_by(session, PETROV)] == [1]

    assert (task.status, task.completed_by, task.completed_at, task.late) == ("done", PETROV, days(3), 2)


def test_a_task_that_comes_and_goes_in_one_transaction_was_never_in_the_inbox(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        cut = facts.TaskCancelled(task=1, element="EXM-20", because="T-EXM")
        happen(session, case, started(), opened(1), cut)

        assert session.scalars(select(InboxRow)).all() == []
        assert instances.task(session, case.id, 1).status == "cancelled"


def test_the_case_knows_its_earliest_open_timer(database: Database) -> None:
    fired = facts.TimerFired(timer=1, element="T-EXM", kind="drawn", due=days(2).isoformat(), late=0)
    with database.writing() as session:
        case = a_case(session)
        kept = happen(session, case, started(), armed(1, days(2)), armed(2, days(9)))
        first = case.next_due_at
        happen(session, case, fired)
        second = case.next_due_at
        happen(session, case, facts.TimerCancelled(timer=2, element="T-EXM"))

        assert (kept.armed, first, second, case.next_due_at) == (days(2), days(2), days(9), None)


def test_a_term_knows_when_what_it_bounds_was_finished(database: Database) -> None:
    left = facts.FlowTaken(flow="EXM.next")
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), armed(1, days(2)), armed(2, days(3), "T-OTHER"))
        happen(session, case, left, armed(3, days(12)), at=days(1))
        happen(session, case, left, at=days(10))

        found = session.execute(select(Timer.timer, Timer.left_at).order_by(Timer.timer)).all()

    assert [tuple(row) for row in found] == [(1, days(1)), (2, None), (3, days(10))]


def test_the_stage_is_that_of_the_last_step_entered_that_has_one(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started())
        at_start = case.stage
        happen(session, case, opened(1, "EXM-30"), opened(2, "EXM-99"))

        assert (at_start, case.stage) == ("request", "exam")


def test_the_end_of_a_case_is_told(database: Database) -> None:
    with database.writing() as session:
        finished, cancelled = a_case(session, "ЭКЗ-2026-0001"), a_case(session, "ЭКЗ-2026-0002")
        happen(session, finished, started("ЭКЗ-2026-0001"), facts.InstanceFinished(element="EXM-E1", name="Выдано"))
        happen(session, cancelled, started("ЭКЗ-2026-0002"), facts.InstanceCancelled(reason={"given": True}))

        assert (finished.status, finished.end_element, finished.ended_at) == ("finished", "EXM-E1", MONDAY)
        assert (cancelled.status, cancelled.end_element, cancelled.ended_at) == ("cancelled", None, MONDAY)


def test_a_suspended_case_waits_for_no_moment_until_it_goes_on(database: Database) -> None:
    why = {"given": True}
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), armed(1, days(2)))
        happen(session, case, facts.InstanceSuspended(reason=why), at=days(1))
        halted = (case.status, case.suspended_at, case.suspended_by, case.next_due_at)
        nobody = timers.due_instances(session, days(9)), timers.next_due(session)
        rebuilt = projections.differences(session, case.id, EXAM)
        happen(session, case, facts.InstanceResumed(reason=why), at=days(3))

        assert halted == ("suspended", days(1), IVANOVA, None)
        assert nobody == ([], None)
        assert rebuilt == projections.differences(session, case.id, EXAM) == []
        assert (case.status, case.suspended_at, case.suspended_by) == ("running", None, None)
        assert timers.due_instances(session, days(9)) == [case.id]


def test_a_suspended_case_that_is_stopped_is_suspended_no_more(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), facts.InstanceSuspended(reason={"given": True}))
        happen(session, case, facts.InstanceCancelled(reason={"given": True}))

        assert (case.status, case.suspended_at) == ("cancelled", None)
        assert projections.differences(session, case.id, EXAM) == []


def test_every_kind_of_fact_has_a_line() -> None:
    silent = [
        kind.__name__
        for kind in facts.Fact.__subclasses__()
        if projections._follow.dispatch(kind) is projections._follow.dispatch(facts.Fact)
    ]

    assert silent == []


# A usual click: one task done, the next opened, with a reminder each, in a case that has seen some rows already.


def test_a_click_is_kept_in_few_statements(database: Database) -> None:
    reminder = facts.TimerArmed(timer=2, element="EXM-30", due=days(4).isoformat(), kind="reminder", task=2)
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), opened(1), armed(1, days(2)))

        with statements(database.engine) as sent:
            happen(
                session,
                case,
                completed(1),
                facts.TimerCancelled(timer=1, element="T-EXM"),
                facts.FlowTaken(flow="f2"),
                opened(2, "EXM-30", "coc_specialist", "coc_head", due=days(5)),
                reminder,
            )

    assert len(sent) <= 8, sent


def test_a_whole_transaction_of_a_click_stays_under_twelve_statements(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), opened(1))
        case_id = case.id

    with statements(database.engine) as sent, database.writing() as session:
        case = instances.moving(session, case_id)
        task = instances.task(session, case_id, 1)
        happen(session, case, completed(task.task), opened(2))

    assert len(sent) <= 8, sent


LIFE = [
    (MONDAY, IVANOVA, [started(), facts.ParticipantJoined(role="candidate", party="party:12"), opened(1, due=days(3))]),
    (days(1), PETROV, [facts.TaskClaimed(task=1, person=PETROV)]),
    (
        days(2),
        PETROV,
        [
            completed(1),
            facts.FlowTaken(flow="f1", condition="application.complete", values={"application.complete": True}),
            facts.DecisionMade(element="EXM-25", decision="DT-1", inputs={}, rules=["r1"], outputs={"ok": True}),
            facts.DataWritten(element="EXM-25", key="decision", value={"ok": True}),
            facts.ActionRequested(action=1, element="EXM-26", name="number", inputs={"code": "ЭКЗ"}),
            facts.ActionCompleted(action=1, element="EXM-26", name="number", key="number"),
            opened(2, "EXM-30", "candidate@party:12", "coc_specialist", due=days(6)),
            opened(3, "EXM-40"),
            armed(1, days(6)),
            armed(2, days(4)),
            facts.MessageAwaited(
                subscription=1, element="EXM-W", name="withdrawal", key=None, roles=["candidate@party:12"], form="F-W"
            ),
            facts.MessageAwaited(subscription=2, element="EXM-P", name="paid", key="17", roles=[], form=None),
        ],
    ),
    (
        days(4),
        "system",
        [
            facts.TimerFired(timer=2, element="T-EXM", kind="drawn", due=days(4).isoformat(), late=7),
            facts.AlertRaised(role="coc_head", element="EXM-30", task=2, due=days(4).isoformat()),
            facts.ReminderDue(task=2, element="EXM-30", roles=["coc_specialist"], due=days(6).isoformat()),
            facts.ActionRequested(action=2, element="EXM-45", name="document", inputs={}),
            facts.IncidentRaised(incident=1, element="EXM-45", code="action", ru="Нет шаблона", en="No template"),
        ],
    ),
    (
        days(5),
        IVANOVA,
        [
            facts.IncidentResolved(incident=1, element="EXM-45"),
            facts.MessageReceived(subscription=2, element="EXM-P", name="paid", message="m1"),
            facts.SubscriptionClosed(subscription=1, element="EXM-W"),
            facts.ActionCancelled(action=2, element="EXM-45"),
            facts.TimerCancelled(timer=1, element="T-EXM"),
            facts.TaskCancelled(task=3, element="EXM-40", because="EXM-P"),
        ],
    ),
    (days(6), PETROV, [completed(2, "EXM-30"), facts.InstanceFinished(element="EXM-E1", name="Выдано")]),
]


def a_whole_life(database: Database) -> int:
    with database.writing() as session:
        case = a_case(session)
        case_id = case.id
    for at, actor, happened in LIFE:
        with database.writing() as session:
            happen(session, instances.moving(session, case_id), *happened, at=at, actor=actor)
    return case_id


def test_stored_rows_are_what_the_history_makes_of_them_after_each_transaction(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        case_id = case.id
    for at, actor, happened in LIFE:
        with database.writing() as session:
            happen(session, instances.moving(session, case_id), *happened, at=at, actor=actor)

        with database.reading() as session:
            assert projections.differences(session, case_id, EXAM) == []


def test_a_whole_life_leaves_the_rows_that_people_look_for(database: Database) -> None:
    case_id = a_whole_life(database)

    with database.reading() as session:
        tasks = {task.task: task.status for task in instances.tasks(session, case_id)}
        timers = dict(session.execute(select(Timer.timer, Timer.state)).all())
        waits = dict(session.execute(select(Subscription.subscription, Subscription.state)).all())
        actions = dict(session.execute(select(Action.action, Action.state)).all())
        [incident] = instances.incidents(session, case_id)
        [alert] = instances.alerts(session, ["coc_head"])

    assert tasks == {1: "done", 2: "done", 3: "cancelled"}
    assert timers == {1: "cancelled", 2: "fired"}
    assert waits == {1: "closed", 2: "open"}
    assert actions == {1: "done", 2: "cancelled"}
    assert (incident.state, incident.resolved_by) == ("resolved", IVANOVA)
    assert (alert.seq, alert.n, alert.role) == (4, 2, "coc_head")


def test_an_alert_is_seen_once(database: Database) -> None:
    case_id = a_whole_life(database)

    with database.writing() as session:
        instances.alert_seen(session, case_id, 4, 2, at=days(7), actor=IVANOVA)
        instances.alert_seen(session, case_id, 4, 2, at=days(8), actor=PETROV)
        [alert] = session.scalars(select(Alert)).all()
        assert instances.alerts(session, ["coc_head"]) == []

    assert alert.seen_by == IVANOVA


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        pytest.param(
            update(Task).where(Task.task == 1).values(completed_by="person:9"),
            ("task", (1,), "completed_by", "person:9", PETROV),
            id="task-column",
        ),
        pytest.param(delete(Participant), ("participant", ("candidate", "party:12"), None, None, "a row"), id="missing"),
        pytest.param(
            update(Timer).where(Timer.timer == 2).values(state="open"), ("timer", (2,), "state", "open", "fired"),
            id="timer",
        ),
        pytest.param(
            update(Incident).values(code="other"), ("incident", (1,), "code", "other", "action"), id="incident"
        ),
        pytest.param(update(Alert).values(role="x"), ("alert", (4, 2), "role", "x", "coc_head"), id="alert"),
    ],
)  # fmt: skip
def test_verification_names_row_and_column_that_differ(database: Database, tamper, found) -> None:
    case_id = a_whole_life(database)
    with database.writing() as session:
        session.execute(tamper)

    with database.reading() as session:
        [difference] = projections.differences(session, case_id, EXAM)

    assert (
        difference.table, difference.key, difference.column, difference.stored, difference.expected,
    ) == found  # fmt: skip


def test_verification_finds_a_row_too_many(database: Database) -> None:
    case_id = a_whole_life(database)
    row = {
        "role": "coc_head", "due": days(1), "instance_id": case_id, "task": 1, "procedure": "exam", "element": "EXM-20",
    }  # fmt: skip
    with database.writing() as session:
        session.execute(insert(InboxRow), row)

    with database.reading() as session:
        [difference] = projections.differences(session, case_id, EXAM)

    assert (difference.table, difference.key, difference.expected) == ("inbox", ("coc_head", 1), None)


# Whatever a case does, in whatever portions it is kept, the rows are those of the facts.


@st.composite
def lives(draw: st.DrawFn) -> list[list[facts.Fact]]:
    """Transactions of facts that a case could have: only what is open is claimed, completed, cancelled or fired."""
    transactions: list[list[facts.Fact]] = []
    open_tasks: list[int] = []
    open_timers: list[int] = []
    counted, halted = 0, False
    for _ in range(draw(st.integers(1, 6))):
        happened: list[facts.Fact] = [] if transactions else [started()]
        for _ in range(draw(st.integers(0, 5))):
            counted += 1
            act = draw(
                st.sampled_from(
                    ["open", "claim", "release", "complete", "cancel", "arm", "fire", "disarm", "halt", "leave"]
                )
            )
            if act == "open":
                due = draw(st.none() | st.integers(-3, 30).map(days))
                roles = draw(st.lists(st.sampled_from(["a", "b@party:1", "person:3"]), unique=True, min_size=1))
                happened.append(opened(counted, "EXM-20", *roles, due=due))
                open_tasks.append(counted)
            elif act == "halt":
                kind = facts.InstanceResumed if halted else facts.InstanceSuspended
                happened.append(kind(reason={"given": True}))
                halted = not halted
            elif act == "arm":
                happened.append(armed(counted, MONDAY + timedelta(minutes=draw(st.integers(-99, 9999)))))
                open_timers.append(counted)
            elif act == "leave":
                happened.append(facts.FlowTaken(flow="EXM.next"))
            elif act in ("fire", "disarm") and open_timers:
                timer = open_timers.pop(draw(st.integers(0, len(open_timers) - 1)))
                happened.append(
                    facts.TimerCancelled(timer=timer, element="T-EXM")
                    if act == "disarm"
                    else facts.TimerFired(timer=timer, element="T-EXM", kind="drawn", due=MONDAY.isoformat(), late=0)
                )
            elif act in ("claim", "release") and open_tasks:
                task = draw(st.sampled_from(open_tasks))
                claim = facts.TaskClaimed(task=task, person=draw(st.sampled_from([IVANOVA, PETROV])))
                happened.append(claim if act == "claim" else facts.TaskReleased(task=task))
            elif act in ("complete", "cancel") and open_tasks:
                task = open_tasks.pop(draw(st.integers(0, len(open_tasks) - 1)))
                cut = facts.TaskCancelled(task=task, element="EXM-20", because=None)
                happened.append(completed(task) if act == "complete" else cut)
        transactions.append(happened)
    return transactions


@given(life=lives())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example takes a new case in the same database
)
def test_rebuilt_rows_are_the_stored_rows_whatever_happened(database: Database, life: list[list[facts.Fact]]) -> None:
    with database.writing() as session:
        number = f"ЭКЗ-{len(instances.listed(session, limit=10_000))}"
        case = a_case(session, number)
        case_id = case.id
        for happened in life:
            facts_of_it = [started(number) if isinstance(fact, facts.InstanceStarted) else fact for fact in happened]
            happen(session, case, *facts_of_it)

    with database.reading() as session:
        assert projections.differences(session, case_id, EXAM) == []
        assert history.check(session, case_id) is None


def test_rows_of_an_older_release_are_mended_from_the_history(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(
            session, case, started(), opened(1, "EXM-20", "coc_specialist", due=days(5)), armed(1, days(5), "T-EXM-20")
        )
        happen(session, case, facts.FlowTaken(flow="EXM-20.F1"), completed(1), opened(2))
        happen(session, case, facts.AlertRaised(element="EXM-20", role="coc_head", task=2, due=days(5).isoformat()))
    with database.writing() as session:
        assert instances.alert_seen(session, case.id, 3, 1, at=days(6), actor=PETROV)
        session.execute(update(Timer).values(left_at=None))
        session.execute(update(Task).where(Task.task == 1).values(status="open", late=None, completed_at=None))
        session.execute(delete(InboxRow).where(InboxRow.task == 2))
        session.execute(
            insert(InboxRow).values(
                role="coc_head", task=1, instance_id=case.id, due=days(5), procedure="exam", element="EXM-20"
            )
        )
        session.get_one(Instance, case.id).stage = "exam"

    with database.writing() as session:
        mended = projections.mend(session, instances.moving(session, case.id).id, EXAM)

    with database.writing() as session:
        assert projections.differences(session, case.id, EXAM) == []
        assert projections.mend(session, case.id, EXAM) == 0
        seen = instances.alert(session, case.id, 3, 1).seen_by
    assert mended == 7
    assert seen == PETROV
