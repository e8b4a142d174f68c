"""People outside come in: by registering, by a link, by paper that a clerk enters."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from service.plays import sheet
from storage import instances
from tests.browser.centre import PASSWORD, Centre
from tests.browser.conftest import Visit
from tests.browser.guard import Guard
from tests.browser.person import Person
from tests.service.driver import Post

NOVIKOVA = "novikova@example.org"
SCANS = ("scan_statement", "scan_education", "scan_training", "scan_experience")
QUALIFICATION = "Специалист по управлению персоналом"


def sent_to(post: Post, address: str, pattern: str) -> str:
    """What the latest letter to this address says in this place."""
    letter = next(one for one in reversed(post.delivered) if one["To"] == address)
    found = re.search(pattern, letter.get_content())
    assert found, letter.get_content()
    return found[1]


def signs_up(stranger: Person) -> None:
    stranger.opens("/sign-in").follows("Зарегистрироваться")
    stranger.writes(full_name="Новикова Ольга Ильинична", email=NOVIKOVA, phone="+7 900 123-45-67")
    stranger.ticks("agree_terms").page.fill("#_password", PASSWORD)
    stranger.presses("Зарегистрироваться")


def fills_in_the_application(person: Person, *, scripts: bool) -> None:
    person.picks(qualification=QUALIFICATION)
    person.writes(
        last_name="Новикова", first_name="Ольга", birth_date="12.04.1990", address="Москва, ул. Садовая, д. 7"
    )
    person.chooses(notify_channel="Электронная почта", delivery="Лично")
    if scripts:
        person.gives(*SCANS)
    else:
        for path in SCANS:
            person.offers_file(path, f"{path}.pdf", sheet(path))
    person.ticks("certified", "consent")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_stranger_registers_a_clerk_calls_and_she_applies(
    centre: Centre, visit: Visit, guard: Guard, scripts: bool
) -> None:
    guard.expect("status of 422")
    centre.here.mail = post = Post()
    stranger = visit(scripts=scripts)
    signs_up(stranger)
    assert stranger.heading == "Проверьте почту"
    centre.settle()

    stranger.page.fill("#password", PASSWORD)
    stranger.presses("Войти")
    assert stranger.heading == "Подтвердите почту и телефон"
    stranger.opens("/cabinet")
    assert stranger.heading == "Подтвердите почту и телефон"
    stranger.sees("Специалист центра позвонит вам")
    stranger.page.fill("#code-email", "000 000")
    stranger.presses("Подтвердить").sees("Код не подходит")
    stranger.page.fill("#code-email", sent_to(post, NOVIKOVA, r"\b(\d{6})\b"))
    stranger.presses("Подтвердить").is_told("Подтверждено")

    ivanova = visit("ivanova", scripts=scripts).follows("Подтвердить телефон звонком")
    ivanova.sees("Новикова Ольга Ильинична")
    expect(ivanova.field("phone").locator("input")).to_have_value("+7 900 123-45-67")
    ivanova.writes(called_at="02.03.2026 10:00").ticks("confirmed").presses("Завершить").is_told(
        "Учётная запись открыта"
    )

    stranger.opens("/cabinet").follows("Подать заявку").follows("Независимая оценка квалификации")
    fills_in_the_application(stranger, scripts=scripts)
    stranger.presses("Проверить ответы").presses("Отправить заявку")
    stranger.is_told("Номер дела: ЭКЗ-2026-0001")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_clerk_enters_a_paper_and_its_owner_claims_the_case(
    centre: Centre, visit: Visit, guard: Guard, scripts: bool
) -> None:
    guard.expect("status of 422")
    centre.here.mail = post = Post()
    ivanova = visit("ivanova", scripts=scripts).follows("Подано на бумаге")
    ivanova.follows("заявк")
    ivanova.writes(paper_name="Новикова Ольга Ильинична").presses("Найти среди участников")
    ivanova.sees("Такого участника ещё нет")
    fills_in_the_application(ivanova, scripts=scripts)
    ivanova.writes(paper_received_on="10.03.2026").presses("Принять и присвоить номер")
    ivanova.sees("Проверьте ответы")
    expect(ivanova.field("paper_name").locator("input")).to_have_value("Новикова Ольга Ильинична")
    ivanova.writes(paper_received_on="27.02.2026")
    if scripts:
        ivanova.gives("paper_scan")
    else:
        ivanova.offers_file("paper_scan", "paper_scan.pdf", sheet("paper"))
    ivanova.presses("Принять и присвоить номер")
    ivanova.sees("Расписка о приёме", "ЭКЗ-2026-0001", "27 февраля 2026")

    ivanova.follows("К делу").sees("На бумаге", "Скан 1", "подано на бумаге, получено 27.02.2026")
    with centre.here.database.reading() as session:
        [task] = [one for one in instances.open_tasks(session, 1) if one.element == "EXM-30"]
    assert task.due is not None
    assert f"{task.due.astimezone(centre.here.zone):%d.%m}" == "09.03"

    ivanova.page.fill("#email-1", NOVIKOVA)
    ivanova.presses("Отправить приглашение").is_told(f"Приглашение отправлено: {NOVIKOVA}")
    centre.settle()
    link = sent_to(post, NOVIKOVA, r"(/invitations/\S+)")
    owner = visit(scripts=scripts).opens(link).sees("ЭКЗ-2026-0001", "Соискатель", "Иванова Мария Андреевна")
    owner.page.fill("#password", PASSWORD)
    owner.presses("Завести запись и принять").is_told("Учётная запись открыта")
    owner.sees("Акцептовать договор-оферту")

    guard.expect("status of 409")
    visit(scripts=scripts).opens(link).sees("Ссылка больше не действует")


def test_a_clerk_enters_a_step_from_paper(centre: Centre, visit: Visit) -> None:
    centre.apply()
    ivanova = visit("ivanova").opens(centre.address("EXM-40")).follows("Внести с бумаги")

    ivanova.writes(paper_received_on="02.03.2026").gives("paper_scan")
    ivanova.ticks("accepted").presses("Внести")

    ivanova.is_told("Готово: «Акцептовать договор-оферту»")
    ivanova.sees("На бумаге")
