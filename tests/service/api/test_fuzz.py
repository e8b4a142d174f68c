"""Whatever is sent to the API, it answers as its description says: no fault of ours, no answer that is not described.

A sample here; `make fuzz` (FUZZ=2000) sends as many examples to every operation.  Each operation has an office of its
own with cases at hand, so that what is sent gets past 404: addresses, states and answers are mixed from what is there
and from what schemathesis makes up, fitting the schema or not.
"""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks
from werkzeug.test import encode_multipart

from service import bundle
from service.app import create_app
from service.operations import people, publish, save_draft, show_instance, suspend_instance, two_people
from service.operations.publish import Grounds
from storage import definitions, registers
from tests.prepared import FILES, Ground
from tests.service import leave
from tests.service.driver import APPLICATION, GOOD, START, Office

EXAMPLES = int(os.environ.get("FUZZ", "6"))
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
DESCRIPTION = "/api/v1/openapi.json"
UNPRINTABLE = "漢 U+6F22"
"""No font has this, so the paper of such a case is an incident."""
WHY = "Ждём решения суда"


class Sent(NamedTuple):
    """A body as it goes over the wire."""

    content: bytes
    kind: str


class Chance(NamedTuple):
    """Parts of an address that lead somewhere, and who may do there what the address is for (None: anybody)."""

    parts: dict[str, str]
    login: str | None = None


class World:
    """An office with cases in every state, and programs of its people."""

    def __init__(self, folder: Path, ground: Ground) -> None:
        self.office = Office.prepared(folder, ground)
        self.office.here.config = replace(self.office.config, virtual_clock=True)
        self.office.person("volkova", "Волкова Ирина", "process_owner")
        self._brought()
        self._widen()
        self.app = create_app(self.office.here)
        self.app.testing = False
        self.tokens = {login: people.token(self.office.here, login, name="fuzz") for login in self.office.people}
        self.tokens["bank"] = people.token(self.office.here, "petrova", name="bank", scopes=["messages"])
        self.open = self.fresh()
        self.done = self._printed()
        self.broken = self._broken()
        self.halted = self._halted()
        self.file = str(self.office.upload("petrova")["attachment"])
        self.message = self.office.pay("ПРО-2026-9999")

    def chances(self, method: str, address: str) -> list[Callable[[], Chance]]:
        """What the operation may be about; what it can succeed with comes oftener than what is there already."""
        act = address.rpartition("/")[2]
        fresh = {
            "claim": lambda: Chance({"ref": self.fresh()}, "ivanov"),
            "release": lambda: Chance({"ref": self.claimed()}, "ivanov"),
            "complete": lambda: Chance({"ref": self.fresh()}, "ivanov"),
            "assign": lambda: Chance({"ref": self.fresh()}, "admin"),
            "suspend": lambda: Chance({"instance_id": self.case(self.fresh())}, "admin"),
            "resume": lambda: Chance({"instance_id": self.fresh_halted()}, "admin"),
            "cancel": lambda: Chance({"instance_id": self.case(self.fresh())}, "admin"),
            "retry": lambda: Chance({"incident": self.failed()}, "admin"),
            "approve": lambda: Chance(self.proposed(), "admin"),
            "reject": lambda: Chance(self.proposed(), "admin"),
        }.get(act)
        if fresh is not None and method == "POST":
            return [*(6 * [fresh]), *self._there(address)]
        return self._there(address)

    def fresh(self) -> str:
        """A task that nobody has touched."""
        return str(self.office.apply().waiting[0].task)

    def claimed(self) -> str:
        """A task that ivanov has just taken."""
        ref = self.fresh()
        self.office.claim("ivanov", ref)
        return ref

    def case(self, ref: str) -> str:
        return ref.partition("-")[0]

    def failed(self) -> str:
        """An incident that is open: whatever is tried, its paper cannot be printed."""
        self.office.settle()
        view = show_instance.show(self.office.here, self.office.who("admin"), int(self.case(self.broken)))
        return f"{view.row.id}-{view.incidents[0].incident}" if view.incidents else self._broken()

    def proposed(self) -> dict[str, str]:
        """A version of leave that waits for a second person."""
        with self.office.here.database.reading() as session:
            waiting, newest = definitions.proposed(session, "leave"), definitions.versions(session, "leave")[0]
        number = waiting.version if waiting else self._bring(N=f"После {newest.version}")
        return {"procedure": "leave", "version": str(number)}

    def _there(self, address: str) -> list[Callable[[], Chance]]:
        """Parts of this address that lead to something, in whatever state it is."""
        refs = [self.fresh, lambda: self.open, lambda: self.done, lambda: self.halted]
        version = {"procedure": "leave", "version": "1"}
        by_part: dict[str, list[Callable[[], Chance]]] = {
            "drafts/{ref}": [
                lambda: Chance({"ref": self.halted}, "ivanov"),
                lambda: Chance({"ref": self.fresh()}, "ivanov"),
                lambda: Chance({"ref": self.done}, "ivanov"),
            ],
            "{ref}": [lambda ref=ref: Chance({"ref": ref()}, "ivanov") for ref in refs],
            "{instance_id}": [lambda ref=ref: Chance({"instance_id": self.case(ref())}) for ref in refs],
            "{incident}": [lambda: Chance({"incident": self.broken})],
            "{message_id}": [lambda: Chance({"message_id": self.message}, "admin")],
            "{attachment}": [lambda: Chance({"attachment": self.file}, "petrova")],
            "{document}": [lambda: Chance({"document": self.paper}, "petrova")],
            "{register}/{key}": [
                lambda: Chance({"register": "R-PERMITS", "key": "П-2026-0001"}),
                lambda: Chance({"register": "R-GATES", "key": "north"}),
            ],
            "{register}": [lambda: Chance({"register": "R-PERMITS"}), lambda: Chance({"register": "R-GATES"})],
            "{form}": [lambda: Chance({"procedure": "permit", "version": "1", "form": "F-PER-1"})],
            "{part}": [
                lambda: Chance({**version, "part": "leave.bpmn"}, "ivanov"),
                lambda: Chance({**version, "part": "notices/N.txt"}, "volkova"),
            ],
            "versions/{version}": [lambda: Chance(version, "ivanov"), lambda: Chance(self.proposed(), "volkova")],
            "definitions/{procedure}": [
                lambda: Chance({"procedure": "leave"}, "volkova"),
                lambda: Chance({"procedure": "permit"}, "ivanov"),
            ],
            "definitions/check": [lambda: Chance({}, "volkova")],
            "definitions": [lambda: Chance({}, "volkova")],
            "messages": [lambda: Chance({}, "bank")],
            "clock": [lambda: Chance({}, "admin")],
        }
        return next((found for part, found in by_part.items() if part in address), [])

    def etag(self, ref: str) -> str:
        """The state of a task, if there is one."""
        try:
            return self.office.etag(ref)
        except Exception:  # made up
            return '"1"'

    def fresh_halted(self) -> str:
        """A case that has just been halted."""
        begun = self.office.apply()
        suspend_instance.suspend(self.office.here, self.office.who("admin"), begun.instance_id, WHY)
        return str(begun.instance_id)

    def _widen(self) -> None:
        """Gates without end, so that no case fails for want of a place."""
        with self.office.here.database.writing() as session:
            for gate in ("north", "south"):
                registers.write(
                    session, "R-GATES", gate, {"title": gate}, at=START, actor="system", capacity=1_000_000
                )  # fmt: skip

    def _brought(self) -> None:
        """A procedure of volkova's, whose next versions want a second person."""
        self._bring(N="Начало")
        two_people.turn(self.office.here, self.office.who("admin"), "leave", on=True)

    def _bring(self, **notices: str) -> int:
        parts = bundle.read(leave.files(**notices).items(), "leave").parts
        owner, grounds = self.office.who("volkova"), Grounds(reason="По приказу")
        return publish.publish_upload(self.office.here, owner, parts, grounds).version

    def _printed(self) -> str:
        begun = self.office.apply()
        self.office.do("ivanov", begun.waiting[0].task, GOOD)
        self.office.settle()
        view = show_instance.show(self.office.here, self.office.who("admin"), begun.instance_id)
        self.paper = view.documents[0].id
        return str(begun.waiting[0].task)

    def _broken(self) -> str:
        begun = self.office.apply(full_name=UNPRINTABLE)
        self.office.do("ivanov", begun.waiting[0].task, GOOD | {"gate": "south"})
        self.office.settle()
        view = show_instance.show(self.office.here, self.office.who("admin"), begun.instance_id)
        return f"{begun.instance_id}-{view.incidents[0].incident}"

    def _halted(self) -> str:
        begun = self.office.apply()
        save_draft.save(self.office.here, self.office.who("ivanov"), str(begun.waiting[0].task), {"verdict": "bad"})
        suspend_instance.suspend(self.office.here, self.office.who("admin"), begun.instance_id, WHY)
        return str(begun.waiting[0].task)


def brought(**told: str) -> Sent:
    """Files with their names, as a program sends them; schemathesis calls all of them `file`, which is no file of ours."""
    boundary, encoded = encode_multipart(leave.sent(leave.files(N="Начало"), **told))
    return Sent(encoded, f"multipart/form-data; boundary={boundary}")


BODIES: dict[str, list[Callable[[World], Any]]] = {
    "/api/v1/instances": [lambda world: {"procedure": "permit", "answers": APPLICATION}],
    "/api/v1/instances/{instance_id}/suspend": [lambda world: {"reason": WHY}],
    "/api/v1/instances/{instance_id}/resume": [lambda world: {"reason": WHY}],
    "/api/v1/instances/{instance_id}/cancel": [lambda world: {"reason": WHY}],
    "/api/v1/tasks/{ref}/complete": [
        lambda world: {"answers": GOOD},
        lambda world: {"answers": GOOD | {"verdict": "bad", "remarks": "Нет скана"}},
    ],
    "/api/v1/tasks/{ref}/assign": [lambda world: {"person": world.office.people["orlova"].id, "reason": WHY}],
    "/api/v1/messages": [lambda world: {"name": "paid", "key": "ПРО-2026-0001", "payload": {"amount": "1.00"}}],
    "/api/v1/attachments": [lambda world: {"file": b"%PDF-1.7 scan"}, lambda world: {"file": b"nothing that we keep"}],
    "/api/v1/definitions": [
        lambda world: brought(key=f"leave-{uuid.uuid4().hex}"),
        lambda world: brought(key=f"leave-{uuid.uuid4().hex}", level="sketch"),
        lambda world: brought(key="leave"),
    ],
    "/api/v1/definitions/check": [lambda world: brought(key="leave")],
    "/api/v1/definitions/{procedure}/versions/{version}/reject": [lambda world: {"reason": WHY}],
    "/api/v1/clock": [lambda world: {"by": "PT1H"}],
}
"""Bodies that move something."""


LOGINS = ["admin", "ivanov", "petrova", "stranger", "bank", "volkova", "nobody"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is drawn before schemathesis draws: of what comes after it Hypothesis nearly always takes the first.

    None leaves what schemathesis made; no `login` is whoever may do it.
    """

    chance: Callable[[], Chance] | None
    if_match: str | None
    body: Callable[[World], Any] | None
    login: str | None
    language: str


def operations() -> list[tuple[str, str]]:
    """Method and address of every operation, as the description names them."""
    from tests.service.api.conftest import described

    return [(method.upper(), address) for method, address, _ in described().operations()]


@pytest.fixture(scope="module")
def shared(lasting_ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One office for all operations but the clock: years would pass in it."""
    world = World(tmp_path_factory.mktemp("shared"), lasting_ground)
    yield world
    world.office.here.close()


@pytest.fixture
def world(request: pytest.FixtureRequest, lasting_ground: Ground, tmp_path: Path) -> Iterator[World]:
    if "clock" not in request.node.name:
        yield request.getfixturevalue("shared")
        return
    world = World(tmp_path, lasting_ground)
    yield world
    world.office.here.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # schemathesis reads answers and does not close them
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("method", "address"), operations(), ids=lambda value: value.removeprefix("/api/v1"))
def test_every_answer_is_one_that_is_described(method: str, address: str, world: World) -> None:
    operation = schemathesis.openapi.from_wsgi(DESCRIPTION, world.app)[address][method]
    statuses: Counter[int] = Counter()

    @given(data=st.data())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    def send(data: st.DataObject) -> None:
        plan = planned(data, world, method, address)
        case = data.draw(cases(operation))
        answer = case.call(headers=at_hand(plan, world, case))
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    send()
    print(f"\n{method} {address}: {sum(statuses.values())} {dict(sorted(statuses.items()))}")
    if EXAMPLES >= 100:
        assert any(status < 300 for status in statuses), "nothing was ever done"


def cases(operation: APIOperation) -> st.SearchStrategy[Case]:
    """What fits the schema, and what does not where there is anything to spoil."""
    fits = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if operation.body or operation.query:
        return st.one_of(fits, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    return fits


def planned(data: st.DataObject, world: World, method: str, address: str) -> Plan:
    """Mostly something that is there, sent by whoever may do it; the state that he saw, and a body that moves something."""
    chances, bodies = world.chances(method, address), BODIES.get(address, [])

    def draw(among: list[Any]) -> Any:
        return data.draw(st.sampled_from(among))

    chance = draw([*(4 * chances), *(len(chances) * [None])]) if chances else None
    return Plan(
        chance=chance,
        if_match=draw(["seen", "seen", "seen", "*", '"99"', None]),
        body=draw([*(2 * bodies), *(len(bodies) * [None])]) if bodies else None,
        login=draw([*(10 * [None]), *LOGINS]),
        language=draw(["ru", "en", "de, *;q=0.1"]),
    )


def at_hand(plan: Plan, world: World, case: Case) -> dict[str, str]:
    """Makes the case what was planned, and says as whom it is sent."""
    chance = plan.chance() if plan.chance else Chance({})
    if chance.parts:
        case.path_parameters.update(chance.parts)
    if plan.if_match is not None:
        ref = str((case.path_parameters or {}).get("ref"))
        case.headers["If-Match"] = world.etag(ref) if plan.if_match == "seen" else plan.if_match
    if plan.body is not None:
        body = plan.body(world)
        case.body = body.content if isinstance(body, Sent) else body
        if isinstance(body, Sent):
            case.headers["Content-Type"] = body.kind
    token = world.tokens.get(plan.login or chance.login or "admin", "unknown")
    return {"Authorization": f"Bearer {token}", "Accept-Language": plan.language}


def test_the_office_of_the_fuzzer_has_something_at_every_address(tmp_path: Path) -> None:
    world = World(tmp_path, FILES)  # not the shared one, whose drafts may have been deleted by then
    client = world.app.test_client()

    wanted = {
        f"/api/v1/{path}": client.get(
            f"/api/v1/{path}", headers={"Authorization": f"Bearer {world.tokens[login]}"}, buffered=True
        ).status_code
        for path, login in (
            (f"tasks/{world.open}", "ivanov"),
            (f"attachments/{world.file}", "petrova"),
            (f"documents/{world.paper}", "petrova"),
            (f"messages/{world.message}", "bank"),
            (f"drafts/{world.halted}", "ivanov"),
            ("registers/R-GATES/north", "ivanov"),
            ("registers/R-PERMITS/П-2026-0001", "stranger"),
            ("forms/permit/1/F-PER-1", "stranger"),
            ("definitions/leave/versions/1/parts/notices/N.txt", "volkova"),
        )
    }

    world.office.here.close()
    assert set(wanted.values()) == {200}, wanted
