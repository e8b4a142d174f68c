"""A person at a browser, in the words of the pages.  Every page that he comes to is checked with axe."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Error, Locator, Page, expect

from service.plays import sheet
from tests.browser.centre import PASSWORD


class Person:
    """Uses labels and names as a person reads them; `look` is called on each page."""

    def __init__(self, page: Page, look: Callable[[Page], None]) -> None:
        self.page = page
        self._look = look

    # ------------------------------------------------------------------ going about

    def opens(self, address: str) -> Person:
        self.page.goto(address)
        return self.looks()

    def signs_in(self, login: str) -> Person:
        self.opens("/sign-in")
        self.enters(login)
        return self

    def enters(self, login: str, password: str = PASSWORD) -> Person:
        """Fills in the form of the sign-in page."""
        self.page.fill("#login", login)
        self.page.fill("#password", password)
        self.page.locator("main form button.primary").click()
        return self.looks()

    def follows(self, name: str) -> Person:
        """The first link of this name in the page's content."""
        self.page.locator("main").get_by_role("link", name=name).first.click()
        return self.looks()

    def presses(self, name: str) -> Person:
        self.page.locator("main").get_by_role("button", name=exactly(name)).click()
        return self.looks()

    def looks(self) -> Person:
        """At the page as it stands; one that is left meanwhile is not looked at, but the one that comes."""
        while not self._looked():
            self.page.wait_for_timeout(100)
        return self

    def _looked(self) -> bool:
        self.page.wait_for_load_state()
        try:
            self._look(self.page)
        except Error as error:
            if "navigation" not in error.message:
                raise
            return False
        return True

    # ------------------------------------------------------------------ filling in

    def writes(self, **texts: str) -> Person:
        """Texts, numbers and days by the path of their field."""
        for path, text in texts.items():
            self.field(path).locator("input:not([type=file]), textarea").fill(text)
        return self

    def picks(self, **values: str) -> Person:
        """Options of select boxes by the text that they show."""
        for path, text in values.items():
            self.field(path).locator("select").select_option(label=text)
        return self

    def chooses(self, **answers: str) -> Person:
        """One of several buttons by its text."""
        for path, text in answers.items():
            self.field(path).get_by_label(text, exact=True).check()
        return self

    def ticks(self, *paths: str) -> Person:
        for path in paths:
            self.field(path).locator("input[type=checkbox]").check()
        return self

    def gives(self, *paths: str, name: str = "{path}.pdf", content: bytes | None = None) -> Person:
        """Picks a file for each field and waits until it is uploaded."""
        for path in paths:
            called = name.format(path=path)
            self.offers_file(path, called, content if content is not None else sheet(called))
            expect(self.field(path).locator(".field-files li")).to_have_text(called)
        return self

    def offers_file(self, path: str, name: str, content: bytes) -> Person:
        """Picks a file, whatever comes of it."""
        file: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.field(path).locator("input[type=file]").set_input_files(file)
        return self

    def field(self, path: str) -> Locator:
        return self.page.locator(f'.field[data-path="{path}"]')

    # ------------------------------------------------------------------ reading

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def sees(self, *texts: str) -> Person:
        """Somewhere in the content of the page, without opening anything."""
        for text in texts:
            expect(self.page.locator("main").get_by_text(text).locator("visible=true").first).to_be_visible()
        return self

    def is_told(self, text: str) -> Person:
        """What the page says at its top after a click."""
        expect(self.page.locator("main .message[role=status]")).to_contain_text(text)
        return self


def exactly(name: str) -> re.Pattern[str]:
    """A button's name without the key that it may show."""
    return re.compile(rf"^\s*{re.escape(name)}\s*$")
