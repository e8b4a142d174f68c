"""An owner of a procedure at the diagram editor."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import canonicalize

from lxml import etree
from playwright.sync_api import Locator, expect

from processes import model
from processes.model.names import BPMNDI
from service.operations import redesign
from service.operations.save_diagram import mark, replace_diagram
from tests.browser.centre import Centre
from tests.browser.person import Person

OWNER = "admin"
SAVED = re.compile(r"Сохранено в \d\d:\d\d")


class Drafter:
    """Opens diagrams of a procedure's redesign, in the words of the page."""

    def __init__(self, person: Person, centre: Centre, procedure: str) -> None:
        self.person = person
        self.page = person.page
        self.centre = centre
        self.procedure = procedure
        self.part = ""

    # ------------------------------------------------------------------ the file

    def kept(self, part: str | None = None) -> bytes:
        """The diagram as the service keeps it."""
        found = redesign.read(self.centre.here, self.centre.who(OWNER), self.procedure)
        return found.parts[part or self.part]

    def puts(self, part: str, content: bytes) -> Drafter:
        """As somebody else's upload would: the file takes the place of what was there."""
        before = self.kept(part)
        replace_diagram(self.centre.here, self.centre.who(OWNER), self.procedure, part, content, over=mark(before))
        return self

    def written(self) -> bytes:
        """The diagram as the editor would write it now."""
        with self.page.expect_download() as download:
            self.tool("download").click()
        path = download.value.path()
        return Path(path).read_bytes()

    # ------------------------------------------------------------------ the page

    def opens(self, part: str) -> Drafter:
        self.part = part
        self.page.goto(f"/definitions/{self.procedure}/edit/diagrams/{part}")
        self.page.wait_for_selector("html[data-ready]")
        return self

    def looks(self) -> Drafter:
        self.person.looks()
        return self

    def tool(self, name: str) -> Locator:
        return self.page.locator(f'[data-modeler="{name}"]')

    def chooses(self, element: str) -> Drafter:
        """A step, in the list."""
        self.step(element).click()
        expect(self.step(element)).to_have_attribute("aria-pressed", "true")
        return self

    def step(self, element: str) -> Locator:
        return self.page.locator(f'[data-step="{element}"]')

    def field(self, name: str) -> Locator:
        return self.page.locator(f'[data-modeler="panel"] [data-field="{name}"]')

    def writes(self, name: str, text: str) -> Drafter:
        self.field(name).fill(text)
        self.field(name).blur()
        return self

    def undoes(self) -> Drafter:
        self.tool("undo").click()
        return self

    def is_saved(self) -> Drafter:
        expect(self.tool("state")).to_have_text(SAVED)
        return self

    def finds(self, code: str) -> Locator:
        """A line of the list of findings."""
        return self.page.locator(f'.modeler-finding[data-code="{code}"]')

    def marked(self) -> list[str]:
        """The elements of the canvas that bear a mark."""
        marks = self.page.locator(".djs-overlay .modeler-mark:is(.error, .question)")
        return [str(marks.nth(at).get_attribute("data-element")) for at in range(marks.count())]

    def checked(self) -> dict[str, Any]:
        """What the service answers to the check that this page asks for."""
        with self.page.expect_response("**/check") as answer:
            self.page.reload()
            self.page.wait_for_selector("html[data-ready]")
        found: dict[str, Any] = json.loads(answer.value.text())
        return found


def properties(content: bytes, element: str) -> dict[str, str]:
    """The properties of an element of a diagram."""
    nodes = {id_: node for process in model.read(content).processes.values() for id_, node in process.nodes.items()}
    return dict(nodes[element].properties)


_STANDARD = {"cancelActivity": "true", "isInterrupting": "true", "isSequential": "false"}
"""Attributes whose value the standard gives anyway; the editor leaves them out."""


def meaning(content: bytes) -> str:
    """The file without its picture, canonical: prefixes, order of attributes and white space say nothing."""
    root = etree.fromstring(content, etree.XMLParser(remove_comments=True))
    for picture in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(picture)
    for element in root.iter(tag=etree.Element):
        for name, said_anyway in _STANDARD.items():
            if element.get(name) == said_anyway:
                del element.attrib[name]
    text = canonicalize(etree.tostring(root, encoding="unicode"), strip_text=True, rewrite_prefixes=True)
    return re.sub(r' xmlns:\w+="[^"]*"', "", text)


def picture(content: bytes) -> dict[str, Any]:
    """Where everything stands."""
    found = model.read(content).picture
    return {"shapes": dict(found.shapes), "edges": dict(found.edges), "labels": dict(found.labels)}
