"""What no test may miss: errors in a page, requests that leave the site, breaches of our own policy."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

REPORT_POLICY = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""


class Guard:
    """Listens to every browser context of a test."""

    def __init__(self, site: str) -> None:
        self.site = urlsplit(site).netloc
        self.wrong: list[str] = []
        self._expected: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT_POLICY)
        context.on("weberror", self._failed)
        context.on("console", self._said)
        context.on("request", self._asked)

    def expect(self, *texts: str) -> None:
        """The test provokes this: the browser reports every answer of 400 and above, and every failed request."""
        self._expected.extend(texts)

    def unexpected(self) -> list[str]:
        return [line for line in self.wrong if not any(text in line for text in self._expected)]

    def _failed(self, error: WebError) -> None:
        self.wrong.append(f"page error: {error.error}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self.site:
            self.wrong.append(f"leaves the site: {request.url}")
