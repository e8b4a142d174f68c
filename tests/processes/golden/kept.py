"""What the corpus keeps, and how: definitions as they were when the cases were recorded, rows as history keeps them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from processes.definition import Definition, Reminder, Role, load
from processes.model.elements import EventDefinition, Flow, Kind, MultiInstance, Node, Process, StandardLoop
from tests.processes.casework import ROLES, Row, definition
from tests.processes.models import DECISION

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A recorded case: `id` is the case's, `core` the one that recorded it."""

    name: str
    core: int
    id: int
    definition: Definition
    rows: list[Row]


def corpus() -> Iterator[Kept]:
    """All recorded cases of all cores."""
    for folder in sorted(HERE.glob("core-*")):
        core = int(folder.name.removeprefix("core-"))
        for file in sorted(folder.glob("*.json.gz")):
            yield from _cases(core, file)


def _cases(core: int, file: Path) -> Iterator[Kept]:
    body = orjson.loads(gzip.decompress(file.read_bytes()))
    procedure = _procedure(body["parts"]) if "parts" in body else None
    for case in body["cases"]:
        made = procedure or drawn(case["definition"])
        rows = [row(one) for one in case["rows"]]
        started = rows[0].steps[0]["facts"][0]
        yield Kept(
            name=f"{file.name.partition('.')[0]}: {case['name']}",
            core=core,
            id=case["id"],
            definition=replace(made, digest=started["digest"]),
            rows=rows,
        )


def write(core: int, name: str, body: Mapping[str, Any]) -> Path:
    """Keep cases under this name; the same cases make the same file."""
    file = HERE / f"core-{core}" / f"{name}.json.gz"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(gzip.compress(orjson.dumps(body), mtime=0))
    return file


def row(body: Mapping[str, Any]) -> Row:
    """A history row from its body."""
    at = datetime.fromisoformat(body["at"])
    return Row(seq=body["seq"], at=at, actor=body["actor"], steps=body["steps"], digest=body["digest"])


def _procedure(parts: Mapping[str, str]) -> Definition:
    return load({name: text.encode() for name, text in parts.items()}, {})


# ---------------------------------------------------------------------- definitions that have no file


def plain(made: Definition) -> dict[str, Any]:
    """A random definition as JSON; its decision table and roles are those of the random models."""
    return {
        "main": made.main,
        "processes": [_plain(process) for process in made.processes.values()],
        "roles": [_plain(role) for role in made.roles.values()],
        "reminders": {id_: [_plain(one) for one in some] for id_, some in made.reminders.items()},
    }


def drawn(body: Mapping[str, Any]) -> Definition:
    """The definition that `plain` wrote."""
    return definition(
        *(_process(one) for one in body["processes"]),
        decisions={DECISION.id: DECISION},
        roles=ROLES | {one["id"]: Role(**one) for one in body["roles"]},
        reminders={id_: tuple(Reminder(**one) for one in some) for id_, some in body["reminders"].items()},
    )


def _process(body: dict[str, Any]) -> Process:
    nodes = {id_: _node(node) for id_, node in body["nodes"].items()}
    flows = {id_: Flow(**flow) for id_, flow in body["flows"].items()}
    return Process(**body | {"nodes": nodes, "flows": flows, "lanes": ()})


def _node(body: dict[str, Any]) -> Node:
    made: dict[str, Any] = {"kind": Kind(body["kind"])}
    made |= {name: tuple(body[name]) for name in ("incoming", "outgoing") if name in body}
    if "events" in body:
        made["events"] = tuple(EventDefinition(**event) for event in body["events"])
    if "multi" in body:
        made["multi"] = MultiInstance(**body["multi"])
    if "loop" in body:
        made["loop"] = StandardLoop(**body["loop"])
    return Node(**body | made)


def _plain(record: Any) -> dict[str, Any]:
    """The fields of a record that are not at their defaults."""
    written: dict[str, Any] = orjson.loads(orjson.dumps(asdict(record)))
    if isinstance(record, Process):
        written["nodes"] = {id_: _plain(node) for id_, node in record.nodes.items()}
        written["flows"] = {id_: _plain(flow) for id_, flow in record.flows.items()}
    usual = {
        one.name: one.default if one.default is not MISSING else one.default_factory()
        for one in fields(record)
        if one.default is not MISSING or one.default_factory is not MISSING
    }
    return {name: value for name, value in written.items() if name not in usual or usual[name] != getattr(record, name)}
