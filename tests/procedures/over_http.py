"""The people of the accreditation at their programs: everything that they do and see goes over HTTP.

The words are those of `Holder`; every answer of the service is held against the description of the API.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pypdf import PdfReader

from service import plays
from service.app import create_app
from service.operations import people
from service.outcome import Outcome
from service.refs import task_ref
from storage.models import Task
from tests.prepared import Ground
from tests.procedures.holder import Holder
from tests.service.api.conftest import described
from tests.service.api.program import Program
from tests.service.pages.visitor import Visitor


class OverHttp(Holder):
    """The Partnership and its holder, each with a program and a browser of his own."""

    def __init__(self, folder: Path, ground: Ground, at: str) -> None:
        super().__init__(folder, ground, at)
        self.here.close()
        self.config = replace(self.config, api_rate=1_000_000, virtual_clock=True)
        self.here = self._opened()
        self.app = create_app(self.here)
        self._programs: dict[str, Program] = {}

    def program(self, by: str) -> Program:
        """The program of this person."""
        if by not in self._programs:
            self._programs[by] = Program(self.app, described(), people.token(self.here, by, name="five years"))
        return self._programs[by]

    # ------------------------------------------------------------------ what people do

    def until(self, moment: str, *, jump: bool = False) -> None:
        """Let time pass, as `POST /clock` does."""
        body = {"to": self.moment(moment).isoformat(), "jump": jump}
        answer = self.program("admin").post("/clock", body)
        assert answer.status_code == 200, answer.get_data(as_text=True)

    def complete(self, task: Task, by: str, **answers: Any) -> Outcome:
        self._complete(task_ref(task.instance_id, task.task), by, answers)
        return None  # type: ignore[return-value]  # nobody looks at it here

    def _step(self, element: str, by: str, answers: Mapping[str, Any]) -> Outcome:
        given = self._filed(by, answers)
        if self.player.instance_id is None:
            body = {"procedure": self.procedure, "start": element, "answers": given}
            answer = self.program(by).post("/instances", body)
            assert answer.status_code == 201, answer.get_data(as_text=True)
            self.turn_to_case(int(answer.get_json()["instance"]))
        else:
            self._complete(self.ref(element, by), by, given)
        self._settle()
        return None  # type: ignore[return-value]

    def _complete(self, ref: str, by: str, answers: Mapping[str, Any]) -> None:
        program = self.program(by)
        opened = program.get(f"/tasks/{ref}")
        given = _looked_at(opened.get_json()["answers"], answers)
        answer = program.post(f"/tasks/{ref}/complete", {"answers": given}, If_Match=opened.headers["ETag"])
        assert answer.status_code == 200, answer.get_data(as_text=True)

    def _filed(self, by: str, value: Any) -> Any:
        """The answers with each `{file: name}` uploaded."""
        if isinstance(value, Mapping):
            if set(value) == {"file"}:
                file = (io.BytesIO(plays.example(str(value["file"]))), str(value["file"]))
                answer = self.program(by).raw("POST", "/attachments", data={"file": file})
                return {name: given for name, given in answer.get_json().items() if name != "media_type"}
            return {name: self._filed(by, one) for name, one in value.items()}
        return [self._filed(by, one) for one in value] if isinstance(value, list) else value

    def _settle(self) -> None:
        """What follows from a step is done: letters, papers, messages."""
        self.until(self.clock.now().astimezone(self.config.zone).replace(tzinfo=None).isoformat())

    # ------------------------------------------------------------------ what they see

    def seen(self, element: str, by: str) -> Any:
        return self._opened_task(self.ref(element, by), by)

    def view(self, task: Task, by: str) -> Any:
        return self._opened_task(task_ref(task.instance_id, task.task), by)

    def _opened_task(self, ref: str, by: str) -> SimpleNamespace:
        return SimpleNamespace(answers=self.program(by).get(f"/tasks/{ref}").get_json()["answers"])

    def ref(self, element: str, by: str) -> str:
        """The task of this element that waits for the person."""
        listed = self.program(by).get(f"/tasks?instance={self.case}").get_json()["items"]
        found = [one["id"] for one in listed if one["element"] == element]
        assert found, f"{element} does not wait for {by}, but {[one['element'] for one in listed]}"
        return str(found[0])

    def row(self, number: str = "АС-2026-0001", register: str = "R-ACC-CERTS") -> Any:
        answer = self.program(self.clerk).get(f"/registers/{register}/{number}")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return SimpleNamespace(**answer.get_json())

    def rows(self, register: str) -> list[Any]:
        listed = self.program(self.clerk).get(f"/registers/{register}?limit=200").get_json()["items"]
        return [SimpleNamespace(**one) for one in listed]

    def data(self, by: str | None = None) -> dict[str, Any]:
        return dict(self._instance(by)["data"])

    def ended_as(self) -> str:
        end = self._instance()["end_element"]
        assert end is not None, f"case {self.case} has not ended"
        return self.edition.definition.node(end).name

    def printed(self, template: str) -> str:
        papers = [one for one in self._instance()["documents"] if one["template"] == template]
        content = self.program(self.clerk).get(f"/documents/{papers[-1]['id']}").get_data()
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def cases(self, process: str) -> list[int]:
        listed = self.program(self.head).get(f"/instances?procedure={self.procedure}&limit=200").get_json()["items"]
        return sorted(int(one["id"]) for one in listed if one["process"] == process)

    def public(self, number: str) -> str:
        """What anybody reads of the certificate, by the address in its QR code."""
        stranger = Visitor(self.app)
        assert stranger.get(f"/registers/R-ACC-CERTS/{number}").status_code == 200
        return stranger.text

    def _instance(self, by: str | None = None) -> dict[str, Any]:
        return dict(self.program(by or self.head).get(f"/instances/{self.case}").get_json())


def _looked_at(opened: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of somebody who has looked at what he signs, as the form opened with it."""
    given = dict(answers)
    for name, value in answers.items():
        if isinstance(value, Mapping) and isinstance(opened.get(name), Mapping):
            given[name] = {**opened[name], **value}
    return given
