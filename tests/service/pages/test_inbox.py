"""What the inbox says beyond its groups: whom a case is about, and to heads, which terms have passed."""

from __future__ import annotations

from collections.abc import Callable

from storage import journal
from tests.service.driver import GOOD, Office
from tests.service.pages.visitor import Visitor

Visit = Callable[[str], Visitor]

PETROVA = "Петрова\u00a0А.\u00a0С."


def test_rows_name_whom_the_case_is_about(office: Office, visit: Visit) -> None:
    office.apply()
    ivanov = visit("ivanov")

    for page in ("/inbox", "/instances"):
        ivanov.get(page)
        assert PETROVA in ivanov.text


def test_naming_people_costs_as_much_for_many_rows_as_for_one(office: Office, visit: Visit) -> None:
    ivanov = visit("ivanov")
    office.apply()
    with office.statements() as for_one:
        ivanov.get("/inbox")
    for _ in range(5):
        office.apply()

    with office.statements() as for_six:
        ivanov.get("/inbox")

    assert len(for_six) == len(for_one)


def late(office: Office) -> None:
    """A case whose ten days have passed: the head is told of the drawn term and of the task."""
    office.apply()
    office.wait(days=11)


def alerts_of(visitor: Visitor) -> list[str]:
    visitor.get("/inbox")
    return [part.partition('"')[0] for part in visitor.text.split('name="alert" value="')[1:]]


def test_a_head_is_told_which_step_of_whose_case_is_late_and_how_much(office: Office, visit: Visit) -> None:
    late(office)
    sidorov = visit("sidorov")

    sidorov.get("/inbox")

    told = sidorov.text.partition('class="tabs"')[0]
    assert "Сроки прошли" in told
    assert "Проверить заявку: Десять дней" in told
    assert "ПРО-2026-0001" in told
    assert PETROVA in told
    assert "просрочено на 1\u00a0день" in told


def test_an_alert_that_was_seen_is_gone_and_stands_in_the_journal(office: Office, visit: Visit) -> None:
    late(office)
    sidorov = visit("sidorov")
    first, *others = alerts_of(sidorov)

    sidorov.follow(sidorov.post("/inbox/alerts/seen", alert=first))

    assert "Отмечено" in sidorov.text
    assert alerts_of(sidorov) == others
    with office.here.database.reading() as session:
        (entry,) = journal.entries(session, kind="alert.seen")
    assert (entry.actor, entry.subject) == (office.who("sidorov").id, "instance:1")


def test_seeing_it_twice_is_recorded_once(office: Office, visit: Visit) -> None:
    late(office)
    sidorov = visit("sidorov")
    first = alerts_of(sidorov)[0]

    for _ in range(2):
        sidorov.post("/inbox/alerts/seen", alert=first)

    with office.here.database.reading() as session:
        assert len(journal.entries(session, kind="alert.seen")) == 1


def test_an_alert_is_seen_by_its_head_alone(office: Office, visit: Visit) -> None:
    late(office)
    before = alerts_of(visit("sidorov"))

    for login in ("ivanov", "petrova", "stranger", "admin"):
        visitor = visit(login)
        visitor.get("/cabinet")
        assert visitor.post("/inbox/alerts/seen", alert=before[0]).status_code in (403, 404)

    assert alerts_of(visit("sidorov")) == before


def test_of_a_step_that_is_done_by_now_the_head_is_told_so(office: Office, visit: Visit) -> None:
    late(office)
    office.do("ivanov", office.ref("ivanov", "Проверить заявку"), GOOD)
    sidorov = visit("sidorov")

    named = alerts_of(sidorov)
    told = sidorov.text.partition('class="tabs"')[0]
    assert "Срок прошёл, но шаг уже позади" in told
    assert "выполнено" in told
    assert "просрочено" not in told
    sidorov.post("/inbox/alerts/seen", {"alert": named})

    assert alerts_of(sidorov) == []


def test_what_is_no_alert_changes_nothing(visit: Visit) -> None:
    sidorov = visit("sidorov")
    sidorov.get("/inbox")

    assert sidorov.post("/inbox/alerts/seen", alert="x").status_code == 302
    assert sidorov.post("/inbox/alerts/seen", alert="9-9-9").status_code == 404
