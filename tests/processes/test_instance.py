"""What a case does with commands: the fold as staff, auditors and timers meet it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from processes import commands, facts, replay
from processes.definition import Role
from processes.errors import CommandRefused, InstanceEnded, InstanceSuspended, TaskNotOpen
from processes.instance import Spoiled, TaskTaken, restore
from processes.model.elements import EventDefinition, Flow, Process
from tests.processes.casework import ROLES, Casework, definition, reminders, setting
from tests.processes.engine.sketch import each, process

CLERK = {"properties": {"role": "clerk"}}
APPLICANT = {"properties": {"role": "applicant"}}


def kinds(followed: list[facts.Fact]) -> list[str]:
    return [type(fact).__name__ for fact in followed]


def of_kind(followed: list[facts.Fact], kind: type[facts.Fact]) -> list[Any]:
    return [fact for fact in followed if isinstance(fact, kind)]


def with_conditions(drawn: Process, default: str | None = None, **conditions: str) -> Process:
    """The process with FEEL conditions on its flows; names as `G_A` for the flow from G to A."""
    flows = dict(drawn.flows)
    for name, condition in conditions.items():
        source, target = name.split("_")
        flow = flows[f"{source}>{target}"]
        flows[flow.id] = Flow(
            id=flow.id, name="", source=source, target=target, line=1, parent=flow.parent, condition=condition
        )
    nodes = {
        id_: node if default is None or default not in node.outgoing else _with(node, default=default)
        for id_, node in drawn.nodes.items()
    }
    return Process(id=drawn.id, name="", executable=True, line=1, lanes=(), nodes=nodes, flows=flows)


def _with(node: Any, **fields: Any) -> Any:
    return type(node)(**({name: getattr(node, name) for name in node.__dataclass_fields__} | fields))


def timer(expression: str, kind: str = "date", **more: Any) -> dict[str, Any]:
    return {"events": (EventDefinition(kind="timer", timer=kind, expression=expression),), **more}


def two_steps() -> Casework:
    return Casework(definition(process("P", "S:start A:user B:user E:end", "S>A A>B B>E", A=CLERK, B=CLERK)))


def test_a_case_begins_with_its_number_its_people_and_its_first_task():
    case = two_steps()

    followed = case.start().facts

    assert kinds(followed) == ["InstanceStarted", "ParticipantJoined", "FlowTaken", "TaskOpened"]
    assert followed[-1].roles == ["clerk"]
    assert followed[-1].visit == 1


def test_answers_replace_the_key_of_their_step_as_a_whole():
    case = two_steps().start()

    case.do("A", first=1, second="два")

    assert case.live.data["A"] == {"first": 1, "second": "два"}
    assert case.open() == ["B"]


def test_a_task_of_an_outside_role_goes_to_its_participant_in_this_case():
    case = Casework(definition(process("P", "S:start A:user E:end", "S>A A>E", A=APPLICANT)))

    case.start()

    assert of_kind(case.facts, facts.TaskOpened)[0].roles == ["applicant@party:12"]


def test_without_a_participant_the_step_waits_with_an_incident_and_nothing_is_lost():
    case = Casework(definition(process("P", "S:start A:user E:end", "S>A A>E", A=APPLICANT)))

    case.send(commands.StartInstance, number="ПР-2026-0001", process="P", start="S", answers={}, participants=())

    assert case.open() == []
    assert of_kind(case.facts, facts.IncidentRaised)[0].code == "participant.missing"


def test_the_last_step_ends_the_case():
    case = two_steps().start()
    case.do("A")

    followed = case.do("B")

    assert kinds(followed) == ["TaskCompleted", "FlowTaken", "InstanceFinished"]
    assert case.live.ended


def test_a_finished_task_cannot_be_finished_again():
    case = two_steps().start()
    task = case.task("A")
    case.do("A")

    with pytest.raises(TaskNotOpen):
        case.send(commands.CompleteTask, task=task, answers={})


def test_after_the_end_nothing_moves():
    case = two_steps().start()
    case.do("A")
    task = case.task("B")
    case.do("B")

    with pytest.raises(InstanceEnded):
        case.send(commands.CompleteTask, task=task, answers={})


def test_a_refused_command_changes_nothing():
    case = two_steps().start()
    before = case.live.state()

    for command in (
        commands.CompleteTask(at=case.now, actor="person:1", task=999, answers={}),
        commands.FireTimer(at=case.now, actor="system", timer=1, due=case.now),
        commands.CompleteAction(at=case.now, actor="system", action=1, result={}),
        commands.ReleaseTask(at=case.now, actor="person:1", task=case.task("A")),
        commands.StartInstance(at=case.now, actor="person:1", number="x", process="P", start="S", answers={}),
    ):
        with pytest.raises(CommandRefused):
            case.live.apply(command)

    assert case.live.state() == before
    case.do("A")


def test_a_task_taken_by_one_is_refused_to_another_until_it_is_given_back():
    case = two_steps().start()
    case.send(commands.ClaimTask, task=case.task("A"), by="person:1")

    with pytest.raises(TaskTaken):
        case.do("A", by="person:2")
    case.send(commands.ReleaseTask, task=case.task("A"), by="person:1")

    assert kinds(case.do("A", by="person:2"))[0] == "TaskCompleted"


def test_an_assigned_task_is_held_by_whoever_it_was_given_to_whoever_had_it():
    case = two_steps().start()
    case.send(commands.ClaimTask, task=case.task("A"))

    followed = case.send(commands.AssignTask, by="person:9", task=case.task("A"), person="person:2", reason=REASON)

    assert followed == [facts.TaskAssigned(task=case.task("A"), person="person:2", reason=REASON)]
    with pytest.raises(TaskTaken):
        case.do("A", by="person:1")
    case.do("A", by="person:2")
    with pytest.raises(TaskNotOpen):
        case.send(commands.AssignTask, task=followed[0].task, person="person:2", reason=REASON)


def test_a_gateway_says_which_condition_it_followed_and_what_it_saw():
    drawn = process("P", "S:start A:user G:xor B:user C:user E:end", "S>A A>G G>B G>C B>E C>E", A=CLERK, B=CLERK,
                    C=CLERK)  # fmt: skip
    case = Casework(definition(with_conditions(drawn, default="G>C", G_B="A.score >= 5"))).start()

    followed = case.do("A", score=7)

    taken = [fact for fact in of_kind(followed, facts.FlowTaken) if fact.flow == "G>B"]
    assert taken == [facts.FlowTaken(flow="G>B", condition="A.score >= 5", values={"A.score": 7})]


def test_without_a_true_condition_the_default_flow_is_taken():
    drawn = process("P", "S:start A:user G:xor B:user C:user E:end", "S>A A>G G>B G>C B>E C>E", A=CLERK, B=CLERK,
                    C=CLERK)  # fmt: skip
    case = Casework(definition(with_conditions(drawn, default="G>C", G_B="A.score >= 5"))).start()

    case.do("A", score=4)

    assert case.open() == ["C"]


def test_a_gateway_with_no_way_on_waits_with_an_incident_that_can_be_retried():
    drawn = process("P", "S:start A:user G:xor B:user E:end", "S>A A>G G>B B>E", A=CLERK, B=CLERK)
    case = Casework(definition(with_conditions(drawn, G_B="A.score >= 5"))).start()

    case.do("A", score=4)
    incident = of_kind(case.facts, facts.IncidentRaised)[0]
    followed = case.send(commands.RetryIncident, incident=incident.incident)

    assert incident.code == "gateway.no_way_on"
    assert kinds(followed) == ["IncidentResolved", "IncidentRaised"]


def test_a_script_writes_all_its_keys_and_later_lines_see_earlier_ones():
    drawn = process(
        "P", "S:start W:script A:user E:end", "S>W W>A A>E", A=CLERK,
        W={"script": "fee = 100\ntotal = fee * settings.share"},
    )  # fmt: skip
    case = Casework(definition(drawn, settings=setting("share", 3)))

    case.start()

    assert (case.live.data["fee"], case.live.data["total"]) == (100, 300)


def test_a_due_date_says_how_it_was_computed():
    drawn = process("P", "S:start A:user E:end", "S>A A>E", A={"properties": {"role": "clerk",
                                                                              "due": "days_after(now(), 10)"}})  # fmt: skip
    case = Casework(definition(drawn), at="2026-03-01T10:00:00+03:00").start()

    opened = of_kind(case.facts, facts.TaskOpened)[0]

    assert opened.due == "2026-03-11T23:59:59+03:00"
    assert opened.term is not None


@pytest.mark.parametrize(("days", "late"), [(0, 0), (10, 0), (11, 1), (12, 2)])
def test_a_late_answer_is_late_by_whole_local_days(days, late):
    drawn = process("P", "S:start A:user E:end", "S>A A>E", A={"properties": {"role": "clerk",
                                                                              "due": "days_after(now(), 10)"}})  # fmt: skip
    case = Casework(definition(drawn)).start()
    case.wait(days=days)

    followed = case.do("A")

    assert of_kind(followed, facts.TaskCompleted)[0].late == late


def test_reminders_and_escalations_of_a_task_come_and_go_with_it():
    drawn = process("P", "S:start A:user B:user E:end", "S>A A>B B>E", B=CLERK,
                    A={"properties": {"role": "clerk", "due": "days_after(now(), 8)"}})  # fmt: skip
    plan = reminders("A", ("reminder", 0, None), ("escalation", 2, "head"))
    case = Casework(definition(drawn, reminders=plan)).start()
    assert [t.due for t in case.live.timers.values()] == ["2026-03-09T09:00:00+03:00", "2026-03-11T23:59:59+03:00"]

    reminded = of_kind(case.wait(days=9), facts.ReminderDue)
    case.do("A")

    assert len(reminded) == 1
    assert case.live.timers == {}


def test_an_escalation_tells_the_head_and_decides_nothing():
    drawn = process("P", "S:start A:user E:end", "S>A A>E", A={"properties": {"role": "clerk",
                                                                              "due": "days_after(now(), 8)"}})  # fmt: skip
    case = Casework(definition(drawn, reminders=reminders("A", ("escalation", 0, "head")))).start()

    alerts = of_kind(case.wait(days=20), facts.AlertRaised)

    assert [alert.role for alert in alerts] == ["head"]
    assert case.open() == ["A"]


def test_a_drawn_term_raises_its_alert_once_and_says_how_late_it_was_noticed():
    drawn = process("P", "S:start A:user X:border B:user E:end F:end", "S>A A>B B>E X>F", A=CLERK, B=CLERK,
                    X=timer("days_after(now(), 2)", attached_to="A", interrupting=False,
                            properties={"alert": "head"}))  # fmt: skip
    case = Casework(definition(drawn)).start()
    term = next(iter(case.live.timers.values()))
    case.now = datetime.fromisoformat("2026-03-06T12:00:00+03:00")

    followed = case.send(commands.FireTimer, by="system", timer=term.timer, due=datetime.fromisoformat(term.due))

    assert term.due == "2026-03-03T23:59:59+03:00"
    fired = of_kind(followed, facts.TimerFired)[0]
    assert (fired.due, fired.late) == (term.due, 2 * 86400 + 12 * 3600 + 1)
    assert [alert.role for alert in of_kind(followed, facts.AlertRaised)] == ["head"]
    assert case.open() == ["A"]


def test_terms_armed_by_a_late_timer_count_from_when_it_was_due():
    drawn = process("P", "S:start T:timer A:user E:end", "S>T T>A A>E", T=timer("PT1H", "duration"),
                    A={"properties": {"role": "clerk", "due": "days_after(now(), 1)"}})  # fmt: skip
    case = Casework(definition(drawn)).start()
    term = next(iter(case.live.timers.values()))
    case.now = datetime.fromisoformat("2026-03-09T12:00:00+03:00")

    followed = case.send(commands.FireTimer, by="system", timer=term.timer, due=datetime.fromisoformat(term.due))

    assert of_kind(followed, facts.TaskOpened)[0].due == "2026-03-02T23:59:59+03:00"


@pytest.mark.parametrize(
    ("kind", "expression", "due"),
    [
        pytest.param("duration", "P10D", "2026-03-11T23:59:59+03:00", id="days end with the local day"),
        pytest.param("duration", "P1M", "2026-04-01T23:59:59+03:00", id="months"),
        pytest.param("duration", "PT90M", "2026-03-01T11:30:00+03:00", id="a time is exact"),
        pytest.param("duration", 'duration("PT2H")', "2026-03-01T12:00:00+03:00", id="FEEL duration"),
        pytest.param("date", "2026-04-05", "2026-04-05T00:00:00+03:00", id="a bare day begins"),
        pytest.param("date", "2026-04-05T12:00:00+03:00", "2026-04-05T12:00:00+03:00", id="a moment"),
        pytest.param("date", "days_after(now(), 3)", "2026-03-04T23:59:59+03:00", id="a term"),
        pytest.param("cycle", "R3/P1D", "2026-03-02T10:00:00+03:00", id="the first of a cycle"),
        pytest.param(
            "cycle", "R3/2026-05-01T12:00:00+03:00/P7D", "2026-05-01T12:00:00+03:00", id="its own first moment"
        ),
    ],
)
def test_when_a_drawn_timer_is_due(kind, expression, due):
    drawn = process("P", "S:start T:timer E:end", "S>T T>E", T=timer(expression, kind))

    case = Casework(definition(drawn)).start()

    assert datetime.fromisoformat(case.dues()["T"]) == datetime.fromisoformat(due)


def test_each_missed_firing_of_a_cycle_happens_once_and_in_order():
    drawn = process("P", "S:start A:user X:border W:service E:end F:end", "S>A A>E X>W W>F", A=CLERK,
                    W={"properties": {"action": "notice"}},
                    X=timer("R3/P1D", "cycle", attached_to="A", interrupting=False))  # fmt: skip
    case = Casework(definition(drawn)).start()

    followed = case.wait(days=10)

    assert [fact.due for fact in of_kind(followed, facts.TimerFired)] == [
        "2026-03-02T10:00:00+03:00", "2026-03-03T10:00:00+03:00", "2026-03-04T10:00:00+03:00",
    ]  # fmt: skip
    assert len(of_kind(followed, facts.ActionRequested)) == 3
    assert case.open() == ["A"]


def test_an_action_is_asked_for_once_and_its_result_is_kept():
    drawn = process("P", "S:start A:user W:service B:user E:end", "S>A A>W W>B B>E", A=CLERK, B=CLERK,
                    W={"properties": {"action": "number", "input.code": '"СВ"', "result": "certificate"}})  # fmt: skip
    case = Casework(definition(drawn)).start()

    asked = of_kind(case.do("A"), facts.ActionRequested)
    case.action_done("W", number="СВ-2026-0001")

    assert [(fact.name, fact.inputs) for fact in asked] == [("number", {"code": "СВ"})]
    assert case.live.data["certificate"] == {"number": "СВ-2026-0001"}
    assert case.open() == ["B"]


DEPUTY = {
    "deputy": Role(id="deputy", ru="Представитель", en="Deputy", outside=True, scope="party", acts_for="applicant")
}
INVITES = {"properties": {"action": "invite"}}


def represented(*people: tuple[str, str]) -> Casework:
    """A case whose applicant may be represented: an act of his stays open around two steps and an invitation."""
    drawn = process("P", "S:start B:sub T:start@B A:user@B W:service@B C:user@B U:end@B X:border E:end Z:end",
                    "S>B B>E T>A A>W W>C C>U X>Z", A=CLERK, C=APPLICANT, W=INVITES,
                    X={"events": (EventDefinition(kind="message", name="M-WITHDRAW"),), "attached_to": "B",
                       **APPLICANT})  # fmt: skip
    case = Casework(definition(drawn, roles={**ROLES, **DEPUTY}))
    case.send(commands.StartInstance, number="ПР-2026-0001", process="P", start="S", answers={},
              participants=(("applicant", "party:12"), *people))  # fmt: skip
    return case


def test_what_is_addressed_to_the_represented_comes_to_his_representative():
    case = represented(("deputy", "party:13"))
    case.do("A")

    case.action_done("W")

    assert of_kind(case.facts, facts.MessageAwaited)[0].roles == ["deputy@party:13"]
    assert of_kind(case.facts, facts.TaskOpened)[-1].roles == ["deputy@party:13"]
    assert case.live.participants["applicant"] == ["party:12"]


def test_an_action_brings_people_into_the_case_before_it_goes_on():
    case = represented()
    case.do("A")
    action = next(iter(case.live.actions))

    followed = case.send(commands.CompleteAction, by="system", action=action, result={"party": 13},
                         participants=(("deputy", "party:13"),))  # fmt: skip

    assert kinds(followed) == [
        "ParticipantJoined", "ActReaddressed", "ActionCompleted", "FlowTaken", "TaskOpened",
    ]  # fmt: skip
    assert followed[1].roles == ["deputy@party:13"]
    assert followed[-1].roles == ["deputy@party:13"]


def test_a_task_that_is_open_already_goes_to_the_representative_and_nobody_holds_it():
    drawn = process("P", "S:start G:and A:user W:service C:user E:end", "S>G G>A G>W W>C A>E C>E",
                    A=APPLICANT, C=CLERK, W=INVITES)  # fmt: skip
    case = Casework(definition(drawn, roles={**ROLES, **DEPUTY})).start()
    case.send(commands.ClaimTask, by="person:7", task=case.task("A"))

    followed = case.send(commands.CompleteAction, by="system", action=next(iter(case.live.actions)), result={},
                         participants=(("deputy", "party:13"),))  # fmt: skip

    assert of_kind(followed, facts.TaskReaddressed)[0].roles == ["deputy@party:13"]
    assert case.live.open_tasks[case.task("A")].claimed_by is None
    case.do("A", by="person:8")


def test_whoever_is_in_the_case_already_does_not_join_twice():
    case = represented(("deputy", "party:13"))
    case.do("A")
    action = next(iter(case.live.actions))

    followed = case.send(commands.CompleteAction, by="system", action=action, result={},
                         participants=(("deputy", "party:13"),))  # fmt: skip

    assert "ParticipantJoined" not in kinds(followed)


RECEIPT = {"script": "received_at = case.received_at"}


def test_what_came_on_paper_counts_from_the_beginning_of_the_day_on_which_it_was_received():
    drawn = process("P", "S:start W:script A:user V:script B:user E:end", "S>W W>A A>V V>B B>E", B=CLERK, W=RECEIPT,
                    A=CLERK | {"properties": {"role": "clerk", "due": "days_after(date and time(received_at), 2)"}},
                    V={"script": "again_at = case.received_at"})  # fmt: skip
    case = Casework(definition(drawn), at="2026-03-03T10:00:00+03:00").start(received_on="2026-03-01")
    due = of_kind(case.facts, facts.TaskOpened)[0].due
    case.wait(days=4)

    done = case.send(commands.CompleteTask, task=case.task("A"), answers={}, received_on="2026-03-04")

    assert case.live.data["received_at"] == "2026-03-01T00:00:00+03:00"
    assert due == "2026-03-03T23:59:59+03:00"
    assert case.live.data["again_at"] == "2026-03-04T00:00:00+03:00"
    assert of_kind(done, facts.TaskCompleted)[0].late == 1


def test_what_comes_by_itself_is_received_at_the_moment_of_its_command():
    drawn = process("P", "S:start W:script T:timer V:script A:user E:end", "S>W W>T T>V V>A A>E", A=CLERK, W=RECEIPT,
                    V={"script": "later_at = case.received_at"})  # fmt: skip
    case = Casework(definition(drawn)).start()

    case.wait(days=2)

    assert case.live.data["received_at"] == "2026-03-01T10:00:00+03:00"
    assert case.live.data["later_at"] == "2026-03-02T23:59:59+03:00"


@pytest.mark.parametrize("day", ["2026-03-02", "позавчера", "2026-02-30"])
def test_a_day_of_receipt_that_is_none_or_has_not_come_is_refused(day: str):
    case = two_steps().start()

    with pytest.raises(CommandRefused):
        case.send(commands.CompleteTask, task=case.task("A"), answers={}, received_on=day)

    assert case.open() == ["A"]


@pytest.mark.parametrize(
    "body",
    [
        {"command": "StartInstance", "number": "ПР-2026-0001", "process": "P", "start": "S", "answers": {},
         "participants": [["applicant", "party:12"]], "zone": "Europe/Moscow"},
        {"command": "StartInstance", "number": "ПР-2026-0001", "process": "P", "start": "S", "answers": {},
         "participants": [], "zone": "Europe/Moscow", "received_on": "2026-03-01",
         "scans": [{"attachment": "a1", "sha256": "00", "size": 7}]},
        {"command": "CompleteTask", "task": 5, "answers": {"a": 1}},
        {"command": "CompleteAction", "action": 5, "result": {}},
        {"command": "CompleteAction", "action": 5, "result": {}, "participants": [["deputy", "party:13"]]},
    ],
)  # fmt: skip
def test_a_command_of_any_age_is_written_again_as_it_was_read(body: dict[str, Any]):
    at = datetime.fromisoformat("2026-03-01T10:00:00+03:00")

    assert commands.encode(commands.decode(body, at=at, actor="person:1")) == body


def test_a_failed_action_waits_for_a_person_and_is_asked_for_again():
    drawn = process("P", "S:start W:service E:end", "S>W W>E", W={"properties": {"action": "document"}})
    case = Casework(definition(drawn)).start()
    action = next(iter(case.live.actions))

    failed = case.send(commands.FailAction, by="system", action=action, ru="нет шрифта", en="no font")
    retried = case.send(commands.RetryIncident, incident=action)
    case.action_done("W")

    assert kinds(failed) == ["IncidentRaised"]
    assert kinds(retried) == ["IncidentResolved", "ActionRequested"]
    assert case.live.ended


def test_an_action_that_failed_and_is_done_after_all_leaves_no_incident():
    drawn = process(
        "P", "S:start W:service A:user E:end", "S>W W>A A>E", W={"properties": {"action": "document"}}, A=CLERK
    )
    case = Casework(definition(drawn)).start()
    action = next(iter(case.live.actions))
    case.send(commands.FailAction, by="system", action=action, ru="нет шрифта", en="no font")

    done = case.action_done("W")

    assert kinds(done)[:2] == ["IncidentResolved", "ActionCompleted"]
    assert case.live.incidents == {} and case.open() == ["A"]


@pytest.mark.parametrize("way", ["a message cuts in", "the case is stopped"])
def test_a_step_that_could_not_be_done_is_taken_back_with_its_incident(way: str):
    act = {"attached_to": "SUB", "events": (EventDefinition(kind="message", name="M-STOP"),)}
    drawn = process(
        "P", "S:start SUB:sub I:start@SUB X:script@SUB Y:end@SUB A:user E:end B:border", "S>SUB I>X X>Y SUB>E B>A A>E",
        X={"script": "x = nowhere + 1"}, B=act, A=CLERK,
    )  # fmt: skip
    case = Casework(definition(drawn)).start()
    assert list(case.live.incidents.values()) == ["X"]

    if way == "a message cuts in":
        followed = case.act("B")
    else:
        followed = case.send(commands.CancelInstance, reason={"given": True, "commitment": "0" * 64})

    assert [fact.element for fact in of_kind(followed, facts.IncidentResolved)] == ["X"]
    assert case.live.incidents == {}


def test_withdrawing_takes_back_what_is_open_and_history_says_what_cut_in():
    act = {
        "attached_to": "B",
        "events": (EventDefinition(kind="message", name="M-WITHDRAW"),),
        "properties": {"role": "applicant", "form": "F-W", "result": "withdrawal"},
    }
    drawn = process("P", "S:start B:sub T:start@B A:user@B U:end@B X:border E:end Z:end",
                    "S>B T>A A>U B>E X>Z", A=CLERK, X=act)  # fmt: skip
    case = Casework(definition(drawn)).start()
    awaited = next(iter(case.live.subscriptions.values()))
    assert awaited.roles == ("applicant@party:12",)

    followed = case.act("X", reason="передумал")

    assert of_kind(followed, facts.TaskCancelled)[0].because == "X"
    assert case.live.data["withdrawal"] == {"reason": "передумал"}
    assert of_kind(followed, facts.InstanceFinished)[0].element == "Z"


def test_stopping_a_case_takes_everything_back():
    case = two_steps().start()

    followed = case.send(commands.CancelInstance, reason={"given": True, "commitment": "0" * 64})

    assert kinds(followed) == ["TaskCancelled", "InstanceCancelled"]
    assert case.live.ended


REASON = {"given": True, "commitment": "0" * 64}


def test_while_a_case_is_suspended_nothing_moves_it():
    case = Casework(
        definition(
            process("P", "S:start A:user T:border M:border E:end F:end G:end", "S>A A>E T>F M>G", A=CLERK,
                    T=timer("days_after(now(), 2)", attached_to="A", interrupting=False),
                    M={"attached_to": "A", "interrupting": True,
                       "events": (EventDefinition(kind="message", name="stop"),)})
        )
    ).start()  # fmt: skip
    before = case.live.digest()

    case.send(commands.SuspendInstance, by="person:9", reason=REASON)

    for kind, fields in (
        (commands.CompleteTask, {"task": case.task("A"), "answers": {}}),
        (commands.ClaimTask, {"task": case.task("A")}),
        (commands.SuspendInstance, {"reason": REASON}),
        (commands.FireTimer, {"timer": next(iter(case.live.timers)), "due": case.now}),
        (
            commands.DeliverMessage,
            {"subscription": next(iter(case.live.subscriptions)), "name": "stop", "payload": {}, "message": "m"},
        ),
    ):
        with pytest.raises(InstanceSuspended) as refusal:
            case.send(kind, **fields)
        assert refusal.value.facts == {"by": "person:9", "since": case.now.isoformat()}
    assert case.open() == ["A"]

    case.send(commands.ResumeInstance, reason=REASON)

    assert case.live.digest() == before
    assert kinds(case.do("A"))[-1] == "InstanceFinished"


def test_a_suspended_case_differs_only_by_who_halted_it_and_when():
    case = two_steps().start()
    before = case.live.state()

    followed = case.send(commands.SuspendInstance, by="person:9", reason=REASON)

    assert followed == [facts.InstanceSuspended(reason=REASON)]
    assert case.live.state() == before | {"suspended": {"by": "person:9", "since": case.now.isoformat()}}


def test_only_a_suspended_case_is_resumed_and_a_suspended_one_can_be_stopped():
    case = two_steps().start()

    with pytest.raises(CommandRefused):
        case.send(commands.ResumeInstance, reason=REASON)
    case.send(commands.SuspendInstance, reason=REASON)
    case.send(commands.CancelInstance, reason=REASON)

    assert case.live.ended and "suspended" not in case.live.state()
    with pytest.raises(InstanceEnded):
        case.send(commands.SuspendInstance, reason=REASON)


def test_what_came_due_meanwhile_fires_late_and_in_order_after_the_case_goes_on():
    case = Casework(
        definition(
            process("P", "S:start A:user T:border B:user E:end F:end", "S>A A>E T>B B>F", A=CLERK, B=CLERK,
                    T=timer("R3/P1D", "cycle", attached_to="A", interrupting=False))
        )
    ).start()  # fmt: skip
    case.send(commands.SuspendInstance, reason=REASON)
    case.now += timedelta(days=2, hours=1)

    case.send(commands.ResumeInstance, reason=REASON)
    fired = of_kind(case.wait(hours=0), facts.TimerFired)

    assert [fact.late for fact in fired] == [25 * 3600, 3600]
    assert case.open() == ["A", "B", "B"]


def test_iterations_see_their_item_and_their_answers_become_the_list():
    votes = {"properties": {"role": "clerk", "result": "votes"}, **each("A.members", item="member")}
    drawn = process("P", "S:start A:user V:user E:end", "S>A A>V V>E", A=CLERK, V=votes)
    case = Casework(definition(drawn)).start()

    opened = of_kind(case.do("A", members=["Иванова", "Петров"]), facts.TaskOpened)
    case.do("V", vote="за")
    case.do("V", vote="против")

    assert [fact.local for fact in opened] == [{"member": "Иванова"}, {"member": "Петров"}]
    assert case.live.data["votes"] == [{"vote": "за"}, {"vote": "против"}]


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ("subject.name", ["Дороги", "Мосты"]),
        ("subject.hours", [None, None]),  # no text
        ("subject.year", [None, None]),  # not there
        ("date(subject.name).year", [None, None]),  # an error
    ],
)
def test_a_repeated_step_says_what_it_is_about_where_it_can(about: str, told: list[str | None]):
    visit = {"properties": {"role": "clerk", "about": about}, **each("A.programmes", item="subject")}
    drawn = process("P", "S:start A:user V:user E:end", "S>A A>V V>E", A=CLERK, V=visit)
    case = Casework(definition(drawn)).start()

    opened = case.do("A", programmes=[{"name": "Дороги", "hours": 16}, {"name": "Мосты", "hours": 72}])

    assert [fact.about for fact in of_kind(opened, facts.TaskOpened)] == told


def test_writes_inside_an_iterated_sub_process_stay_in_its_document():
    body = {"properties": {"result": "sites"}, **each("A.sites", item="site")}
    drawn = process("P", "S:start A:user B:sub T:start@B W:script@B V:user@B U:end@B E:end",
                    "S>A A>B B>E T>W W>V V>U", A=CLERK, B=body, V=CLERK, W={"script": "label = site.name"})  # fmt: skip
    case = Casework(definition(drawn)).start()
    case.do("A", sites=[{"name": "Казань"}, {"name": "Омск"}])

    case.do("V", ok=True)
    case.do("V", ok=False)

    assert case.live.data["sites"] == [
        {"label": "Казань", "V": {"ok": True}},
        {"label": "Омск", "V": {"ok": False}},
    ]
    assert "label" not in case.live.data


def test_an_endless_loop_spoils_the_object_and_leaves_the_log_alone():
    drawn = process("P", "S:start A:user M:xor W:script E:end", "S>A A>M M>W W>M M>E", A=CLERK,
                    W={"script": "n = 1"})  # fmt: skip
    case = Casework(definition(with_conditions(drawn, default="M>E", M_W="true"))).start()
    task = case.task("A")

    with pytest.raises(Exception, match="loops without end"):
        case.live.apply(commands.CompleteTask(at=case.now, actor="person:1", task=task, answers={}))

    with pytest.raises(Spoiled):
        case.live.apply(commands.ClaimTask(at=case.now, actor="person:1", task=task))
    assert restore(case.definition, 1, case.rows).open_tasks[task].element == "A"


def test_a_replay_of_the_log_comes_out_as_recorded():
    case = two_steps().start()
    case.do("A", text="один")
    case.do("B")

    assert replay.first_difference(case.definition, 1, case.rows) is None


def test_a_replay_names_the_fact_that_was_altered():
    case = two_steps().start()
    case.do("A", text="один")
    case.rows[1].steps[0]["facts"][1]["flow"] = "A>E"

    difference = replay.first_difference(case.definition, 1, case.rows)

    assert difference is not None
    assert (difference.seq, difference.n) == (2, 2)


def test_a_replay_notices_altered_answers_by_the_state():
    case = two_steps().start()
    case.do("A", text="один")
    case.rows[1].steps[0]["command"]["answers"]["text"] = "два"

    difference = replay.first_difference(case.definition, 1, case.rows)

    assert difference is not None
    assert (difference.seq, difference.n) == (2, 0)
