"""A person with a browser that runs no scripts: follows links, fills in forms, keeps cookies."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from storage import people

_TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')


class Visitor:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.last: TestResponse | None = None

    def sign_in(self, login: str) -> Visitor:
        """Through the form, password and all."""
        self.get("/sign-in")
        self.post("/sign-in", login=login, password="correct horse")
        return self

    def signed_in(self, login: str) -> Visitor:
        """As if signed in a while ago: checking passwords is slow on purpose."""
        here = self.client.application.extensions["poryadok"]
        with here.database.reading() as reading:
            person = people.by_login(reading, login)
            assert person is not None, f"{login} has no account"
            known = {"person": person.id, "stamp": person.stamp}
        with self.client.session_transaction() as session:
            session.update(known)
        return self

    def get(self, address: str, **more: Any) -> TestResponse:
        self.last = self.client.get(address, buffered=True, **more)
        return self.last

    def post(self, address: str, data: dict[str, Any] | None = None, **fields: Any) -> TestResponse:
        """A form of the page seen last, sent with its token."""
        token = _TOKEN.search(self.text) if self.last is not None else None
        body = {**({"_csrf_token": unescape(token.group(1))} if token else {}), **(data or {}), **fields}
        answer = self.client.post(address, data=body, buffered=True)
        if answer.status_code < 300 or answer.status_code >= 400:
            self.last = answer
        return answer

    def follow(self, answer: TestResponse) -> TestResponse:
        return self.get(answer.location)

    @property
    def text(self) -> str:
        assert self.last is not None, "no page was opened"
        return unescape(self.last.get_data(as_text=True))

    def value_of(self, name: str) -> str:
        """What stands in a field of the page seen last."""
        found = re.search(rf'name="{re.escape(name)}"[^>]*value="([^"]*)"', self.last.get_data(as_text=True))  # type: ignore[union-attr]  # a page was opened
        assert found, f"the page has no field {name}"
        return unescape(found.group(1))
