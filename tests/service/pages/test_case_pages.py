"""Inbox, case, replay, cabinet, registers and the operator's pages, over a real case."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from service.operations import replay, show_instance
from storage import mail
from tests.service.driver import GOOD, Office
from tests.service.pages.visitor import Visitor

Visit = Callable[[str], Visitor]


@pytest.fixture
def finished(office: Office) -> str:
    """The number of a case that has gone all the way."""
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.settle()
    office.do("sidorov", office.ref("sidorov", "Подписать пропуск"))
    office.pay(begun.number)
    office.settle()
    return begun.number


def test_the_inbox_groups_by_urgency_and_filters_by_address(office: Office, visit: Visit) -> None:
    office.apply()
    office.wait(days=11)
    office.apply()
    ivanov = visit("ivanov")

    ivanov.get("/inbox")
    assert ivanov.text.index("Просрочено") < ivanov.text.index("ПРО-2026-0001") < ivanov.text.index("ПРО-2026-0002")
    ivanov.get("/inbox?due=late")

    assert "просрочено на 1\u00a0день" in ivanov.text
    assert "ПРО-2026-0002" not in ivanov.text


def test_an_empty_inbox_says_what_next(visit: Visit) -> None:
    ivanov = visit("ivanov")

    ivanov.get("/inbox")
    assert "Задач нет" in ivanov.text
    ivanov.get("/inbox?q=нет-такого")
    assert "По этим условиям задач нет" in ivanov.text


def test_a_finished_task_is_gone_and_stands_under_done(office: Office, visit: Visit) -> None:
    office.do("ivanov", office.apply().waiting[0].task, GOOD)
    ivanov = visit("ivanov")

    ivanov.get("/inbox")
    assert "Проверить заявку" not in ivanov.text
    ivanov.get("/inbox?tab=done")
    assert "Проверить заявку" in ivanov.text


@pytest.mark.parametrize(
    "address", ["/inbox?after=x", "/inbox?after=2026~1~1", "/instances?after=1~2", "/inbox?tab=%00"]
)
def test_an_address_that_nobody_made_shows_the_first_page(visit: Visit, address: str) -> None:
    assert visit("ivanov").get(address).status_code == 200


def test_the_case_page_tells_status_steps_and_documents(finished: str, visit: Visit) -> None:
    ivanov = visit("ivanov")

    ivanov.get(f"/instances/{finished}")

    assert "Пропуск выдан" in ivanov.text
    assert "Проверить заявку" in ivanov.text
    assert "Иванов Пётр" in ivanov.text
    assert "/documents/" in ivanov.text
    assert "<svg" in ivanov.text


def test_the_owner_stops_a_case_with_a_reason_and_not_without(office: Office, visit: Visit) -> None:
    begun = office.apply()
    admin = visit("admin")
    admin.get(f"/instances/{begun.number}")

    admin.post(f"/instances/{begun.number}/cancel", reason="  ")
    still = office.status(begun.instance_id)
    admin.post(f"/instances/{begun.number}/cancel", reason="подано по ошибке")

    assert (still, office.status(begun.instance_id)) == ("running", "cancelled")
    admin.get(f"/instances/{begun.number}")
    assert "Остановлено" in admin.text


def test_the_owner_halts_a_case_says_why_and_lets_it_go_on(office: Office, visit: Visit) -> None:
    begun = office.apply()
    admin, ivanov, petrova = visit("admin"), visit("ivanov"), visit("petrova")
    admin.get(f"/instances/{begun.number}")

    refused = admin.post(f"/instances/{begun.number}/suspend", reason="Суд")
    kept = admin.text
    admin.post(f"/instances/{begun.number}/suspend", reason="Ждём решения суда")
    halted = admin.get(f"/instances/{begun.number}").get_data(as_text=True)
    ivanov.get("/inbox")
    inbox = ivanov.text
    task = ivanov.get(f"/tasks/{begun.waiting[0].task}").get_data(as_text=True)
    outside = petrova.get(f"/cabinet/{begun.number}").get_data(as_text=True)
    admin.post(f"/instances/{begun.number}/resume", reason="Решение получено")

    assert refused.status_code == 422
    assert ">Суд</textarea>" in kept and "не короче 10 знаков" in kept
    assert "Дело приостановлено: Ждём решения суда" in halted
    assert "Возобновить дело" in halted and "Приостановить дело" not in halted
    assert "приостановлено" in inbox
    assert "приостановлено: Администратор" in task and 'name="verdict"' not in task
    assert "Приостановлено" in outside
    assert office.status(begun.instance_id) == "running"
    assert "В работе" in admin.get(f"/instances/{begun.number}").get_data(as_text=True)


def test_every_moment_of_the_replay_has_a_page(office: Office, finished: str, visit: Visit) -> None:
    ivanov = visit("ivanov")
    ivanov.get(f"/instances/{finished}/history?at=1.1")

    assert "Дело ПРО-2026-0001 начато" in ivanov.text
    assert "Петрова Анна" in ivanov.text
    for at in ("1.2", "2.1", "99.1", "x", ""):
        assert ivanov.get(f"/instances/{finished}/history?at={at}").status_code == 200


def test_the_replay_says_why_a_branch_was_taken(office: Office, visit: Visit) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    ivanov = visit("ivanov")

    ivanov.get(f"/instances/{begun.number}/history")

    assert "Почему так" in ivanov.text
    assert 'check.verdict = "good"' in ivanov.text


def test_every_fact_of_a_transaction_shows_the_case_after_the_whole_of_it(office: Office, visit: Visit) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, {"verdict": "bad", "remarks": "нет подписи"})
    office.settle()
    rows = show_instance.events(office.here, office.who("ivanov"), begun.instance_id)
    facts = sum(len(step["facts"]) for step in rows[1]["steps"])
    ivanov = visit("ivanov")

    for n in range(1, facts + 1):
        ivanov.get(f"/instances/{begun.number}/history?at=2.{n}")

        waiting = ivanov.text.partition("<dt>Сейчас</dt>")[2].partition("</dd>")[0]
        assert "Исправить заявку" in waiting, f"2.{n}"
        assert f'<dd class="mono">2.{n}</dd>' in ivanov.text
        assert "нет подписи" in ivanov.text


def test_running_the_log_again_says_equal(finished: str, visit: Visit) -> None:
    ivanov = visit("ivanov")
    ivanov.get(f"/instances/{finished}/history")

    ivanov.follow(ivanov.post(f"/instances/{finished}/history/replay"))

    assert "расхождений нет" in ivanov.text


def test_running_the_log_again_says_where_it_differs(
    finished: str, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    ivanov = visit("ivanov")
    ivanov.get(f"/instances/{finished}/history")
    differs = replay.Replayed(
        instance_id=1, number=finished, rows=3, difference=replay.Difference(at="2.1", recorded=1, replayed=2)
    )
    monkeypatch.setattr(replay, "replay", lambda *_: differs)

    ivanov.follow(ivanov.post(f"/instances/{finished}/history/replay"))

    assert "Расхождение с записанным, первое на шаге 2.1." in ivanov.text


def test_the_cabinet_says_what_is_expected_and_what_to_wait_for(office: Office, visit: Visit) -> None:
    begun = office.apply()
    petrova = visit("petrova")

    petrova.get(f"/cabinet/{begun.number}")
    assert "Чего ждать" in petrova.text
    assert re.search(r"<li>Специалист проверит заявку — до\s+<time[^>]*>12\u00a0марта</time></li>", petrova.text)
    assert "Отозвать заявку" in petrova.text
    office.do("ivanov", begun.waiting[0].task, {"verdict": "bad", "remarks": "нет подписи"})
    office.settle()
    petrova.get(f"/cabinet/{begun.number}")

    assert "Нужно ваше действие" in petrova.text
    assert "Исправить заявку" in petrova.text
    assert "Исправьте заявку ПРО-2026-0001" in petrova.text
    assert "Иванов" not in petrova.text


def test_an_act_is_done_from_the_cabinet(office: Office, visit: Visit) -> None:
    begun = office.apply()
    petrova = visit("petrova")
    petrova.get(f"/cabinet/{begun.number}")
    address = petrova.text.split(f"/instances/{begun.number}/acts/")  # the text is unescaped, addresses are not quoted
    place = next(iter(address[1:]), "") or petrova.text.split("/acts/")[1]
    subscription = place.split('"')[0]
    petrova.get(f"/instances/{begun.number}/acts/{subscription}")

    refused = petrova.post(f"/instances/{begun.number}/acts/{subscription}")
    done = petrova.post(f"/instances/{begun.number}/acts/{subscription}", reason="передумала")

    assert refused.status_code == 422
    assert done.status_code == 302
    assert office.status(begun.instance_id) == "finished"


def test_a_row_of_a_public_register_says_whether_it_is_valid(finished: str, stranger: Visitor) -> None:
    stranger.get("/registers/R-PERMITS")
    assert "П-" in stranger.text or "П2026" in stranger.text or "действует" in stranger.text
    address = stranger.last.get_data(as_text=True).split('href="/registers/R-PERMITS/')[1].split('"')[0]  # type: ignore[union-attr]  # opened above

    answer = stranger.get(f"/registers/R-PERMITS/{address}")

    assert answer.status_code == 200
    assert "действует" in stranger.text
    assert "commitment" not in stranger.text
    assert stranger.get("/registers/R-PERMITS/none").status_code == 404


def test_the_operator_sees_mails_that_nobody_carries(office: Office, visit: Visit) -> None:
    with office.here.database.writing() as session:
        mail.queue(
            session, channel="sms", to="+7", subject="", body="Экзамен", message_id="m", at=office.here.now(),
            state="no_carrier",
        )  # fmt: skip
    admin = visit("admin")

    admin.get("/admin/mail")
    assert "некому передать" in admin.text
    admin.post("/admin/mail/1/confirm", how="звонком")
    admin.get("/admin/mail")

    assert "Экзамен" not in admin.text


def test_pages_without_rows_are_no_errors(visit: Visit) -> None:
    admin = visit("admin")

    for address in ("/admin/incidents", "/admin/jobs", "/instances", "/definitions", "/definitions/permit"):
        assert admin.get(address).status_code == 200
    assert admin.get("/definitions/nothing").status_code == 404
