"""A program with a token, whose every answer is held against the description of the API."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.service.api.contract import Contract
from tests.service.driver import APPLICATION


class Program:
    """A program with a token."""

    def __init__(self, app: Flask, contract: Contract, token: str) -> None:
        self._client = app.test_client()
        self._contract = contract
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.raw("GET", path, headers=_named(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.raw("POST", path, json=body, headers=_named(headers))

    def put(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.raw("PUT", path, json=body, headers=_named(headers))

    def raw(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = self._headers | more.pop("headers", {})
        answer = self._client.open(f"/api/v1{path}", method=method, headers=headers, buffered=True, **more)
        self._contract.check(method, answer.request.path, answer)
        return answer


def begun(programs: dict[str, Program]) -> dict[str, Any]:
    """A case of petrova's."""
    answer = programs["petrova"].post("/instances", {"procedure": "permit", "answers": APPLICATION})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return dict(answer.get_json())


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
