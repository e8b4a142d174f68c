"""An owner edits the forms of a procedure: questions come, go and change, and everything goes to the redesign."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

import pytest

from service.operations import redesign
from tests.prepared import FILES, Ground
from tests.service import permit
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor

Visit = Callable[[str], Visitor]

FORMS = "/definitions/permit/edit/forms"
APPLICATION = f"{FORMS}/F-PER-1"
CHECK = f"{FORMS}/F-PER-2"

_FIELD = re.compile(r"<(input|select|textarea)\b([^>]*)>(?:([^<]*)</textarea>)?", re.DOTALL)


@pytest.fixture
def ground() -> Ground:
    """Once: what is asked here is asked of files, not of a database."""
    return FILES


@pytest.fixture
def owner(office: Office, visit: Visit) -> Visitor:
    """Lebedeva owns the procedure of permits, and no other."""
    office.person("lebedeva", "Лебедева Ольга", "process_owner")
    return visit("lebedeva")


def content(office: Office, form: str) -> dict[str, Any]:
    """The form as the redesign has it now."""
    return json.loads(redesign.read(office.here, office.who("admin"), "permit").parts[f"{form}.json"])


def asked(visitor: Visitor) -> dict[str, Any]:
    """What the form of the open question would send as it stands on the page."""
    page = visitor.last.get_data(as_text=True)  # type: ignore[union-attr]  # a page was opened
    inside = re.search(r'<form[^>]*id="asked".*?</form>', page, re.DOTALL)
    assert inside, "no question is open"
    without_templates = re.sub(r"<template>.*?</template>", "", inside[0], flags=re.DOTALL)
    sent: dict[str, Any] = {}
    for kind, attributes, text in _FIELD.findall(without_templates):
        name = re.search(r'name="([^"]+)"', attributes)
        value = re.search(r'value="([^"]*)"', attributes)
        ticked = "checked" in attributes or not re.search(r'type="(radio|checkbox)"', attributes)
        if name and ticked and kind != "select":
            sent[name[1]] = unescape(text.removeprefix("\n") if kind == "textarea" else value[1] if value else "on")
    for name_, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', without_templates, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]*\bselected', options)
        sent[name_] = unescape(chosen[1]) if chosen else ""
    return sent


def saves(visitor: Visitor, address: str, settings: Mapping[str, str | None], **more: Any) -> Any:
    """Sends the open question with these settings changed; None leaves one out, as an unticked box."""
    sent = {**asked(visitor), **{f"asked.{name}": value for name, value in settings.items()}, **more}
    return visitor.post(f"{address}/settings", {name: value for name, value in sent.items() if value is not None})


# ---------------------------------------------------------------------- looking


def test_the_list_says_where_each_form_stands(owner: Visitor) -> None:
    owner.get(FORMS)

    assert "шаг «Подать заявку»" in owner.text and "шаг «Исправить заявку»" in owner.text
    assert "реестр «Проходные»" in owner.text


def test_a_form_is_a_list_of_questions_beside_what_people_see(owner: Visitor) -> None:
    owner.get(APPLICATION)

    questions = re.findall(r'class="question-name">\s*<a[^>]*>([^<]+)</a>', owner.text)
    assert questions == ["Фамилия, имя, отчество", "Как сообщить", "Сканы"]
    shown = owner.text.partition('class="form-shown"')[2]
    assert 'data-path="full_name"' in shown and "В кабинете" in shown
    assert 'method="dialog"' in shown and 'method="post"' not in shown


def test_who_owns_another_procedure_does_not_get_in(office: Office, visit: Visit) -> None:
    office.person("chuzhova", "Чужова", "process_owner/candidate-exam")

    assert visit("chuzhova").get(APPLICATION).status_code == 403


def test_a_form_that_is_not_there_is_said_so(owner: Visitor) -> None:
    assert owner.get(f"{FORMS}/F-PER-77").status_code == 404
    assert owner.get(f"{APPLICATION}?question=9.9").status_code == 409
    assert "Этого вопроса в форме уже нет" in owner.text
    assert owner.get(f"{APPLICATION}?question=-1").status_code == 409


# ---------------------------------------------------------------------- changing


def test_a_question_is_changed_and_the_running_version_is_not(office: Office, owner: Visitor) -> None:
    owner.get(f"{APPLICATION}?question=0")

    answer = saves(owner, APPLICATION, {"label": "ФИО", "required": None, "description": "Как в паспорте"})

    assert answer.status_code == 302 and "question=0" in answer.location
    name = content(office, "F-PER-1")["components"][0]
    assert (name["label"], name["description"], "validate" in name) == ("ФИО", "Как в паспорте", False)
    with office.here.database.reading() as session:
        published = office.here.definitions.newest(session, "permit").form("F-PER-1")
    assert published is not None and published.by_path["full_name"].label == "Фамилия, имя, отчество"


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(office: Office, owner: Visitor) -> None:
    owner.get(f"{APPLICATION}?question=0")

    answer = saves(owner, APPLICATION, {"label": "ФИО", "hide": "notify_channel =", "maxLength": "сто"})

    assert answer.status_code == 422
    assert '<a href="#asked.maxLength">' in owner.text
    assert 'id="asked.maxLength" name="asked.maxLength" aria-describedby="asked.maxLength-error"' in owner.text
    assert asked(owner)["asked.label"] == "ФИО" and asked(owner)["asked.hide"] == "notify_channel ="

    answer = saves(owner, APPLICATION, {"maxLength": "100"})

    assert answer.status_code == 422
    assert '<a href="#asked.hide">' in owner.text
    assert redesign.read(office.here, office.who("admin"), "permit").rev == 0


def test_choices_are_edited_row_by_row_without_scripts(office: Office, owner: Visitor) -> None:
    owner.get(f"{APPLICATION}?question=1")

    saves(owner, APPLICATION, {}, _rows="add:asked.values")
    saves(owner, APPLICATION, {"values.2.label": "По телефону"}, _rows="up:asked.values.2")
    saves(owner, APPLICATION, {})

    assert content(office, "F-PER-1")["components"][1]["values"] == [
        {"label": "Почтой", "value": "email"},
        {"label": "По телефону", "value": "po_telefonu"},
        {"label": "В кабинете", "value": "cabinet"},
    ]


def test_a_key_that_the_procedure_reads_is_renamed_only_when_asked_twice(office: Office, owner: Visitor) -> None:
    owner.get(f"{CHECK}?question=0")

    answer = saves(owner, CHECK, {"key": "decision"})

    assert answer.status_code == 409
    assert "«check.verdict» читает условие стрелки у «Годится?»" in owner.text
    assert asked(owner)["asked.key"] == "decision"
    assert content(office, "F-PER-2")["components"][0]["key"] == "verdict"

    saves(owner, CHECK, {}, _anyway="yes")

    assert content(office, "F-PER-2")["components"][0]["key"] == "decision"


@pytest.mark.parametrize(
    ("form", "place", "settings", "told"),
    [
        ("F-PER-2", 0, {"kept": "erasable"}, "«check.verdict» читает условие стрелки"),
        ("F-PER-2", 1, {"key": "notes"}, "«check.remarks» стоит в письме N-PER-FIX"),
        ("F-PER-5", 2, {"key": "seats"}, "«capacity» — столбец реестра «Проходные»"),
    ],
)
def test_what_letters_registers_and_conditions_lose_is_said(
    owner: Visitor, form: str, place: int, settings: dict[str, str], told: str
) -> None:
    owner.get(f"{FORMS}/{form}?question={place}")

    assert saves(owner, f"{FORMS}/{form}", settings).status_code == 409
    assert told in owner.text


def test_another_form_that_is_filled_in_from_this_one_is_named(office: Office, owner: Visitor) -> None:
    withdrawal = json.loads(permit.parts()["F-PER-9.json"])
    withdrawal["components"][0]["properties"] = {"prefill": "application.full_name"}
    written = json.dumps(withdrawal).encode()
    redesign.write_part(office.here, office.who("admin"), "permit", "F-PER-9.json", written, etag='"0"')
    owner.get(f"{APPLICATION}?question=0")

    assert saves(owner, APPLICATION, {"key": "name"}).status_code == 409
    assert "«application.full_name» читает форма «Отзыв», «Причина»: application.full_name" in owner.text


def test_the_title_and_the_rules_of_the_form_are_its_own_question(office: Office, owner: Visitor) -> None:
    owner.get(f"{APPLICATION}?question=")
    saves(owner, APPLICATION, {}, _rows="add:asked.rules")

    saves(
        owner,
        APPLICATION,
        {"title": "Заявление", "rules.0.when": "count(scans) < 5", "rules.0.ru": "Не больше четырёх", "rules.0.field": "scans"},
    )  # fmt: skip

    written = content(office, "F-PER-1")
    assert written["title"] == "Заявление"
    assert written["properties"]["rules"] == [{"when": "count(scans) < 5", "ru": "Не больше четырёх", "field": "scans"}]


# ---------------------------------------------------------------------- adding, moving, removing


def test_a_question_is_added_where_it_was_wanted_and_opens(office: Office, owner: Visitor) -> None:
    owner.get(APPLICATION)

    answer = owner.post(
        f"{APPLICATION}/questions", _kind="datetime", _label="Дата рождения", _at="1", _seen=owner.value_of("_seen")
    )

    born = content(office, "F-PER-1")["components"][1]
    assert (born["type"], born["key"], born["dateLabel"]) == ("datetime", "data_rozhdeniya", "Дата рождения")
    assert owner.follow(answer).status_code == 200
    assert asked(owner)["asked.label"] == "Дата рождения"


def test_a_question_without_a_label_is_asked_for_one(office: Office, owner: Visitor) -> None:
    owner.get(APPLICATION)

    answer = owner.post(f"{APPLICATION}/questions", _kind="number", _label=" ", _at="0", _seen=owner.value_of("_seen"))

    assert answer.status_code == 422
    assert "нет названия" in owner.text
    assert re.search(r'<option value="number" selected>', owner.text)


def test_questions_change_places_and_the_last_edit_is_taken_back(office: Office, owner: Visitor) -> None:
    def keys() -> list[str]:
        return [each["key"] for each in content(office, "F-PER-1")["components"]]

    owner.get(APPLICATION)
    answer = owner.post(f"{APPLICATION}/questions/2/move", _way="up", _seen=owner.value_of("_seen"))

    assert keys() == ["full_name", "scans", "notify_channel"]
    assert answer.location.endswith("#at:1:up")

    owner.follow(answer)
    owner.post(f"{APPLICATION}/undo", _seen=owner.value_of("_seen"))

    assert keys() == ["full_name", "notify_channel", "scans"]
    assert (
        redesign.read(office.here, office.who("admin"), "permit").parts["F-PER-1.json"]
        == permit.parts()["F-PER-1.json"]
    )


def test_the_last_edit_is_not_taken_back_when_somebody_has_changed_the_form_since(
    office: Office, owner: Visitor, visit: Visit
) -> None:
    owner.get(APPLICATION)
    owner.follow(owner.post(f"{APPLICATION}/questions/2/remove", _seen=owner.value_of("_seen")))
    seen = owner.value_of("_seen")
    admin = visit("admin")
    admin.get(APPLICATION)
    admin.post(f"{APPLICATION}/questions/1/remove", _seen=admin.value_of("_seen"))

    owner.post(f"{APPLICATION}/undo", _seen=seen)

    assert [each["key"] for each in content(office, "F-PER-1")["components"]] == ["full_name"]
    assert "Отменить уже нельзя" in owner.get(APPLICATION).get_data(as_text=True)


def test_a_group_goes_with_its_questions_only_when_asked_twice(office: Office, owner: Visitor) -> None:
    owner.get(APPLICATION)
    owner.follow(
        owner.post(f"{APPLICATION}/questions", _kind="group", _label="Бумаги", _at="2", _seen=owner.value_of("_seen"))
    )
    owner.follow(owner.post(f"{APPLICATION}/questions/3/move", _way="into", _seen=owner.value_of("_seen")))

    answer = owner.post(f"{APPLICATION}/questions/2/remove", _seen=owner.value_of("_seen"))

    assert answer.status_code == 409 and "Вместе с ней уйдут вопросы: Сканы" in owner.text
    owner.post(f"{APPLICATION}/questions/2/remove", _seen=owner.value_of("_seen"), _anyway="yes")
    assert [each["key"] for each in content(office, "F-PER-1")["components"]] == ["full_name", "notify_channel"]


# ---------------------------------------------------------------------- two at once


def test_somebody_elses_change_is_said_with_name_and_moment_and_nothing_typed_is_lost(
    office: Office, owner: Visitor, visit: Visit
) -> None:
    owner.get(f"{APPLICATION}?question=1")
    admin = visit("admin")
    admin.get(APPLICATION)
    admin.post(f"{APPLICATION}/questions/0/remove", _seen=admin.value_of("_seen"), _anyway="yes")

    answer = saves(owner, APPLICATION, {"label": "Как вам сообщить"})

    assert answer.status_code == 412
    assert re.search(r"Черновик изменил\(а\) Администратор, <time[^>]*>2\sмарта, 10:00", owner.text)
    assert asked(owner)["asked.label"] == "Как вам сообщить"

    saves(owner, APPLICATION, {})

    assert [each["label"] for each in content(office, "F-PER-1")["components"]] == ["Как вам сообщить", "Сканы"]


def test_what_was_typed_for_a_question_that_is_gone_is_shown(owner: Visitor, visit: Visit) -> None:
    owner.get(f"{APPLICATION}?question=2")
    admin = visit("admin")
    admin.get(APPLICATION)
    admin.post(f"{APPLICATION}/questions/2/remove", _seen=admin.value_of("_seen"))

    answer = saves(owner, APPLICATION, {"label": "Паспорт и заявление"})

    assert answer.status_code == 412
    assert "Этого вопроса в форме больше нет" in owner.text and "Паспорт и заявление" in owner.text


def test_a_change_of_another_part_disturbs_nobody(office: Office, owner: Visitor, visit: Visit) -> None:
    owner.get(f"{APPLICATION}?question=0")
    admin = visit("admin")
    admin.get(CHECK)
    admin.post(f"{CHECK}/questions/0/move", _way="down", _seen=admin.value_of("_seen"))

    assert saves(owner, APPLICATION, {"label": "ФИО"}).status_code == 302
    assert content(office, "F-PER-1")["components"][0]["label"] == "ФИО"
    assert content(office, "F-PER-2")["components"][0]["key"] == "remarks"


def test_the_same_question_saved_twice_is_one_change(office: Office, owner: Visitor) -> None:
    owner.get(f"{APPLICATION}?question=0")
    owner.follow(saves(owner, APPLICATION, {"label": "ФИО"}))

    saves(owner, APPLICATION, {"label": "ФИО"})

    assert redesign.read(office.here, office.who("admin"), "permit").rev == 1


# ---------------------------------------------------------------------- new and broken forms


def test_a_new_form_is_made_and_filled(office: Office, owner: Visitor) -> None:
    owner.get(FORMS)

    answer = owner.post(FORMS, id="F-PER-20", title="Осмотр")
    owner.follow(answer)
    owner.post(
        f"{FORMS}/F-PER-20/questions", _kind="checkbox", _label="Осмотрено", _at="0", _seen=owner.value_of("_seen")
    )

    assert [each["label"] for each in content(office, "F-PER-20")["components"]] == ["Осмотрено"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"id": "", "title": "Осмотр"}, "Укажите обозначение формы"),
        ({"id": "F-PER-1", "title": "Осмотр"}, "Форма с обозначением F-PER-1 уже есть"),
        ({"id": "F-PER-20", "title": ""}, "Укажите название формы"),
        ({"id": "../x", "title": "Осмотр"}, "не подходит"),
    ],
)
def test_a_new_form_that_cannot_be_is_refused_and_stays_typed(
    office: Office, owner: Visitor, typed: dict[str, str], told: str
) -> None:
    owner.get(FORMS)

    answer = owner.post(FORMS, typed)

    assert answer.status_code == 422 and told in owner.text
    assert owner.value_of("title") == typed["title"]
    assert redesign.read(office.here, office.who("admin"), "permit").rev == 0


def test_a_broken_form_says_what_to_mend_and_is_mended(office: Office, owner: Visitor) -> None:
    broken = json.loads(permit.parts()["F-PER-1.json"])
    broken["components"][0]["validate"]["pattern"] = "("
    broken["components"].append({"type": "html", "content": "<b>"})
    admin = office.who("admin")
    redesign.write_part(office.here, admin, "permit", "F-PER-1.json", json.dumps(broken).encode(), etag='"0"')

    owner.get(f"{APPLICATION}?question=0")
    assert "Эту форму ещё нельзя показать людям" in owner.text and '<a href="#asked.pattern">' in owner.text
    saves(owner, APPLICATION, {"pattern": ""})
    owner.get(APPLICATION)
    owner.post(f"{APPLICATION}/questions/3/remove", _seen=owner.value_of("_seen"))

    assert 'data-path="full_name"' in owner.get(APPLICATION).get_data(as_text=True).partition("form-shown")[2]


def test_a_file_that_is_no_json_is_said_so(office: Office, owner: Visitor) -> None:
    redesign.write_part(office.here, office.who("admin"), "permit", "F-PER-1.json", b"{", etag='"0"')

    assert owner.get(APPLICATION).status_code == 422
    assert owner.get(FORMS).status_code == 200
