"""Reading the JSON of a request: whatever it holds, it is read or refused, and never deep enough to hurt anybody after."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from http import HTTPStatus
from typing import Any, TypeVar

from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

from service.api import describing
from service.errors import Unfit

View = TypeVar("View", bound=Callable[..., Any])

DEEPEST = 50
"""Levels of lists and objects; no form of ours needs ten."""


class BodyParser(FlaskParser):
    """Refuses with 400 what Python's reader breaks off at, and what our own code would have to descend into."""

    def load_json(self, req: Any, schema: Any) -> Any:
        try:
            body = super().load_json(req, schema)
        except (ValueError, RecursionError) as error:  # more digits than Python reads; brackets without end
            raise BadRequest from error
        if _is_deeper(body, DEEPEST):
            raise BadRequest
        return body


class JsonBlueprint(Blueprint):
    """A blueprint whose bodies are read by us, and whose description says what each operation reads and refuses."""

    ARGUMENTS_PARSER = BodyParser()

    def add_url_rule(self, rule: str, *args: Any, **options: Any) -> None:
        """As the library's; parts of the address are described, and the noun is the tag."""
        described = {"parameters": describing.parts(rule), "tags": [rule.split("/")[1]]}
        super().add_url_rule(rule, *args, **options | described)

    def arguments(self, schema: Any, *, location: str = "json", **options: Any) -> Callable[[View], View]:
        """As the library's; whoever sends JSON may be told that it is broken, too big, or not JSON."""
        made = schema() if isinstance(schema, type) else schema  # once, not at each call
        read = super().arguments(made, location=location, **options)
        if location != "json":
            return read
        return lambda view: self.says(400, 413, 415)(read(view))

    def says(self, *statuses: int, reads: Iterable[describing.Header] = ()) -> Callable[[View], View]:
        """The statuses of problem+json that the operation gives besides those that any may, and the headers it reads."""
        headers = [dict(header) for header in reads]
        brought = {status for header in headers for status in describing.BRINGS[header["name"]]}

        def describe(view: View) -> View:
            for status in sorted({*statuses, *brought, *describing.ALWAYS}):
                view = self.alt_response(status, HTTPStatus(status).name)(view)
            noted: Any = view
            noted._apidoc.setdefault("arguments", {}).setdefault("parameters", []).extend(headers)
            return view

        return describe


def _is_deeper(value: Any, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def require_known(names: Iterable[str | None], known: Collection[str]) -> None:
    """Nothing, if a form has no other fields than these; raises Unfit.  A part of it need not even have a name."""
    unknown = sorted({(name or "")[:40] for name in names} - set(known))
    if unknown:
        told = ", ".join(name or "«»" for name in unknown)
        raise Unfit(f"Лишние поля: {told}", f"Unknown fields: {told}")
