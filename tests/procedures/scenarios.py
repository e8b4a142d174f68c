"""The scenarios of each procedure as functions, run past pytest against parts that differ from the shipped ones.

A scenario is a test of this folder (or of the papers that a centre prints) whose fixtures need nothing but an office.  Whose
procedure it is says the office that its module drives, so a new regulation joins with its first scenario.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import itertools
import pkgutil
import re
import signal
import tempfile
import time
import types
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from processes import canonical
from processes.trace import Element, Sort, Trace, trace
from service import catalog, published
from service.actor import SYSTEM
from service.errors import GateClosed
from storage import definitions, history, instances
from storage.database import Database
from storage.models import FAR_FUTURE
from tests import procedures
from tests.prepared import FILES, Ground, Make
from tests.procedures.office import Office
from tests.procedures.removal import Parts
from tests.service.pages import test_printed_papers

LONGEST = 40
"""Seconds of work after which a scenario is taken to go on for ever; as shipped none takes four."""

OF_ANY = frozenset({"test_catalogue", "test_demo", "test_mutants", "test_obligations"})
"""Modules that say what holds for any procedure, whatever it is about."""

_GIVEN = frozenset({"tmp_path", "ground"})
_WORD = re.compile(r'"([^"\s]{2,80})"')


class Endless(BaseException):
    """The scenario did not end.  Nothing that it drives may take this for an error of its own."""


@dataclass(frozen=True)
class Scenario:
    """A test function with one line of its table of cases, if it has a table."""

    name: str
    function: Callable[..., None] = field(compare=False)
    module: types.ModuleType
    case: Mapping[str, Any] = field(compare=False)

    @property
    def driver(self) -> type[Office]:
        return _driver(self.module)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Told:
    """What a scenario does as shipped: whether it passes, for how long, and how often its cases' histories say each word."""

    passes: bool
    seconds: float
    words: Mapping[str, int]


@cache
def known(procedure: str) -> tuple[Parts, Trace]:
    """The procedure as it is shipped."""
    parts = dict(catalog.parts(procedure))
    return parts, trace(published.read(parts).definition)


# ------------------------------------------------------------------------------------------- which there are


def complete() -> tuple[str, ...]:
    """The procedures of the catalogue that have diagrams and scenarios."""
    return tuple(
        key
        for key in catalog.procedures()
        if any(name.endswith(".bpmn") for name in catalog.parts(key)) and scenarios(key)
    )


@cache
def scenarios(procedure: str) -> tuple[Scenario, ...]:
    """Every scenario of the procedure that needs an office and nothing else."""
    return tuple(
        scenario
        for module in _modules()
        if _driver(module).procedure == procedure
        for name, function in vars(module).items()
        if name.startswith("test_") and inspect.isfunction(function) and function.__module__ == module.__name__
        for scenario in _by_case(name, function, module)
        if _can_be_set(scenario, tuple(inspect.signature(function).parameters))
    )


@cache
def _modules() -> tuple[types.ModuleType, ...]:
    names = sorted(one.name for one in pkgutil.iter_modules(procedures.__path__) if one.name.startswith("test_"))
    told = (f"{procedures.__name__}.{name}" for name in names if name not in OF_ANY)
    return (*map(importlib.import_module, told), test_printed_papers)


@cache
def _driver(module: types.ModuleType) -> type[Office]:
    """The office of which the module speaks: the one of a regulation of its own, if it names one."""
    named = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Office)]
    return max(named, key=lambda one: len(one.__mro__), default=Office)


def _by_case(name: str, function: Callable[..., None], module: types.ModuleType) -> Iterator[Scenario]:
    """The test, once for each line of its tables of cases."""
    tables = [_lines(mark) for mark in getattr(function, "pytestmark", ()) if mark.name == "parametrize"]
    for lines in itertools.product(*tables):
        said = "".join(f"[{id_}]" for id_, _ in lines if id_)
        yield Scenario(f"{name}{said}", function, module, {key: one for _, case in lines for key, one in case.items()})


def _lines(mark: pytest.Mark) -> list[tuple[str, Mapping[str, Any]]]:
    names, values = mark.args[:2]
    if mark.kwargs.get("indirect"):
        return [("", {})]  # which database it is on: a regulation knows none
    keys = [one.strip() for one in names.split(",")] if isinstance(names, str) else list(names)
    found: list[tuple[str, Mapping[str, Any]]] = []
    named = mark.kwargs.get("ids")
    for number, line in enumerate(values, 1):
        told = line if isinstance(line, pytest.ParameterSet) else pytest.param(*(line if len(keys) > 1 else (line,)))
        given, said = told.values, named(line) if callable(named) else told.id
        found.append((f"{number}-{said}" if said else str(number), dict(zip(keys, given, strict=True))))
    return found


def _fixture(scenario: Scenario, name: str) -> Callable[..., Any] | None:
    """The function behind the fixture that the scenario's module, or a package around it, calls by this name."""
    places = [scenario.module, *_around(scenario.module)]
    found = (getattr(place, name, None) for place in places)
    return next((inspect.unwrap(one) for one in found if one is not None and hasattr(one, "__wrapped__")), None)


@cache
def _around(module: types.ModuleType) -> tuple[types.ModuleType, ...]:
    """The conftest modules of the packages around the module, the nearest first."""
    packages = [module.__name__.rsplit(".", count)[0] for count in range(1, module.__name__.count(".") + 1)]
    return tuple(
        importlib.import_module(f"{package}.conftest")
        for package in packages
        if importlib.util.find_spec(f"{package}.conftest") is not None
    )


def _can_be_set(scenario: Scenario, names: tuple[str, ...]) -> bool:
    """Whether all that these names ask for comes of a folder and a ground."""
    for name in names:
        if name in scenario.case or name in _GIVEN:
            continue
        made = _fixture(scenario, name)
        if made is None or not _can_be_set(scenario, tuple(inspect.signature(made).parameters)):
            return False
    return True


def asks_for_ground(scenario: Scenario) -> bool:
    """Whether the office of the scenario stands where it is told to."""
    return _asks(scenario, "ground", tuple(inspect.signature(scenario.function).parameters))


def _asks(scenario: Scenario, sought: str, names: tuple[str, ...]) -> bool:
    made = (_fixture(scenario, name) for name in names if name not in scenario.case and name not in _GIVEN)
    return sought in names or any(
        _asks(scenario, sought, tuple(inspect.signature(one).parameters)) for one in made if one is not None
    )


# ------------------------------------------------------------------------------------------- how they are run


@dataclass
class Changed:
    """A ground of files on which a procedure stands changed, past the gate; `url` is the database given out last."""

    procedure: str
    parts: Parts
    url: str = ""

    def bare(self, folder: Path) -> str:
        return FILES.bare(folder)

    def copied(self, name: str, folder: Path, make: Make) -> str:
        """An office as shipped, then changed; what was done in an office before the test is done anew."""
        if not name.startswith(f"{self.procedure}-"):
            self.url = FILES.bare(folder)
            make(folder, self.url)
            return self.url
        self.url = FILES.copied(name, folder, make)
        self.settle(self.url)
        return self.url

    def settle(self, url: str) -> None:
        """The changed parts are the version in effect."""
        database = Database.open(url)
        edition = published.read(self.parts)
        with database.writing() as session:
            shipped = definitions.newest(session, self.procedure, FAR_FUTURE)
            assert shipped is not None
            definitions.save(
                session,
                parts=self.parts,
                key=edition.key,
                code=edition.definition.code,
                titles=edition.definition.titles,
                circumstances=definitions.Circumstances(
                    author=SYSTEM,  # no owner's, so that a scenario which chooses a setting may publish over it
                    reason="something was changed",
                    effective_from=shipped.effective_from,
                    published_at=shipped.effective_from,
                ),
            )
        database.close()

    def lot(self) -> Ground:
        return self

    def clear(self) -> None:
        """Everything lies in the folder."""


def passes(procedure: str, scenario: Scenario, parts: Parts) -> bool:
    """Whether the scenario finds in the procedure as changed all that it says."""
    with _folder() as folder:
        return _runs(scenario, folder, Changed(procedure, parts))


@cache
def as_shipped(procedure: str, scenario: Scenario) -> Told:
    """What the scenario does where the procedure as shipped is put in as a changed one is."""
    ground = Changed(procedure, known(procedure)[0])
    began = time.perf_counter()
    with _folder() as folder:
        passed = _runs(scenario, folder, ground)
        seconds = time.perf_counter() - began
        return Told(passed, seconds, _said(ground.url))


def _runs(scenario: Scenario, folder: Path, ground: Changed) -> bool:
    made: dict[str, Any] = {"tmp_path": folder, "ground": ground, **scenario.case}
    try:
        with _hurried(), _ended():
            names = inspect.signature(scenario.function).parameters
            scenario.function(**{name: _value(scenario, name, made) for name in names})
    except GateClosed:  # it wanted to publish a version of its own: that is the gate's word and not the scenario's
        return True
    except (Exception, pytest.fail.Exception, Endless):  # whatever goes wrong is what the scenario noticed
        return False
    finally:
        for one in made.values():
            if isinstance(one, Office):
                one.here.close()
    return True


def _value(scenario: Scenario, name: str, made: dict[str, Any]) -> Any:
    """What the fixture of this name makes; what it does after the test, the proofs among it, is left out."""
    if name not in made:
        function = _fixture(scenario, name)
        assert function is not None, name
        needed = {other: _value(scenario, other, made) for other in inspect.signature(function).parameters}
        value = function(**needed)
        made[name] = next(value) if inspect.isgenerator(value) else value
    return made[name]


@contextmanager
def _folder() -> Iterator[Path]:
    memory = Path("/dev/shm")  # noqa: S108  what is written there need not outlive the scenario
    with tempfile.TemporaryDirectory(prefix="scenario-", dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@contextmanager
def _hurried() -> Iterator[None]:
    """Offices do not prove after every step that restored is live, nor at the end: other tests are for that."""
    proofs = ("_restored_is_live", "holds_together")
    kept = {name: getattr(Office, name) for name in proofs}
    for name in proofs:
        setattr(Office, name, lambda self: None)
    try:
        yield
    finally:
        for name, proof in kept.items():
            setattr(Office, name, proof)


@contextmanager
def _ended() -> Iterator[None]:
    """What goes on for ever is stopped."""

    def stop(*_: Any) -> None:
        raise Endless

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _said(url: str) -> Mapping[str, int]:
    """The words in the histories of all cases: ids of steps, forms, tables, rules, templates, registers, settings."""
    if not url:
        return {}
    database = Database.open(url)
    with database.reading() as session:
        rows = [row for case in instances.listed(session) for row in history.rows(session, case.id)]
        text = "".join(canonical.text_of(row.steps).decode() for row in rows)
    database.close()
    return Counter(_WORD.findall(text.replace('\\"', '"')))


# ------------------------------------------------------------------------------------------- which is the likeliest


def likeliest(procedure: str, elements: tuple[Element, ...]) -> tuple[Scenario, ...]:
    """All, those that speak most of what was changed first; of two that do, the shorter one."""
    words = [word for one in elements for word in spoken(procedure, one)]
    ranked = [
        (-sum(word in text for word in words), len(text), number, scenario)
        for number, scenario in enumerate(scenarios(procedure))
        for text in (written(scenario),)
    ]
    return tuple(scenario for *_, scenario in sorted(ranked, key=lambda one: one[:3]))


def spoken(procedure: str, element: Element) -> tuple[str, ...]:
    """How a scenario speaks of an element."""
    if element.sort is Sort.NODE:
        return (f'"{element.id}"',)
    if element.sort is Sort.NOTICE:
        parts, _ = known(procedure)
        subject = parts[f"notices/{element.id}.txt"].decode().partition("\n")[0].partition(":")[2]
        return tuple(piece.strip() for piece in re.split(r"\{[^}]*\}:?", subject) if len(piece.strip()) > 8)
    if element.sort is Sort.DOCUMENT:
        return (f'"{element.id}"', "printed", "/paper", "documents()")
    if element.sort is Sort.QUESTION:
        return (element.id.rpartition(".")[2], f'"{element.home}"')
    return (element.id.rpartition(".")[2],)


@cache
def written(scenario: Scenario) -> str:
    """The scenario's own text with that of the constants that it names."""
    own = own_text(scenario)
    constants = (_quoted(value) for name, value in vars(scenario.module).items() if name.isupper() and name in own)
    return own + "".join(constants)


@cache
def own_text(scenario: Scenario) -> str:
    """The scenario's text with its case, and that of the helpers that it calls."""
    source = inspect.getsource(scenario.function)
    text = source[source.index("def ") :] + _quoted(scenario.case)  # a table of cases tells of all of them
    helpers = {
        name: function
        for place in (scenario.module, Office, scenario.driver)
        for name, function in vars(place).items()
        if inspect.isfunction(function) and not name.startswith("test_")
    }
    for _ in range(2):
        text += "".join(
            inspect.getsource(function)
            for name, function in helpers.items()
            if f"{name}(" in text and f"def {name}(" not in text
        )
    return text


def _quoted(value: object) -> str:
    return repr(value).replace("'", '"')
