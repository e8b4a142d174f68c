"""The guards see what they are for: otherwise all other tests here prove less than they say."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.guard import Guard


@pytest.mark.parametrize(
    ("script", "said"),
    [
        pytest.param("setTimeout(() => { throw new Error('ouch') })", "page error: ", id="page-error"),
        pytest.param("console.error('ouch')", "console error: ouch", id="console"),
        pytest.param("fetch('http://127.0.0.1:9/away').catch(() => {})", "policy: connect-src", id="request-away"),
        pytest.param("document.body.setAttribute('style', 'color: red')", "policy: style-src-attr", id="style"),
        pytest.param("location.assign('http://127.0.0.1:9/away')", "leaves the site: ", id="navigation-away"),
    ],
)
def test_a_breach_is_noticed(visit: Visit, guard: Guard, script: str, said: str) -> None:
    page = visit().opens("/sign-in").page

    page.evaluate(script)
    page.wait_for_timeout(300)

    assert any(said in line for line in guard.wrong), guard.wrong
    guard.expect("")


def test_axe_finds_a_field_without_a_label(visit: Visit) -> None:
    person = visit().opens("/sign-in")

    person.page.evaluate("document.querySelector('main').append(document.createElement('input'))")

    with pytest.raises(AssertionError, match="label"):
        person.looks()
