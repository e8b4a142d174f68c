"""Steps inside a repetition go to the one party that the item names: two sites in one case, each with its own tasks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from processes import commands, facts
from processes.definition import Role
from processes.model.elements import EventDefinition, MultiInstance, Process
from tests.processes.casework import ROLES, Casework, definition
from tests.processes.engine.sketch import each, process

KAZAN, OMSK = "party:20", "party:30"
SITES = [{"name": "Казань", "party": KAZAN}, {"name": "Омск", "party": OMSK}]
SITE = ROLES | {
    "site": Role(id="site", ru="Площадка", en="Site", outside=True, scope="party"),
    "site_rep": Role(id="site_rep", ru="Представитель", en="For a site", outside=True, scope="party", acts_for="site"),
    "member": Role(id="member", ru="Член комиссии", en="Member", scope="instance"),
}
CLERK = {"properties": {"role": "clerk"}}


def of_site(**properties: str) -> dict[str, Any]:
    return {"properties": {"role": "site"} | properties}


def begun(*processes: Process, answers: dict[str, Any] | None = None, **holders: str) -> Casework:
    """A case over both sites, all of its holders there from the start."""
    case = Casework(definition(*processes, roles=SITE))
    people = tuple((role.partition("__")[0], party) for role, party in holders.items())
    case.send(
        commands.StartInstance, number="ПР-2026-0001", process=case.definition.main, start="S",
        answers=answers or {"sites": SITES}, participants=people or (("site", KAZAN), ("site", OMSK)),
    )  # fmt: skip
    return case


def per_site(**properties: str) -> dict[str, Any]:
    return of_site(**properties) | each("S.sites", item="site")


def visits(**details: Any) -> Process:
    """A repeated sub-process per site: a task of the site, then one of the clerk."""
    return process("P", "S:start B:sub T:start@B V:user@B W:user@B U:end@B E:end", "S>B B>E T>V V>W W>U",
                   **{"B": each("S.sites", item="site"), "V": of_site(), "W": CLERK} | details)  # fmt: skip


def addressed(case: Casework, element: str) -> list[tuple[str, ...]]:
    return [task.roles for task in case.live.open_tasks.values() if task.element == element]


def test_each_task_of_a_repetition_goes_to_the_party_of_its_item():
    drawn = process("P", "S:start V:user E:end", "S>V V>E", V=per_site(party="site.party"))

    case = begun(drawn)

    assert addressed(case, "V") == [(f"site@{KAZAN}",), (f"site@{OMSK}",)]
    opened = [fact for fact in case.facts if isinstance(fact, facts.TaskOpened)]
    assert [fact.party for fact in opened] == [KAZAN, OMSK]


def test_without_a_party_it_goes_to_all_who_hold_the_role():
    case = begun(process("P", "S:start V:user E:end", "S>V V>E", V=per_site()))

    assert addressed(case, "V") == [(f"site@{KAZAN}", f"site@{OMSK}")] * 2
    assert all("party" not in task for task in case.live.state()["tasks"])


def test_what_stands_inside_a_sub_process_is_for_its_party_and_staff_stay_staff():
    case = begun(visits(B=each("S.sites", item="site") | {"properties": {"party": "site.party"}}))
    assert addressed(case, "V") == [(f"site@{KAZAN}",), (f"site@{OMSK}",)]

    case.do("V")

    assert addressed(case, "W") == [("clerk",)]


def test_the_nearest_that_names_a_party_decides_even_if_it_names_none():
    case = begun(
        visits(B=each("S.sites", item="site") | {"properties": {"party": "site.party"}}, V=of_site(party="null"))
    )

    assert addressed(case, "V") == [(f"site@{KAZAN}", f"site@{OMSK}")] * 2


def test_a_called_process_is_for_the_party_of_its_call():
    called = process("Q", "S2:start V:user E2:end", "S2>V V>E2", V=of_site())
    caller = process("P", "S:start B:sub T:start@B C:call@B U:end@B E:end", "S>B B>E T>C C>U",
                     B=each("S.sites", item="site"), C={"called": "Q", "properties": {"party": "site.party"}})  # fmt: skip

    case = begun(caller, called)

    assert addressed(case, "V") == [(f"site@{KAZAN}",), (f"site@{OMSK}",)]


def test_a_party_is_looked_up_where_it_is_written():
    """An inner repetition whose items have the same name does not change whom the outer one means."""
    sites = [site | {"rooms": ["1", "2"]} for site in SITES]
    inner = of_site() | each("site.rooms", item="site")
    drawn = visits(B=each("S.sites", item="site") | {"properties": {"party": "site.party"}}, V=inner)

    case = begun(drawn, answers={"sites": sites})

    assert addressed(case, "V") == [(f"site@{KAZAN}",)] * 2 + [(f"site@{OMSK}",)] * 2


def test_a_party_that_an_iteration_found_out_itself_is_known_to_the_steps_after_it():
    body = process("P", "S:start B:sub T:start@B I:service@B V:user@B U:end@B E:end", "S>B B>E T>I I>V V>U",
                   B=each("S.sites", item="site") | {"properties": {"party": "guest.party"}},
                   I={"properties": {"action": "invite", "result": "guest", "party": "null"}}, V=of_site())  # fmt: skip
    case = begun(body, site="party:1")

    for site in SITES:
        action = next(iter(case.live.actions))
        case.send(
            commands.CompleteAction, by="system", action=action, result={"party": site["party"]},
            participants=(("site", site["party"]),),
        )  # fmt: skip

    assert addressed(case, "V") == [(f"site@{KAZAN}",), (f"site@{OMSK}",)]


def test_an_action_knows_whom_of_its_role_it_is_about():
    told = {"properties": {"action": "notice", "party": "site.party"}, **each("S.sites", item="site")}
    case = begun(process("P", "S:start N:service E:end", "S>N N>E", N=told))

    assert [action.party for action in case.live.actions.values()] == [KAZAN, OMSK]
    failed = next(iter(case.live.actions))
    case.send(commands.FailAction, by="system", action=failed, ru="нет связи", en="no connection")
    again = case.send(commands.RetryIncident, incident=failed)

    assert [fact.party for fact in again if isinstance(fact, facts.ActionRequested)] == [KAZAN]


def test_whoever_does_not_hold_the_role_in_the_case_gets_nothing_but_an_incident():
    case = begun(process("P", "S:start V:user E:end", "S>V V>E", V=per_site(party="site.party")), site=KAZAN)

    raised = [fact for fact in case.facts if isinstance(fact, facts.IncidentRaised)]
    assert [fact.code for fact in raised] == ["participant.missing"]
    assert addressed(case, "V") == [(f"site@{KAZAN}",)]


@pytest.mark.parametrize("value", ["Казань", 12, {"party": KAZAN}, "party:20 "])
def test_what_is_no_party_is_an_incident(value: Any):
    drawn = process("P", "S:start V:user E:end", "S>V V>E", V=per_site(party="site.party"))

    case = begun(drawn, answers={"sites": [{"party": value}]})

    assert case.open() == []
    assert len(case.live.incidents) == 1


def test_a_person_of_a_role_held_in_the_case_is_addressed_by_name():
    members = [{"person": "person:7"}, {"person": "person:8"}]
    vote = {"properties": {"role": "member", "party": "one.person"}, **each("S.members", item="one")}
    drawn = process("P", "S:start V:user E:end", "S>V V>E", V=vote)

    case = begun(drawn, answers={"members": members}, member="person:7", member__2="person:8")

    assert addressed(case, "V") == [("member@person:7",), ("member@person:8",)]


def test_an_act_is_open_to_its_party_alone_on_the_border_of_a_scope_too():
    act = {"attached_to": "R", "events": (EventDefinition(kind="message", name="M"),)}
    drawn = process("P", "S:start B:sub T:start@B R:sub@B T2:start@R V:user@R U2:end@R U:end@B X:border@B Z:end@B E:end",
                    "S>B B>E T>R T2>V V>U2 R>U X>Z", B=each("S.sites", item="site"), V=CLERK,
                    R={"properties": {"party": "site.party"}}, X=of_site(form="F") | act)  # fmt: skip

    case = begun(drawn)

    assert [one.roles for one in case.live.subscriptions.values()] == [(f"site@{KAZAN}",), (f"site@{OMSK}",)]


def test_the_border_of_a_repeated_scope_sees_no_item_and_stays_open_to_all():
    act = {"attached_to": "B", "events": (EventDefinition(kind="message", name="M"),)}
    body = each("S.sites", item="site") | {"properties": {"party": "site.party"}}
    drawn = process("P", "S:start B:sub T:start@B V:user@B U:end@B X:border Z:end E:end",
                    "S>B B>E T>V V>U X>Z", B=body, V=of_site(), X=of_site(form="F") | act)  # fmt: skip

    case = begun(drawn)

    assert [one.roles for one in case.live.subscriptions.values()] == [(f"site@{KAZAN}", f"site@{OMSK}")]


def test_a_newcomer_changes_only_what_is_addressed_to_him():
    """Somebody who comes to represent sites is given no step of another party; steps for all of the role go to him."""
    drawn = process("P", "S:start V:user A:and J:and I:service O:user E:end",
                    "S>A A>V A>I A>O V>J I>J O>J J>E", V=per_site(party="site.party"),
                    I={"properties": {"action": "invite"}}, O=of_site())  # fmt: skip
    case = begun(drawn)

    followed = case.send(
        commands.CompleteAction, by="system", action=next(iter(case.live.actions)), result={},
        participants=(("site_rep", "party:40"),),
    )  # fmt: skip

    assert addressed(case, "V") == [(f"site@{KAZAN}",), (f"site@{OMSK}",)]
    assert addressed(case, "O") == [("site_rep@party:40",)]
    assert [fact.element for fact in followed if isinstance(fact, facts.TaskReaddressed)] == ["O"]


def test_a_named_party_that_acts_for_the_role_is_addressed_in_its_own():
    drawn = process("P", "S:start V:user E:end", "S>V V>E", V=of_site(party="S.rep"))

    case = begun(drawn, answers={"rep": "party:40"}, site=KAZAN, site_rep="party:40")

    assert addressed(case, "V") == [("site_rep@party:40",)]


def test_enough_votes_take_the_open_ones_back():
    multi = each("S.sites", item="site")["multi"]
    assert isinstance(multi, MultiInstance)
    vote = of_site(party="site.party", result="votes") | {"multi": replace(multi, completion="count(votes) >= 1")}
    case = begun(process("P", "S:start V:user E:end", "S>V V>E", V=vote))

    followed = case.do("V", by="person:20", position="for")

    assert [type(fact).__name__ for fact in followed if "Task" in type(fact).__name__] == [
        "TaskCompleted",
        "TaskCancelled",
    ]
    assert case.live.ended
