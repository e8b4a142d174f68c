"""The island's sources: what a machine can hold without a browser, and a build that gives the same bytes twice."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import SpiffWorkflow
from lxml import etree

ISLANDS = Path(__file__).parents[2] / "service" / "islands"
MODELER = ISLANDS / "src" / "modeler"
SPIFF = Path(SpiffWorkflow.__file__).parent / "spiff" / "parser"
XSD = "{http://www.w3.org/2001/XMLSchema}"


def test_the_descriptor_names_every_tag_and_attribute_of_spiffworkflows_schema() -> None:
    descriptor = (MODELER / "descriptor.js").read_text("utf-8")
    schema = etree.parse(SPIFF / "schema" / "spiffworkflow.xsd")
    tags = {str(one.get("name")) for one in schema.iter(f"{XSD}element")}
    attributes = {str(one.get("name")) for one in schema.iter(f"{XSD}attribute")}

    assert {"properties", "property", "calledDecisionId", "retry"} <= tags
    assert {tag for tag in tags if f'"{tag[0].upper()}{tag[1:]}"' not in descriptor} == set()
    assert {name for name in attributes if f'attribute("{name}"' not in descriptor} == set()


def test_the_descriptor_names_every_tag_that_spiffworkflows_parser_asks_for() -> None:
    descriptor = (MODELER / "descriptor.js").read_text("utf-8")
    source = "".join(path.read_text("utf-8") for path in SPIFF.glob("*.py"))
    asked = set(re.findall(r"spiffworkflow:(\w+)", source))
    asked |= set(re.findall(r"""(?:extensions\.get\(|name == |_by_tag_name\(\w+, )['"](\w+)['"]""", source))

    assert {"taskMetadataValues", "preScript", "messagePayload", "propertyId"} <= asked
    assert {tag for tag in asked if tag.lower() not in descriptor.lower()} == set()


def test_the_lock_file_names_no_place_to_download_from_and_exact_versions() -> None:
    lock = (ISLANDS / "package-lock.json").read_text("utf-8")
    wanted = json.loads((ISLANDS / "package.json").read_text("utf-8"))

    assert "http" not in re.sub(r'"(?:url|license)": "[^"]*"', "", lock)
    assert all(
        re.fullmatch(r"\d+\.\d+\.\d+", one) for one in {**wanted["dependencies"], **wanted["devDependencies"]}.values()
    )
    assert "ignore-scripts=true" in (ISLANDS / ".npmrc").read_text("utf-8")


def test_every_text_of_ours_is_there_in_both_languages_and_is_used() -> None:
    words = (MODELER / "words.js").read_text("utf-8")
    sources = "".join(path.read_text("utf-8") for path in MODELER.rglob("*.js"))
    known = set(re.findall(r'^  "([\w.:]+)": \[', words, re.M))
    asked = set(re.findall(r'say\("([\w.:]+)"', sources)) | set(re.findall(r'\.(?:say|again)\("([\w.:]+)"', sources))
    made = ("kind.", "panel.", "severity.")

    assert asked - known == set()
    assert {key for key in known if key not in asked and not key.startswith(made)} == set()


def test_two_builds_are_equal_byte_for_byte(tmp_path: Path) -> None:
    if shutil.which("node") is None or not (ISLANDS / "node_modules").is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("the island cannot be built: make islands")
        pytest.skip("the island cannot be built: make islands")
    for name in ("one", "two"):
        subprocess.run(["node", "build.mjs", str(tmp_path / name)], cwd=ISLANDS, check=True, capture_output=True)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))

    assert one == two
    assert "manifest.json" in one and "bpmn.io" in one["LICENSES.txt"].decode("utf-8")
