"""The description is a valid OpenAPI 3.1 document, and says of every operation what a stranger has to know."""

from __future__ import annotations

import re
from typing import Any

import pytest
from openapi_spec_validator import validate

from service.api import describing
from tests.service.api.conftest import described
from tests.service.api.contract import Contract

OPERATIONS = described().operations()
NAMED = [f"{method} {address}" for method, address, _ in OPERATIONS]


def test_the_description_is_valid(contract: Contract) -> None:
    assert contract.described["openapi"] == "3.1.0"
    validate(contract.described)


@pytest.mark.parametrize(("method", "address", "operation"), OPERATIONS, ids=NAMED)
def test_an_operation_says_what_it_does_for_whom_and_what_may_go_wrong(
    contract: Contract, method: str, address: str, operation: dict[str, Any]
) -> None:
    assert len(operation["summary"]) > 10 and "\n" not in operation["summary"]
    assert "Rights:" in operation["description"]
    for status in describing.ALWAYS:
        assert str(status) in operation["responses"]
    for status, answer in operation["responses"].items():
        if int(status) < 400:
            continue
        problem = contract.described["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        assert list(problem["content"]) == ["application/problem+json"]
    if "{" in address:
        assert "404" in operation["responses"]


@pytest.mark.parametrize(("method", "address", "operation"), OPERATIONS, ids=NAMED)
def test_examples_are_what_the_schemas_say(
    contract: Contract, method: str, address: str, operation: dict[str, Any]
) -> None:
    told = [operation["requestBody"]] if "requestBody" in operation and address != "/api/v1/attachments" else []
    told += [answer for status, answer in operation["responses"].items() if status.startswith("2")]

    for one in told:
        for content in one["content"].values():
            assert "example" in content
            assert contract.fits(content["schema"], content["example"]) == []


@pytest.mark.parametrize(("method", "address", "operation"), OPERATIONS, ids=NAMED)
def test_every_post_takes_an_idempotency_key(method: str, address: str, operation: dict[str, Any]) -> None:
    named = {parameter["name"] for parameter in operation.get("parameters", ())}

    assert ("Idempotency-Key" in named) == (method == "post")


def test_every_part_of_an_address_is_described(contract: Contract) -> None:
    for address, operations in contract.described["paths"].items():
        parts = set(re.findall(r"\{(\w+)\}", address))
        told = {one["name"]: one for one in operations.get("parameters", ())}

        assert set(told) == parts
        assert all(one["description"] and one["example"] for one in told.values())
