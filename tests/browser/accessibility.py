"""axe-core on the page as it stands; the file is vendored, so that nothing is fetched."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"

ALLOWED: dict[str, str] = {}
"""Rule -> why it may be broken.  Empty, and meant to stay so for pages of our own."""

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
    if not page.evaluate("() => typeof axe === 'object'"):
        page.evaluate(script)
    broken = [one for one in page.evaluate(RUN) if one["id"] not in ALLOWED]
    assert broken == [], f"{page.url}\n{json.dumps(broken, ensure_ascii=False, indent=1)}"
