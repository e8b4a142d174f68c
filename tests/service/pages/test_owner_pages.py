"""An owner changes a procedure in the browser, a colleague approves, everybody else reads."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest

from service.operations import approve, publish, redesign, two_people
from service.operations.publish import Grounds
from storage import definitions
from tests.service import permit
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor

Visit = Callable[[str], Visitor]
TERM = permit.PROCEDURE.replace("value: 10", "value: 15").encode()


@pytest.fixture(autouse=True)
def owners(office: Office) -> None:
    office.person("volkova", "Волкова Ирина", "process_owner")
    office.person("zaitsev", "Зайцев Глеб", "process_owner")
    office.person("dotsenko", "Доценко Вера", "auditor")


def write(office: Office, content: bytes = TERM, part: str = "procedure.yaml") -> redesign.Redesign:
    owner = office.who("volkova")
    seen = redesign.read(office.here, owner, "permit").etag
    return redesign.write_part(office.here, owner, "permit", part, content, etag=seen)


def propose(office: Office) -> None:
    publish.publish_redesign(
        office.here, office.who("volkova"), "permit", Grounds(reason="Больше заявок"), etag=write(office).etag
    )


def test_a_setting_is_changed_proposed_and_approved(office: Office, visit: Visit) -> None:
    owner, colleague = visit("volkova"), visit("zaitsev")

    owner.get("/definitions/permit/settings")
    saved = owner.post("/definitions/permit/settings", _etag='"0"', **{"set.check_days": "15"})
    page = owner.follow(saved)
    assert page.status_code == 200
    assert "Настройка «Дней на проверку» (check_days)" in owner.text
    assert "15" in owner.text

    done = owner.post(
        "/definitions/permit/publish",
        _etag=owner.value_of("_etag"),
        reason="Больше заявок",
        basis="Приказ № 7",
        when="now",
    )
    owner.follow(done)
    assert "ждёт второго человека" in owner.text
    assert "Версию предложили вы" in owner.text

    colleague.get("/definitions/permit/versions/2")
    assert "Настройка «Дней на проверку» (check_days)" in colleague.text
    colleague.follow(colleague.post("/definitions/permit/versions/2/approve"))
    assert "утверждена и опубликована" in colleague.text

    colleague.get("/definitions/permit")
    assert "Больше заявок" in colleague.text
    assert "Приказ № 7" in colleague.text
    assert "утвердил(а): Зайцев Глеб" in colleague.text


def test_what_is_refused_comes_back_with_everything_typed(office: Office, visit: Visit) -> None:
    owner = visit("volkova")
    owner.get("/definitions/permit/settings")

    wrong = owner.post("/definitions/permit/settings", _etag='"0"', **{"set.check_days": "через неделю"})
    assert wrong.status_code == 422
    assert "через неделю" in owner.text
    assert "целое число от 0" in owner.text

    write(office)
    stale = owner.post("/definitions/permit/settings", _etag='"0"', **{"set.check_days": "20"})
    assert stale.status_code == 412
    assert owner.value_of("set.check_days") == "20"
    assert "Волкова Ирина" in owner.text

    owner.get("/definitions/permit/publish")
    empty = owner.post(
        "/definitions/permit/publish",
        _etag=owner.value_of("_etag"),
        reason=" ",
        basis="Приказ № 7",
        when="day",
        effective="01.04.2026",
    )
    assert empty.status_code == 422
    assert "Приказ № 7" in owner.text
    assert 'value="01.04.2026"' in owner.text
    past = owner.post(
        "/definitions/permit/publish", _etag=owner.value_of("_etag"), reason="Так", when="day", effective="1.1.2026"
    )
    assert past.status_code == 422
    assert "прошедшего дня" in owner.text


@pytest.mark.parametrize(
    ("when", "day", "told"),
    [
        ("day", "", "укажите день или выберите «сразу»"),
        ("now", "01.04.2026", "указан день, но выбрано «сразу»"),
        ("day", "31.02.2026", "нет такой даты"),
    ],
)
def test_a_day_that_does_not_fit_its_choice_publishes_nothing(
    office: Office, visit: Visit, when: str, day: str, told: str
) -> None:
    write(office)
    owner = visit("volkova")
    owner.get("/definitions/permit/publish")

    answer = owner.post(
        "/definitions/permit/publish", _etag=owner.value_of("_etag"), reason="Так решено", when=when, effective=day
    )

    assert answer.status_code == 422
    assert owner.text.count(told) == 2
    assert "Так решено" in owner.text
    with office.here.database.reading() as session:
        assert len(definitions.versions(session, "permit")) == 1


def test_a_text_is_edited_and_a_conflict_shows_both(office: Office, visit: Visit) -> None:
    owner = visit("volkova")
    owner.get("/definitions/permit/edit/text/notices/N-PER-FIX.txt")
    assert "Исправьте заявку" in owner.text

    write(office, "Тема: Чужой текст\nТекст\n".encode(), "notices/N-PER-FIX.txt")
    stale = owner.post(
        "/definitions/permit/edit/text/notices/N-PER-FIX.txt", _etag='"0"', text="Тема: Мой текст\r\nДа\r\n"
    )

    assert stale.status_code == 412
    assert "Чужой текст" in owner.text
    assert "Мой текст" in owner.text
    saved = owner.post(
        "/definitions/permit/edit/text/notices/N-PER-FIX.txt", _etag='"1"', text="Тема: Мой текст\r\nДа\r\n"
    )
    assert saved.status_code == 302
    parts = redesign.read(office.here, office.who("volkova"), "permit").parts
    assert parts["notices/N-PER-FIX.txt"] == "Тема: Мой текст\nДа\n".encode()


def test_files_go_up_and_down(office: Office, visit: Visit) -> None:
    owner = visit("volkova")
    owner.get("/definitions/permit/edit")

    up = owner.post(
        "/definitions/permit/edit",
        {"_etag": '"0"', "file": [(io.BytesIO(b"Subject"), "N-PER-FIX.txt"), (io.BytesIO(b"{"), "F-NEW.json")]},
    )
    assert up.status_code == 302
    parts = redesign.read(office.here, office.who("volkova"), "permit").parts
    assert (parts["notices/N-PER-FIX.txt"], parts["F-NEW.json"]) == (b"Subject", b"{")

    owner.get("/definitions/permit/edit")
    assert "F-NEW.json" in owner.text
    assert "form.refused" in owner.text
    down = owner.get("/definitions/permit/edit/file/notices/N-PER-FIX.txt")
    assert down.data == b"Subject"
    assert "attachment" in down.headers["Content-Disposition"]

    owner.get("/definitions/permit/edit")
    for bad in ("../../x.txt", "run.exe", "x.bpmn.sh"):
        refused = owner.post("/definitions/permit/edit", {"_etag": '"1"', "file": (io.BytesIO(b"x"), bad)})
        assert refused.status_code in (302, 422)
    assert not [name for name in redesign.read(office.here, office.who("volkova"), "permit").parts if ".." in name]

    gone = owner.post(
        "/definitions/permit/edit/drop/F-NEW.json",
        _etag=redesign.read(office.here, office.who("volkova"), "permit").etag,
    )
    assert gone.status_code == 302


def test_errors_stop_publishing_and_are_named_with_their_place(office: Office, visit: Visit) -> None:
    broken = permit.DIAGRAM.replace('name="form" value="F-PER-2"', 'name="form" value="F-NONE"')
    write(office, broken.encode(), "permit.bpmn")
    owner = visit("volkova")

    owner.get("/definitions/permit/publish")
    assert "Формы «F-NONE»" in owner.text
    assert "disabled" in owner.text
    refused = owner.post("/definitions/permit/publish", _etag='"1"', reason="Так", when="now")

    assert refused.status_code == 422
    assert "PER-20" in owner.text


def test_a_comparison_lists_changes_and_marks_both_pictures(office: Office, visit: Visit) -> None:
    two_people.turn(office.here, office.who("admin"), "permit", on=False)
    other = permit.DIAGRAM.replace("Проверить заявку", "Изучить заявку")
    seen = write(office, other.encode(), "permit.bpmn")
    publish.publish_redesign(office.here, office.who("volkova"), "permit", Grounds(reason="Слово"), etag=seen.etag)
    auditor = visit("dotsenko")

    auditor.get("/definitions/permit/compare/1..2")

    assert "Задача PER-20" in auditor.text
    assert "Изучить заявку" in auditor.text
    assert auditor.text.count("<svg") >= 2
    assert "changed" in auditor.text
    assert auditor.get("/definitions/permit/compare/1..1").status_code == 200
    assert "Версии одинаковы" in auditor.text
    for wrong in ("1..9", "x..2", "2", "1..redesign..2", "0..1"):
        assert auditor.get(f"/definitions/permit/compare/{wrong}").status_code == 404, wrong


def test_a_redesign_is_read_and_compared_by_its_owners_only(office: Office, visit: Visit) -> None:
    write(office)

    assert visit("volkova").get("/definitions/permit/compare/1..redesign").status_code == 200
    for login in ("dotsenko", "ivanov"):
        visitor = visit(login)
        assert visitor.get("/definitions/permit/compare/1..redesign").status_code == 403
        for page in ("edit", "settings", "publish", "edit/text/procedure.yaml", "edit/file/procedure.yaml"):
            assert visitor.get(f"/definitions/permit/{page}").status_code == 403
        visitor.get("/definitions")
        assert "черновик" not in visitor.text


def test_whoever_proposed_it_takes_it_back_but_does_not_approve(office: Office, visit: Visit) -> None:
    propose(office)
    owner = visit("volkova")
    owner.get("/definitions/permit/versions/2")

    assert owner.post("/definitions/permit/versions/2/approve").status_code == 403
    owner.get("/definitions/permit/versions/2")
    assert owner.post("/definitions/permit/versions/2/reject", verdict=" ").status_code == 422
    owner.follow(owner.post("/definitions/permit/versions/2/reject", verdict="Передумали"))

    assert "Передумали" in owner.text
    assert "отклонена" in owner.text


def test_the_admin_alone_turns_the_switch(office: Office, visit: Visit) -> None:
    admin, owner = visit("admin"), visit("volkova")
    admin.get("/definitions/permit")
    assert "Не требовать второго человека" in admin.text
    owner.get("/definitions/permit")
    assert "Не требовать второго человека" not in owner.text

    admin.post("/definitions/permit/two-people", on="false")
    admin.get("/definitions/permit")
    assert "Требовать второго человека" in admin.text
    owner.get("/definitions/permit")
    assert owner.post("/definitions/permit/two-people", on="true").status_code == 403


def test_a_version_tells_how_many_cases_stay_on_it(office: Office, visit: Visit) -> None:
    office.apply()
    office.apply()
    write(office)
    owner = visit("volkova")

    owner.get("/definitions/permit/publish")

    assert "Дела, идущие по версии 1, остаются на ней: 2" in owner.text


def test_a_later_proposal_waits_and_an_outdated_draft_says_so(office: Office, visit: Visit) -> None:
    propose(office)
    write(office, permit.PROCEDURE.replace("value: 10", "value: 20").encode())
    owner = visit("volkova")

    owner.get("/definitions/permit/edit")
    assert "Версия 2" in owner.text
    approve.approve(office.here, office.who("zaitsev"), "permit", 2)
    owner.get("/definitions/permit/edit")
    assert "опубликована версия 2" in owner.text
    owner.post("/definitions/permit/edit/rebase", _etag='"1"')
    owner.get("/definitions/permit/publish")
    assert "опубликована версия 2" not in owner.text
    assert "15" in owner.text and "20" in owner.text


def test_a_sketch_is_shown_to_its_owner_and_becomes_a_version(office: Office, visit: Visit) -> None:
    parts = {name.replace("permit", "entry"): content for name, content in permit.parts().items()}
    parts["procedure.yaml"] = parts["procedure.yaml"].replace(b"key: permit", b"key: entry")
    whole = parts.pop("F-PER-9.json")
    kept = publish.keep_sketch(office.here, office.who("volkova"), "entry", parts, Grounds(reason="Проба"))
    owner = visit("volkova")

    owner.get("/definitions/entry")
    assert "Проба" in owner.text
    owner.get(f"/definitions/entry/sketches/{kept.id}")
    assert "Формы «F-PER-9»" in owner.text
    assert owner.get(f"/definitions/entry/sketches/{kept.id}/file/entry.bpmn").data == parts["entry.bpmn"]
    assert visit("ivanov").get("/definitions/entry").status_code == 404
    assert visit("ivanov").get(f"/definitions/entry/sketches/{kept.id}").status_code == 403
    assert owner.get(f"/definitions/permit/sketches/{kept.id}").status_code == 404

    owner.get("/definitions/entry/edit")
    owner.post("/definitions/entry/edit", {"_etag": '"0"', "file": (io.BytesIO(whole), "F-PER-9.json")})
    owner.get("/definitions/entry/publish")
    owner.follow(owner.post("/definitions/entry/publish", _etag=owner.value_of("_etag"), reason="Готово", when="now"))
    assert "Версия 1 опубликована" in owner.text


def test_a_file_that_was_taken_out_is_put_back(office: Office, visit: Visit) -> None:
    owner = visit("volkova")
    owner.get("/definitions/permit/edit")
    owner.post("/definitions/permit/edit/drop/F-PER-9.json", _etag='"0"')
    owner.get("/definitions/permit/edit")
    assert "Убраны из черновика" in owner.text

    owner.post("/definitions/permit/edit/restore/F-PER-9.json", _etag='"1"')

    assert redesign.read(office.here, office.who("volkova"), "permit").parts == permit.parts()


def in_latin(name: str, content: bytes) -> bytes:
    """A part whose own words are no Russian, so that what is left on a page is ours."""
    text = content.decode().replace("Тема:", "Subject:")
    return re.sub(r"(\\u04[0-9a-f]{2})+|[А-Яа-яЁё]+", "X", text).encode()


PAGES = ["", "/permit/edit", "/permit/settings", "/permit/publish", "/permit/compare/1..redesign", "/permit/edit/text/procedure.yaml"]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_an_english_page_holds_no_russian_of_ours(office: Office, visit: Visit, page: str) -> None:
    office.person("smith", "Smith", "process_owner")
    parts = {name: in_latin(name, content) for name, content in permit.parts().items()}
    redesign.write_parts(office.here, office.who("smith"), "permit", parts, etag='"0"')
    owner = visit("smith")
    owner.get("/language/en")

    owner.get(f"/definitions{page}")

    said = re.sub(r"<(svg|del|ins)\b.*?</\1>", "", owner.text, flags=re.DOTALL)  # pictures and values are content
    assert set(re.findall(r"[А-Яа-яЁё]+", said)) == {"Русский"}


def test_what_only_the_author_knows_is_asked_and_stands_in_the_way(office: Office, visit: Visit) -> None:
    owner = visit("volkova")
    asked = permit.parts()["permit.bpmn"].replace(b'name="role" value="clerk"', b'name="clause" value="1"')
    write(office, asked, "permit.bpmn")

    owner.get("/definitions/permit/edit")
    assert "вопрос автору" in owner.text
    assert "у него нет роли" in owner.text

    owner.get("/definitions/permit/publish")
    assert "Сначала ответьте на вопросы" in owner.text
