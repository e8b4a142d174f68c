"""Holds every answer against the description that the service gives of itself."""

from __future__ import annotations

import re
from typing import Any

from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse


class Contract:
    """The description, ready to be held against answers."""

    def __init__(self, described: dict[str, Any]) -> None:
        self.described = described
        self._addresses = [(_pattern(address), operations) for address, operations in described["paths"].items()]

    def check(self, method: str, path: str, answer: TestResponse) -> None:
        """The status is described for the operation, and so are the answer's kind, headers and body."""
        operation = self._operation(method, path)
        if operation is None:
            assert answer.status_code in (401, 403, 404, 405, 429), (
                f"{method} {path} is not described, yet {answer.status}"
            )
            self._fits({"$ref": "#/components/schemas/ProblemAnswer"}, answer)
            return
        described = operation["responses"].get(str(answer.status_code))
        assert described is not None, (
            f"{method} {path} may not answer {answer.status}: {answer.get_data(as_text=True)[:300]}"
        )
        described = self._resolved(described)
        for name, header in described.get("headers", {}).items():
            if name in ("Retry-After", "WWW-Authenticate") or header.get("required"):
                assert name in answer.headers, f"{method} {path} {answer.status} lacks {name}"
        if "content" not in described:
            assert not answer.data
            return
        content = described["content"].get(answer.mimetype) or described["content"].get("*/*")
        assert content is not None, f"{method} {path} may not answer {answer.mimetype}"
        if answer.mimetype.endswith("json"):
            self._fits(content["schema"], answer)

    def fits(self, schema: dict[str, Any], body: Any) -> list[str]:
        """Why the body is not what the schema says; nothing if it is."""
        whole = {**schema, "components": self.described["components"]}
        return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole).iter_errors(body)]

    def operations(self) -> list[tuple[str, str, dict[str, Any]]]:
        """(method, address, operation) of all of them."""
        return [
            (method, address, operation)
            for address, operations in self.described["paths"].items()
            for method, operation in operations.items()
            if method != "parameters"
        ]

    def _fits(self, schema: dict[str, Any], answer: TestResponse) -> None:
        wrong = self.fits(schema, answer.get_json())
        assert not wrong, f"{answer.request.method} {answer.request.path} {answer.status}: {wrong[:3]}"

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        for pattern, operations in self._addresses:
            if pattern.fullmatch(path):
                found: dict[str, Any] | None = operations.get(method.lower())
                return found
        return None

    def _resolved(self, described: dict[str, Any]) -> dict[str, Any]:
        name = described.get("$ref", "").rpartition("/")[2]
        found: dict[str, Any] = self.described["components"]["responses"][name] if name else described
        return found


def _pattern(address: str) -> re.Pattern[str]:
    """A file of a version stands in folders, all else between two strokes."""
    return re.compile(re.sub(r"\{\w+\}", "[^/]+", address.replace("{part}", ".+")))
