"""A case's diagrams with its marks: one picture for every process that the case has been in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from processes import drawing, layout, model
from processes.drawing import Marks
from processes.model.elements import Diagram
from service.history.marks import Standing
from service.published import Edition


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawn process; the SVG is made of escaped text only."""

    process: str
    title: str
    svg: Markup


def drawn(
    edition: Edition,
    place: Standing,
    *,
    language: str,
    overdue: frozenset[str] = frozenset(),
    chosen: str | None = None,
) -> tuple[Picture, ...]:
    """The processes in which something has happened, the main one first; `chosen` is a node to point at."""
    definition = edition.definition
    marks = Marks(
        done=place.done(),
        current=place.now(),
        flows=frozenset(place.flows),
        overdue=overdue,
        classes={chosen: ("chosen",)} if chosen else {},
    )
    touched = {definition.process_of(id_).id for id_ in (*place.done(), *place.now()) if id_ in definition.nodes}
    order = sorted(touched or {definition.main}, key=[definition.main, *definition.processes].index)
    return tuple(_picture(edition, process, marks, language) for process in order)


def bare(edition: Edition, process: str, language: str) -> Picture:
    """One process without any marks."""
    return _picture(edition, process, Marks(), language)


def chosen(edition: Edition, process: str, element: str, language: str) -> Picture:
    """One process with a node to point at."""
    return _picture(edition, process, Marks(classes={element: ("chosen",)}), language)


def _picture(edition: Edition, process: str, marks: Marks, language: str) -> Picture:
    title = edition.definition.processes[process].name or process
    links: Mapping[str, str] = {}
    svg = drawing.svg(_placed(edition, process), process, marks, links=links, title=title, language=language)
    return Picture(process=process, title=title, svg=Markup(svg))  # noqa: S704  drawing escapes every text


def _placed(edition: Edition, process: str) -> Diagram:
    """The diagram of a process with coordinates: its own, or those that we lay out for a file without any."""
    name, diagram = next(
        (name, diagram) for name, diagram in edition.definition.diagrams.items() if process in diagram.processes
    )
    return diagram if diagram.picture.shapes else _laid_out(edition.parts[name])


@lru_cache(maxsize=32)
def _laid_out(content: bytes) -> Diagram:
    return model.read(layout.lay_out(content))
