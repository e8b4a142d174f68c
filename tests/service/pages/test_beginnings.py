"""How cases begin, in words: on the page of a version, and in the history of a case that began by itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from service.operations import publish, send_message
from tests.service import orders
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor

Visit = Callable[[str], Visitor]

STARTS = (
    ("S", "", {"role": "clerk"}),
    ("M", orders.message(), {"key": "number"}),
    ("T", orders.cycle("R/P1M"), {}),
    ("D", orders.cycle("2026-03-05T12:00:00+03:00", "timeDate"), {}),
    ("F", orders.cycle('if settings.season = 1 then "R3/P1Y" else "R/P1D"'), {}),
)


@pytest.fixture
def procedure(office: Office, app: Flask) -> None:
    publish.publish_parts(office.here, orders.parts(*STARTS))


def rows(visitor: Visitor) -> list[str]:
    """The lines of the table, without their marks."""
    table = visitor.text.partition("Как начинается дело")[2].partition("</table>")[0]
    lines = re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    return [" | ".join(re.sub(r"<[^>]+>", "\t", line).replace("\u00a0", " ").split("\t")) for line in lines]


def said(lines: list[str], start: str) -> str:
    return next(" ".join(line.replace("|", " ").split()) for line in lines if f"Начало {start}" in line)


@pytest.mark.usefixtures("procedure")
def test_a_version_says_how_its_cases_begin_and_when_next(visit: Visit) -> None:
    owner = visit("admin")
    owner.get("/definitions/orders")
    lines = rows(owner)

    assert said(lines, "S").endswith("начинает человек: Специалист —")
    assert said(lines, "M").endswith("по сообщению «ordered», ключ: number —")
    assert said(lines, "T").endswith("по сроку: каждый месяц 2 апреля, 10:00")
    assert "по сроку 05.03.2026 12:00" in said(lines, "D")
    assert "по сроку: каждый год, всего 3 раза (вычислено: if settings.season" in said(lines, "F")


@pytest.mark.usefixtures("procedure")
def test_what_is_over_and_what_an_older_version_said_begin_no_more(office: Office, visit: Visit) -> None:
    office.wait(days=4)
    owner = visit("admin")
    owner.get("/definitions/orders")
    assert said(rows(owner), "D").endswith("больше не начинается")

    publish.publish_parts(office.here, orders.parts(*STARTS, note="# another text\n"))
    owner.get("/definitions/orders/versions/1")
    assert said(rows(owner), "T").endswith("каждый месяц —")


@pytest.mark.usefixtures("procedure")
def test_the_history_says_why_a_case_began(office: Office, visit: Visit) -> None:
    send_message.send(office.here, office.who("admin"), name="ordered", key="7", payload={"number": "7"})
    office.settle()
    office.wait(days=5, jump=True)
    clerk = visit("ivanov")

    clerk.get("/instances/ЗАК-2026-0001")
    assert "Дело ЗАК-2026-0001 начато по сообщению «ordered», ключ «7»" in clerk.text

    clerk.get("/instances/ЗАК-2026-0002")
    assert "Дело ЗАК-2026-0002 начато по сроку 05.03.2026 12:00 (замечено через 1\u00a0день)" in clerk.text
    assert clerk.get("/instances/ЗАК-2026-0002/history").status_code == 200
    assert "начато по сроку 05.03.2026 12:00" in clerk.text
