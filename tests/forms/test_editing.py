"""Questions of a form come, go, move and change over the same JSON, and nothing that we do not know is lost."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import forms.catalog
from forms import definition, editing
from forms.errors import AnswersRefused, EditRefused, FormError, FormRefused
from forms.fields.choices import Option
from forms.fields.chosen import Chosen
from tests.forms.making import choices, field, group, rows, written

CATALOGUE = sorted(Path(forms.catalog.__path__[0]).glob("*/F-*.json"))
APPLICATION = Path(__file__).with_name("application.json").read_bytes()
"""A form as the catalogue writes them, which does not change when the catalogue does."""

STRANGE = {"vendor": {"colour": ["red", 1.5, None]}, "x": "наше"}


def changed(content: bytes, place: editing.Place, **settings_: Any) -> bytes:
    return editing.change(content, place, {**editing.stands(content, place), **settings_})


def changed_lines(before: bytes, after: bytes) -> list[str]:
    lines = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
    return [line for line in lines if line[:1] in "+-"]


def place_of(content: bytes, label: str) -> editing.Place:
    return next(entry.place for entry in editing.entries(content) if entry.label == label)


def labels(content: bytes) -> list[str]:
    return [entry.label for entry in editing.entries(content)]


def node(content: bytes, place: editing.Place) -> dict[str, Any]:
    found = json.loads(content)
    for number in place:
        found = found["components"][number]
    return found


# ---------------------------------------------------------------------- what changes


def test_one_changed_label_is_one_changed_line():
    after = changed(APPLICATION, place_of(APPLICATION, "Имя"), label="Имя по паспорту")

    assert changed_lines(APPLICATION, after) == [
        '-           "label": "Имя",',
        '+           "label": "Имя по паспорту",',
    ]


@pytest.mark.parametrize("path", CATALOGUE, ids=lambda path: path.stem)
def test_saving_a_question_as_it_stands_changes_no_byte(path):
    content = path.read_bytes()

    for place in [(), *(entry.place for entry in editing.entries(content))]:
        assert editing.change(content, place, editing.stands(content, place)) == content


@pytest.mark.parametrize(
    ("label", "settings_", "expected"),
    [
        pytest.param("Отчество", {"required": True}, {"validate": {"required": True, "maxLength": 100}}, id="required"),
        pytest.param("Отчество", {"maxLength": 30, "minLength": 2}, {"validate": {"minLength": 2, "maxLength": 30}}, id="length"),
        pytest.param("Отчество", {"maxLength": None}, {"validate": None}, id="no-bound"),
        pytest.param("Отчество", {"description": "", "hintEn": ""}, {"description": None}, id="no-hint"),
        pytest.param("Отчество", {"hide": "last_name = null"}, {"conditional": {"hide": "=last_name = null"}}, id="condition"),
        pytest.param("Дата рождения", {"label": "Родился"}, {"dateLabel": "Родился", "label": None}, id="label-of-a-day"),
        pytest.param("Дата рождения", {"subtype": "time", "day": None}, {"timeLabel": "Дата рождения", "dateLabel": None}, id="time"),
        pytest.param("Имя", {"type": "textarea"}, {"type": "textarea"}, id="kind"),
        pytest.param("Документы", {"label": "Файлы"}, {"label": "Файлы", "showOutline": True}, id="group"),
        pytest.param("Копия трудовой книжки или иной документ", {"fileKind": "pdf jpeg"}, {"accept": ".pdf,.jpg,.jpeg"}, id="files"),
    ],
)  # fmt: skip
def test_a_setting_stands_where_form_js_has_it(label, settings_, expected):
    place = place_of(APPLICATION, label)

    after = node(changed(APPLICATION, place, **settings_), place)

    assert {name: after.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("label", "kept", "properties", "erasable"),
    [
        ("Имя", "open", {"open": "true"}, False),
        ("Дата рождения", "open", {"personal": None}, False),
        ("Способ получения документа", "erasable", {"personal": "true"}, True),
    ],
)
def test_whether_an_answer_may_be_erased_is_said_in_our_words(label, kept, properties, erasable):
    place = place_of(APPLICATION, label)

    after = changed(APPLICATION, place, kept=kept)

    assert {name: node(after, place)["properties"].get(name) for name in properties} == properties
    assert next(each for each in editing.entries(after) if each.place == place).erasable is erasable
    assert changed(after, place, kept="open" if erasable else "erasable") == APPLICATION


def test_choices_keep_what_we_do_not_know_of_them_and_values_that_are_no_texts():
    before = written(
        field("radio", "fit", values=[{"value": True, "label": "Да", "icon": "ok"}, {"value": 0, "label": "Нет"}])
    )
    listed = [
        {"label": "Нет", "en": "No", "value": "0"},
        {"label": "Да, годен", "en": "", "value": "true"},
        {"label": "Не знаю", "en": "", "value": None},
    ]

    after = changed(before, (0,), values=listed)

    assert node(after, (0,))["values"] == [
        {"value": 0, "label": "Нет", "en": "No"},
        {"value": True, "label": "Да, годен", "icon": "ok"},
        {"label": "Не знаю", "value": "ne_znayu"},
    ]


def test_choices_may_come_from_a_register_instead():
    before = written(field("select", "session", values=choices("a", "b")))

    after = changed(before, (0,), source="register", registerField="R-EXM-SESSIONS", columns="date, place")

    session = definition.read(after).fields[0]
    assert isinstance(session, Chosen)
    assert (session.register, session.columns, session.options) == ("R-EXM-SESSIONS", ("date", "place"), ())
    back = definition.read(changed(after, (0,), source="list", values=[{"label": "Одна", "value": "one"}])).fields[0]
    assert isinstance(back, Chosen) and isinstance(back.options[0], Option)
    assert (back.register, back.options[0].value) == ("", "one")


def test_the_form_itself_has_a_title_and_rules():
    rule = {"when": "first_name != last_name", "ru": "Имя и фамилия совпали", "en": "", "field": "last_name"}

    after = changed(APPLICATION, (), title="Заявление", rules=[rule])

    form = definition.read(after)
    assert (form.title, form.rules[0].message.ru, form.rules[0].field) == ("Заявление", rule["ru"], "last_name")
    assert changed(after, (), title="Заявка на экзамен", rules=[]) == APPLICATION


# ---------------------------------------------------------------------- coming, going, moving


@pytest.mark.parametrize("kind", editing.NAMES)
def test_a_fresh_question_of_each_kind_reads_and_leaves_no_trace_when_removed(kind):
    after, place = editing.add(APPLICATION, (1, 2), kind, label="Серия и номер паспорта")

    assert next(entry.kind for entry in editing.entries(after) if entry.place == place == (1, 2)) == kind
    assert definition.read(after)
    assert editing.remove(after, place) == APPLICATION


def test_a_fresh_question_has_a_key_that_says_what_its_label_says():
    first, place = editing.add(APPLICATION, (0,), "textfield", label="Серия и номер паспорта")
    second, _ = editing.add(first, (0,), "textfield", label="Серия и номер паспорта")

    assert node(first, place)["key"] == "seriya_i_nomer_pasporta"
    assert node(second, place)["key"] == "seriya_i_nomer_pasporta_2"
    assert node(second, place)["id"] == "Field_19"


def test_a_question_without_a_label_is_refused_at_its_label():
    with pytest.raises(FormRefused) as refused:
        editing.add(APPLICATION, (0,), "textfield")

    problem = refused.value.problems[0]
    assert (problem.place, editing.about("textfield", problem)) == ((0,), "asked.label")


@pytest.mark.parametrize(("there", "back"), [("up", "down"), ("down", "up"), ("into", "out")])
def test_a_move_and_its_reverse_give_the_same_bytes(there, back):
    moves = [entry.place for entry in editing.entries(APPLICATION) if there in entry.moves]

    for place in moves:
        away, now = editing.move(APPLICATION, place, there)
        assert editing.move(away, now, back) == (APPLICATION, place)
    assert moves


def test_what_goes_into_a_group_stands_last_in_it_and_comes_out_behind_it():
    consent = place_of(APPLICATION, "Даю согласие на обработку персональных данных, содержащихся в заявлении и в приложенных к нему документах и материалах")  # fmt: skip

    inside, place = editing.move(APPLICATION, consent, "into")

    assert (consent, place) == ((4,), (3, 5))
    assert "consent" in definition.read(inside).by_path


@pytest.mark.parametrize(
    ("place", "way"), [((0,), "up"), ((4,), "down"), ((0,), "into"), ((0,), "out"), ((0,), "sideways")]
)
def test_a_move_that_leads_nowhere_is_refused(place, way):
    with pytest.raises(EditRefused):
        editing.move(APPLICATION, place, way)


@pytest.mark.parametrize("place", [(17,), (0, 0), (1, 9), (1, 0, 0)])
def test_a_question_that_is_not_there_is_refused(place):
    for edit in (editing.remove, editing.stands):
        with pytest.raises(EditRefused):
            edit(APPLICATION, place)


@pytest.mark.parametrize("text", ["-1", "1..2", "x", "٣", "1.", "99999", "1" + ".1" * 20])
def test_what_is_no_place_is_refused(text):
    with pytest.raises(EditRefused):
        editing.place_of(text)


# ---------------------------------------------------------------------- what is refused, and where


@pytest.mark.parametrize(
    ("settings_", "at"),
    [
        pytest.param({"pattern": "(a+)+"}, "asked.pattern", id="pattern"),
        pytest.param({"hide": "last_name ="}, "asked.hide", id="condition"),
        pytest.param({"hide": "patronymic = null"}, "asked.hide", id="its-own-condition"),
        pytest.param({"prefill": "1 +"}, "asked.prefill", id="prefill"),
        pytest.param({"key": "last_name"}, "asked.key", id="taken"),
    ],
)
def test_what_the_form_refuses_is_told_at_its_setting(settings_, at):
    place = place_of(APPLICATION, "Отчество")

    with pytest.raises(FormRefused) as refused:
        changed(APPLICATION, place, **settings_)

    assert [editing.about("textfield", each) for each in refused.value.problems if each.place == place] == [at]


@pytest.mark.parametrize(
    ("settings_", "at"),
    [
        ({"label": ""}, "asked.label"),
        ({"key": "Ключ"}, "asked.key"),
        ({"maxLength": "сто"}, "asked.maxLength"),
        ({"minLength": 10, "maxLength": 5}, "asked.maxLength"),
        ({"validationType": "passport"}, "asked.validationType"),
    ],
)
def test_what_cannot_be_a_setting_is_told_at_its_setting(settings_, at):
    with pytest.raises(AnswersRefused) as refused:
        changed(APPLICATION, place_of(APPLICATION, "Отчество"), **settings_)

    assert list(refused.value.errors) == [at]


def test_a_question_that_a_rule_names_is_not_removed():
    before = written(field("textfield", "name"), properties={"rules": [{"when": "true", "ru": "нет", "field": "name"}]})

    with pytest.raises(FormRefused) as refused:
        editing.remove(before, (0,))

    assert (refused.value.problems[0].place, refused.value.problems[0].about) == ((), "rules")


def test_a_broken_form_is_mended_question_by_question():
    broken = written(field("textfield", "name", pattern="("), field("html", "page"), field("textfield", "name"))

    mended = changed(broken, (0,), pattern=None)
    mended = changed(mended, (2,), key="surname")
    mended = editing.remove(mended, (1,))

    assert len(editing.problems(broken)) == 2, "the third comes to light when the first is mended"
    assert [entry.key for entry in editing.entries(mended)] == ["name", "surname"]
    assert editing.problems(mended) == ()


def test_what_is_wrong_names_the_component_it_stands_at():
    broken = written(
        group(field("textfield", "a"), field("select", "b"), path="g"), rows("r", field("number", "n", min="x"))
    )

    assert [(each.place, each.about) for each in editing.problems(broken)] == [((0, 1), "values"), ((1, 0), "min")]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"id": NaN}', b"[" * 100_000])
def test_what_is_no_json_object_is_refused(content):
    with pytest.raises(FormRefused):
        editing.entries(content)


# ---------------------------------------------------------------------- who reads it


def test_a_key_that_conditions_and_rules_read_is_reported_when_it_is_renamed_or_removed():
    before = written(
        field("textfield", "name"),
        group(field("checkbox", "known"), path="person"),
        field("textfield", "nick", hide='name = "Анна" or person.known'),
        rows("jobs", field("textfield", "post"), field("textfield", "why", hide='post = "head"')),
        properties={"rules": [{"when": "count(jobs) > 0", "ru": "Нужна работа"}]},
    )

    def lost(after: bytes) -> list[str]:
        return [each.path for each in editing.lost(before, after)]

    assert lost(changed(before, (0,), key="full_name")) == ["name"]
    assert lost(editing.remove(before, (1,))) == ["person", "person.known"]
    assert lost(changed(before, (1, 0), key="sure")) == ["person.known"]
    assert lost(changed(before, (3, 0), key="job")) == ["jobs.post"]
    assert lost(changed(before, (3,), key="works")) == ["jobs"]
    assert lost(editing.remove(before, (2,))) == []
    assert lost(changed(before, (0,), label="Имя")) == []


def test_the_report_says_whose_expression_reads_it():
    before = written(field("textfield", "name", "Имя"), field("textfield", "nick", "Прозвище", hide="name = null"))

    found = editing.lost(before, editing.remove(before, (0,)))

    assert found[0].message.ru == "«name» читает условие вопроса «Прозвище»: name = null"


def test_a_new_form_asks_nothing_yet_and_takes_its_first_question():
    content = editing.new("F-TST-9", "Новая", "New")

    content, place = editing.add(content, (0,), "checkbox", label="Согласен")

    assert (definition.read(content).title, definition.read(content).title_en, place) == ("Новая", "New", (0,))


# ---------------------------------------------------------------------- always

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
EXPRESSIONS = st.sampled_from(["", "a = 1", 'delivery = "post"', "given(last_name)", "1 +", "result = null", "not("])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "textfield": st.one_of(TEXTS, EXPRESSIONS, st.sampled_from(["today", "2026-01-31", "pdf png", "^[0-9]+$", "R-X.y"])),
    "textarea": st.one_of(TEXTS, EXPRESSIONS),
    "number": st.one_of(st.none(), st.integers(-3, 2000), st.sampled_from(["12,5", "x", "1e9"])),
    "checkbox": st.booleans(),
    "dynamiclist": st.lists(
        st.fixed_dictionaries(
            {}, optional={name: st.one_of(TEXTS, EXPRESSIONS) for name in ("label", "value", "en", "when", "ru", "field")}
        ),
        max_size=3,
    ),
}  # fmt: skip


def planted(content: bytes) -> bytes:
    """The form with keys that we do not know on every component and in all that it has."""
    root = json.loads(content)

    def plant(item: dict[str, Any]) -> None:
        for inner in ("properties", "validate", "conditional"):
            if inner in item:
                item[inner]["zz_vendor"] = STRANGE
        for choice in item.get("values", []):
            choice["zz_vendor"] = STRANGE
        for component in item.get("components", []):
            plant(component)
        item["zz_vendor"] = STRANGE

    plant(root)
    return (json.dumps(root, indent=2, ensure_ascii=False) + "\n").encode()


def strange_keys(content: bytes) -> dict[str, int]:
    """How many strange keys each component has, by its id."""

    def count(value: Any) -> int:
        if isinstance(value, list):
            return sum(map(count, value))
        if not isinstance(value, dict):
            return 0
        inside = [each for key, each in value.items() if key not in ("zz_vendor", "components", "values")]
        return ("zz_vendor" in value) + sum(map(count, inside))

    return {str(node(content, e.place)["id"]): count(node(content, e.place)) for e in editing.entries(content)}


def an_edit(data: st.DataObject, content: bytes) -> tuple[bytes, str | None]:
    """Any edit of the form, and the id of the component that it removed or changed."""
    found = editing.entries(content)
    act = data.draw(st.sampled_from(["add", "remove", "move", "change", "form"]))
    places = [*[entry.place for entry in found], (9,), (0, 0, 3)]
    place = data.draw(st.sampled_from(places))
    if act == "add":
        kind = data.draw(st.sampled_from([*editing.NAMES, "html"]))
        return editing.add(content, place, kind, label=data.draw(TEXTS))[0], None
    if act == "remove":
        return editing.remove(content, place), None
    if act == "move":
        return editing.move(content, place, data.draw(st.sampled_from(editing.MOVES)))[0], None
    place = place if act == "change" else ()
    standing = editing.stands(content, place)
    kind = next((entry.kind for entry in found if entry.place == place), editing.FORM)
    name = data.draw(st.sampled_from(sorted(standing)))
    asked = editing.asked(kind).by_path[f"{editing.PATH}.{name}"]
    offered = [*(asked.choices or ()), "nonsense"] if isinstance(asked, Chosen) else []
    value = data.draw(st.sampled_from(offered) if offered else VALUES[asked.type])
    return editing.change(content, place, {**standing, name: value}), None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_any_edits_give_a_form_that_reads_or_a_named_refusal_and_keep_what_we_do_not_know(data):
    content = planted(data.draw(st.sampled_from(CATALOGUE)).read_bytes())

    for _ in range(data.draw(st.integers(1, 6))):
        before = strange_keys(content)
        try:
            after, _ = an_edit(data, content)
        except FormError as refused:
            assert refused.ru and refused.en
            continue
        assert definition.read(after)
        assert editing.reverse(content, after).applied(after) == content
        left = strange_keys(after)
        assert {id_: left[id_] for id_ in before if id_ in left} == {id_: before[id_] for id_ in before if id_ in left}
        content = after


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_changed_setting_that_is_changed_back_gives_the_same_bytes(data):
    content = planted(data.draw(st.sampled_from(CATALOGUE)).read_bytes())
    place = data.draw(st.sampled_from([entry.place for entry in editing.entries(content)]))
    standing = editing.stands(content, place)
    name = data.draw(st.sampled_from(sorted(standing.keys() & {"label", "en", "key", "description", "hide", "clause"})))
    value = data.draw(st.sampled_from(["given(consent)", "a_key", "Слово"]))
    assume(standing[name] != value)
    try:
        there = editing.change(content, place, {**standing, name: value})
        back = editing.change(there, place, {**editing.stands(there, place), name: standing[name]})
    except FormError:
        assume(False)

    assert back == content
