"""axe-core on the page as it stands; the file is vendored, so that nothing is fetched.

A page built like one that was found right (the same elements, classes and roles; other words, a third row of the same
kind) is not looked at again: axe takes a good part of a second, and people come to the same pages over and over.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"

ALLOWED: dict[str, str] = {}
"""Rule -> why it may be broken.  Empty, and meant to stay so for pages of our own."""

BUILT = """() => {
  const SAYS = ["class", "role", "type", "lang", "hidden", "open", "disabled", "checked", "scope", "tabindex"];
  const built = (element) => {
    const attributes = [...element.attributes].map(({ name, value }) =>
      name + (SAYS.includes(name) ? "=" + value : value.trim() ? "" : "=nothing")).sort();
    const times = new Map();
    const inside = [];
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE && child.data.trim()) inside.push("text");
      if (child.nodeType !== Node.ELEMENT_NODE) continue;
      const one = built(child);
      times.set(one, (times.get(one) || 0) + 1);
      if (times.get(one) <= 2) inside.push(one);
    }
    return `<${element.localName} ${attributes.join(" ")}>${inside.join("")}</>`;
  };
  return [innerWidth, innerHeight, built(document.documentElement)].join(" ");
}"""
"""How the page is built: two of a kind are like many, since two can be mistaken for one another."""

_RIGHT: set[str] = set()
"""Digests of how pages are built in which nothing was broken."""

RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.target.join(" ") + " — " + node.failureSummary) }));
}"""


def source() -> str:
    """The script; fails when the file is not the one that its table names."""
    content = AXE.read_bytes()
    assert hashlib.sha256(content).hexdigest() == SHA256, f"{AXE} is not axe-core 4.14.1 as vendored"
    return content.decode("utf-8")


def check(page: Page, script: str) -> None:
    """No rule of axe is broken on this page; fails with rule and element.  Scripts of the page cannot do this: policy."""
    built = hashlib.sha256(page.evaluate(BUILT).encode()).hexdigest()
    if built in _RIGHT:
        return
    if not page.evaluate("() => typeof axe === 'object'"):
        page.evaluate(script)
    broken = [one for one in page.evaluate(RUN) if one["id"] not in ALLOWED]
    assert broken == [], f"{page.url}\n{json.dumps(broken, ensure_ascii=False, indent=1)}"
    _RIGHT.add(built)
