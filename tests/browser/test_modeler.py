"""The diagram editor: an owner draws, everything is kept, nothing that the editor does not know is lost.

These tests need the built island (`make islands`).  Without it they are skipped, but fail where CI=true.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from processes import model
from service import catalog, islands
from service.errors import GateClosed
from service.operations import people, publish, redesign
from service.operations.publish import Grounds
from service.operations.save_diagram import mark, save_diagram
from tests.browser import broken, foreign
from tests.browser.centre import PASSWORD, Centre
from tests.browser.drafter import Drafter, meaning, picture, properties
from tests.browser.guard import Guard
from tests.browser.person import Person
from tests.procedures.office import PROCEDURE

Draft = Callable[..., Drafter]

DIAGRAMS = [
    pytest.param(key, name, id=f"{key}/{name}")
    for key in catalog.procedures()
    for name in sorted(catalog.parts(key))
    if name.endswith(".bpmn")
]


@pytest.fixture(autouse=True)
def island() -> None:
    if islands.modeler() is not None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail("the island is not built: make islands")
    pytest.skip("the island is not built: make islands")


@pytest.fixture
def draft(centre: Centre, visit: Callable[..., Person]) -> Draft:
    """An owner of a procedure at the editor; `parts` make a procedure of the test's own."""
    people.add(
        centre.here, login="vlasova", name="Власова Ольга Петровна", password=PASSWORD, email="v@example.org",
        roles=["process_owner"],
    )  # fmt: skip

    def begin(procedure: str = PROCEDURE, parts: dict[str, bytes] | None = None) -> Drafter:
        if parts is not None:
            publish.publish_parts(centre.here, parts)
        elif procedure != PROCEDURE:
            publish.publish(centre.here, procedure)
        return Drafter(visit("vlasova"), centre, procedure)

    return begin


@pytest.fixture
def own(draft: Draft) -> Drafter:
    """At a small procedure of our own, in which nothing is wrong."""
    return draft(broken.KEY, broken.parts(broken.DRAWN_SOUND))


# ---------------------------------------------------------------------- what is shipped

LETTERING = """() => {
  const wrong = [];
  for (const group of document.querySelectorAll(".djs-element")) {
    const id = group.dataset.elementId;
    const visual = group.querySelector(":scope > .djs-visual");
    const text = visual?.querySelector(":scope > text");
    if (!text || !text.textContent) continue;
    if (/(\\.\\.\\.|…)$/.test(text.textContent.trim())) wrong.push(`${id} is cut: ${text.textContent}`);
    const frame = visual.querySelector(":scope > rect") ?? (id.endsWith("_label") ? group.querySelector(".djs-hit") : null);
    if (!frame || text.getAttribute("transform")?.includes("rotate") || text.style.transform) continue;
    if (getComputedStyle(text).writingMode.startsWith("vertical") || text.transform.baseVal.numberOfItems) continue;
    const [inner, outer] = [text.getBBox(), frame.getBBox()];
    const over = Math.max(outer.x - inner.x, outer.y - inner.y, inner.x + inner.width - outer.x - outer.width, inner.y + inner.height - outer.y - outer.height);
    if (over > 3) wrong.push(`${id} is ${over} px larger than its box: ${text.textContent}`);
  }
  return wrong;
}"""


@pytest.mark.parametrize(("key", "part"), DIAGRAMS)
def test_a_diagram_of_the_catalogue_opens_whole_reads_well_and_is_written_as_it_was(
    draft: Draft, key: str, part: str
) -> None:
    owner = draft(key).opens(part)
    before = owner.kept()

    expect(owner.tool("notice")).to_be_hidden()
    assert owner.page.evaluate(LETTERING) == []

    after = owner.written()
    assert meaning(after) == meaning(before)
    assert picture(after) == picture(before)
    assert elements(after) == elements(before)


def elements(content: bytes) -> list[str]:
    return sorted(id_ for one in model.read(content).processes.values() for id_ in (*one.nodes, *one.flows))


def test_the_page_is_accessible_in_both_languages(draft: Draft) -> None:
    owner = draft().opens("exam-date.bpmn").chooses("EXM-51").looks()
    expect(owner.tool("check")).to_have_text("Замечаний нет")

    owner.page.context.add_cookies([{"name": "language", "value": "en", "url": owner.centre.url}])
    owner.opens("exam-date.bpmn").chooses("EXM-51").looks()

    expect(owner.tool("check")).to_have_text("Nothing found")
    assert russian_words(owner.page) == []


def russian_words(page: Page) -> list[str]:
    """Words of the interface; names in the diagram, roles and clauses are the procedure's own."""
    script = """() => {
      const own = ".modeler-step, .modeler-canvas, .modeler-fields textarea, [data-modeler=panel-title], h1, .modeler-clauses, .site-head, option, .choice, .modeler-preview";
      const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) if (/[а-яё]/i.test(walker.currentNode.data) && !walker.currentNode.parentElement.closest(own)) found.push(walker.currentNode.data.trim());
      return found;
    }"""
    return list(page.evaluate(script))


def test_the_watermark_of_bpmn_io_is_seen_whatever_stands_around_it(draft: Draft) -> None:
    owner = draft().opens("exam.bpmn").chooses("EXM-30")
    script = """() => {
      const mark = document.querySelector(".bjs-powered-by");
      mark.scrollIntoView({ block: "center" });
      const { left, top, width, height } = mark.getBoundingClientRect();
      const points = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]];
      return points.every(([x, y]) => mark.contains(document.elementFromPoint(left + width * x, top + height * y)));
    }"""

    assert owner.page.evaluate(script)


def test_tools_and_menus_offer_only_what_the_service_can_do_and_in_russian(draft: Draft, guard: Guard) -> None:
    guard.expect("ContextPad#getPad is deprecated")  # said by bpmn-js to itself
    owner = draft().opens("exam-date.bpmn").chooses("EXM-51")

    assert owner.page.locator(".djs-palette [data-action='create.data-object']").count() == 0
    owner.page.locator(".djs-context-pad [data-action=replace]").click()

    offered = owner.page.locator(".djs-popup .entry").all_inner_texts()
    assert "Действие службы" in offered
    assert not [text for text in offered if re.search("[A-Za-z]{3}|Транзакция|Специальный", text)]
    owner.looks()


# ---------------------------------------------------------------------- properties


def test_role_form_term_and_clause_are_edited_kept_and_undone_one_by_one(draft: Draft) -> None:
    owner = draft().opens("exam-date.bpmn").chooses("EXM-51")
    before = properties(owner.kept(), "EXM-51")

    owner.field("role.coc_specialist").check()
    owner.field("form").select_option("F-EXM-2")
    owner.writes("due", "days_after(now(), 7)")
    owner.field("clause.search").fill("уведомить способом")
    expect(owner.page.locator("[data-results=clauses] button")).to_have_count(0)
    owner.field("clause.search").fill("экзамен")
    owner.page.locator("[data-results=clauses] button").first.click()
    owner.is_saved()

    after = properties(owner.kept(), "EXM-51")
    assert after["role"].split() == ["candidate", "coc_specialist"]
    assert (after["form"], after["due"]) == ("F-EXM-2", "days_after(now(), 7)")
    had, has = before["clause"].split(), after["clause"].split()
    assert has[:-1] == had

    owner.undoes()
    owner.undoes()
    expect(owner.field("due")).to_have_value(before["due"])
    expect(owner.field("form")).to_have_value("F-EXM-2")
    owner.undoes()
    owner.undoes()
    expect(owner.field("role.coc_specialist")).not_to_be_checked()
    expect(owner.tool("undo")).to_be_disabled()
    owner.is_saved()

    assert properties(owner.kept(), "EXM-51") == before


def test_a_term_is_shown_on_real_days_while_it_is_written(draft: Draft) -> None:
    owner = draft().opens("exam-date.bpmn").chooses("EXM-51")
    preview = owner.page.locator("[data-preview=due]")
    expect(preview).to_contain_text("Если шаг откроется сегодня, 02.03.2026: 07.03.2026")

    owner.writes("due", "workdays_after(now(), 10)")

    expect(preview).to_contain_text("17.03.2026")
    expect(preview).to_contain_text("Если шаг откроется 30.12.2026: 22.01.2027")
    owner.writes("due", "workdays_after(now(),")
    expect(preview).to_contain_text("столбец")


def test_inputs_conditions_timers_scripts_and_messages_are_edited(draft: Draft) -> None:
    owner = draft().opens("exam-date.bpmn").chooses("EXM-57")
    owner.writes("input.0.value", '"N-EXM-OTHER"').is_saved()
    assert properties(owner.kept(), "EXM-57")["input.template"] == '"N-EXM-OTHER"'

    owner.chooses("EXM-D1").writes("script", "date_round = 2").is_saved()
    owner.chooses("EXM-D2")
    owner.page.locator("[data-modeler=panel] .modeler-clauses button", has_text="Ответ сторон").first.click()
    owner.writes("condition", "date_round > 5").is_saved()

    (process,) = model.read(owner.kept()).processes.values()
    assert process.nodes["EXM-D1"].script == "date_round = 2"
    assert process.flows["EXM-D2.EXM-SPA"].condition == "date_round > 5"


def test_timers_and_messages_are_edited(own: Drafter) -> None:
    drawing = (
        broken.straight().user("A").path("S", "A", "E").boundary("B", "A", broken.timer("PT1H"), {"clause": "t/1"})
    )
    drawing.node("intermediateCatchEvent", "C", body="<messageEventDefinition />").end("E2").path("B", "C", "E2")
    own.puts(broken.PART, broken.layout.lay_out(drawing.xml())).opens(broken.PART)

    own.chooses("B").writes("timer", "PT2H")
    own.chooses("C").writes("message", "paid").is_saved()

    diagram = model.read(own.kept())
    (process,) = diagram.processes.values()
    assert process.nodes["B"].events[0].expression == "PT2H"
    assert process.nodes["C"].events[0].name == "paid"


# ---------------------------------------------------------------------- the list of steps


def test_a_step_is_added_renamed_connected_and_deleted_by_keyboard(own: Drafter) -> None:
    own.opens(broken.PART)
    page = own.page
    own.step("S").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(own.step("A")).to_have_attribute("aria-pressed", "true")

    own.field("add").focus()
    page.keyboard.press("Enter")
    expect(own.field("name")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Проверить опись")
    own.field("name").blur()
    own.is_saved()

    (process,) = model.read(own.kept()).processes.values()
    (made,) = [node for node in process.nodes.values() if node.name == "Проверить опись"]
    assert {(flow.source, flow.target) for flow in process.flows.values()} == {
        ("S", "A"),
        ("A", made.id),
        (made.id, "E"),
    }

    own.chooses(made.id)
    own.field("connect").select_option("A")
    own.is_saved()
    assert (made.id, "A") in {(flow.source, flow.target) for flow in flows(own)}

    own.step(made.id).focus()
    page.keyboard.press("Delete")
    expect(own.step(made.id)).to_have_count(0)
    own.is_saved()
    assert made.id not in elements(own.kept())
    own.looks()


def flows(owner: Drafter) -> list[Any]:
    return [flow for one in model.read(owner.kept()).processes.values() for flow in one.flows.values()]


def test_what_is_chosen_on_the_canvas_is_chosen_in_the_list(draft: Draft) -> None:
    owner = draft().opens("exam-date.bpmn").chooses("EXM-51")

    owner.page.locator('.djs-element[data-element-id="EXM-G4"] .djs-hit').first.click()

    expect(owner.step("EXM-G4")).to_have_attribute("aria-pressed", "true")
    expect(owner.tool("panel-title")).to_have_text("Порядок: Нужно согласие работодателя?")


def test_the_steps_are_read_without_javascript(centre: Centre, draft: Draft, visit: Callable[..., Person]) -> None:
    draft()
    reader = visit("vlasova", scripts=False)

    reader.opens(f"/definitions/{PROCEDURE}/edit/diagrams/exam-date.bpmn")

    reader.sees("Согласовать дату, место и время", "Редактору диаграмм нужен JavaScript")


# ---------------------------------------------------------------------- keeping


def test_a_colleague_who_saved_meanwhile_is_named_and_not_overwritten(draft: Draft, guard: Guard) -> None:
    guard.expect("status of 412")
    owner = draft().opens("exam-date.bpmn")
    colleague = owner.centre.who("admin")
    theirs = owner.kept().replace("Дата нужна".encode(), "Нужна дата".encode())
    save_diagram(owner.centre.here, colleague, PROCEDURE, owner.part, theirs, over=mark(owner.kept()))

    owner.chooses("EXM-51").writes("name", "Моё название")

    expect(owner.tool("state")).to_contain_text("Администратор")
    expect(owner.tool("state")).to_contain_text("Сначала скачайте свой вариант")
    assert owner.kept() == theirs
    assert "Моё название".encode() in owner.written()


def test_without_a_network_nothing_is_lost_and_leaving_is_asked(draft: Draft, guard: Guard) -> None:
    guard.expect("ERR_INTERNET_DISCONNECTED")
    owner = draft().opens("exam-date.bpmn").chooses("EXM-51")
    owner.page.context.set_offline(True)

    owner.writes("name", "Название без сети")
    expect(owner.tool("state")).to_have_text("Не сохранено, повторим")

    asked: list[str] = []
    owner.page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    owner.page.evaluate("() => setTimeout(() => location.assign('/definitions'), 0)")
    owner.page.wait_for_timeout(500)
    assert asked == ["beforeunload"]

    owner.page.context.set_offline(False)
    owner.is_saved()
    assert "Название без сети".encode() in owner.kept()


def test_a_service_that_fails_is_asked_again(draft: Draft, guard: Guard) -> None:
    guard.expect("status of 503")
    owner = draft().opens("exam-date.bpmn").chooses("EXM-51")
    owner.page.route("**/save", lambda route: route.fulfill(status=503, json={}), times=1)

    owner.writes("name", "Со второго раза")

    expect(owner.tool("state")).to_have_text("Не сохранено, повторим")
    owner.is_saved()
    assert "Со второго раза".encode() in owner.kept()


def test_a_file_is_uploaded_in_the_diagrams_place_and_what_is_none_is_not(draft: Draft, guard: Guard) -> None:
    guard.expect("status of 422")
    owner = draft().opens("exam-date.bpmn")
    before = owner.kept()

    owner.tool("upload").set_input_files({"name": "x.bpmn", "mimeType": "text/xml", "buffer": b"<html/>"})
    expect(owner.tool("message")).to_contain_text("Прежний текст остался на месте")
    assert owner.kept() == before

    other = before.replace("Дата нужна".encode(), "Другая схема".encode())
    owner.tool("upload").set_input_files({"name": "x.bpmn", "mimeType": "text/xml", "buffer": other})
    expect(owner.step("EXM-D0")).to_contain_text("Другая схема")
    assert owner.kept() == other


def test_laying_out_anew_moves_only_the_picture_and_undo_takes_it_back(own: Drafter) -> None:
    moved = re.sub(rb'(<dc:Bounds x=")\d+', rb"\g<1>700", broken.DRAWN_SOUND, count=1)
    own.puts(broken.PART, moved).opens(broken.PART)

    own.tool("layout").click()
    expect(own.tool("message")).to_contain_text("Схема разложена заново")
    own.is_saved()

    assert meaning(own.kept()) == meaning(moved)
    assert picture(own.kept()) == picture(broken.DRAWN_SOUND)
    own.undoes()
    assert picture(own.written()) == picture(moved)


# ---------------------------------------------------------------------- nothing is lost


@pytest.mark.parametrize("made", [foreign.every_spiff_tag, foreign.of_another_system], ids=["spiff", "others"])
def test_what_the_editor_does_not_know_comes_through_a_change(own: Drafter, made: Callable[[], bytes]) -> None:
    before = made()
    own.puts(broken.PART, before).opens(broken.PART)
    expect(own.tool("notice")).to_be_hidden()
    assert meaning(own.written()) == meaning(before)

    own.chooses("A0").writes("name", "Другое название").is_saved()

    assert meaning(own.kept()) == meaning(before.replace("Шаг 1".encode(), "Другое название".encode(), 1))
    assert picture(own.kept()) == picture(before)


HALF_UNDERSTOOD = [
    pytest.param(lambda text: text.replace("</bpmn:userTask>", "<bpmn:newThing/></bpmn:userTask>", 1), "bpmn:newThing", id="a tag that BPMN does not have"),
    pytest.param(lambda text: text.replace('name="Шаг 1"', 'name="Шаг 1"><bpmn:extensionElements><spiffworkflow:later>x</spiffworkflow:later></bpmn:extensionElements', 1), "spiffworkflow:later", id="a tag that SpiffWorkflow may have one day"),
    pytest.param(lambda text: text.replace('isExecutable="true"', 'isExecutable="1"', 1), "bpmn:process", id="a value that would be turned round"),
    pytest.param(lambda text: text.replace("<bpmn:startEvent", "<!-- важно --><bpmn:startEvent", 1), "примечания XML", id="a comment"),
    pytest.param(lambda text: text.replace('name="Шаг 1"', 'name="Шаг 1" default="NOWHERE"', 1), "NOWHERE", id="a default flow that is not there"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "named"), HALF_UNDERSTOOD)
def test_a_file_that_is_half_understood_is_only_shown_and_says_why(
    own: Drafter, spoil: Callable[[str], str], named: str
) -> None:
    file = spoil(foreign.plain().decode()).encode()
    own.puts(broken.PART, file).opens(broken.PART)

    expect(own.tool("notice")).to_contain_text("Файл понят не полностью")
    expect(own.tool("notice")).to_contain_text(named)
    expect(own.tool("state")).to_have_text("только просмотр")
    expect(own.page.locator(".djs-palette")).to_have_count(0)
    own.chooses("A0").looks()
    expect(own.field("name")).to_have_attribute("readonly", "")
    assert own.written() == file
    assert own.kept() == file


# ---------------------------------------------------------------------- twenty broken diagrams


def test_twenty_broken_diagrams_cannot_be_published_and_have_the_right_element_marked(own: Drafter) -> None:
    centre, owner = own.centre, own.centre.who("vlasova")
    seen: dict[str, tuple[bool, bool]] = {}
    for code, (content, element) in broken.DIAGRAMS.items():
        own.puts(broken.PART, content).opens(broken.PART)
        mark_there = own.page.locator(f'.djs-overlay .modeler-mark:is(.error, .question)[data-element="{element}"]')
        expect(mark_there.first, code).to_be_visible()
        line = own.finds(code).locator(f"a[href='#{element}']")
        line.first.click()
        expect(own.tool("panel-title"), code).not_to_have_text("Порядок")

        draft = redesign.read(centre.here, owner, broken.KEY)
        with pytest.raises(GateClosed) as refused:
            publish.publish_redesign(centre.here, owner, broken.KEY, Grounds(reason="проба"), etag=draft.etag)
        seen[code] = (
            mark_there.count() == 1,
            (code, element) in {(one.code, one.element) for one in refused.value.findings},
        )

    assert len(seen) == 20
    assert {code for code, right in seen.items() if right != (True, True)} == set()


def test_a_finding_appears_as_it_is_drawn_and_goes_as_it_is_mended(own: Drafter) -> None:
    own.opens(broken.PART)
    expect(own.tool("check")).to_have_text("Замечаний нет")
    own.chooses("A")

    own.field("role.clerk").uncheck()

    expect(own.tool("check")).to_have_text("Мешает публикации: 1. Советы: 0.")
    assert own.marked() == ["A"]
    own.looks()
    own.undoes()
    expect(own.tool("check")).to_have_text("Замечаний нет")
    assert own.marked() == []


def test_on_a_phone_steps_and_properties_are_changed_by_the_list(draft: Draft) -> None:
    owner = draft()
    owner.page.set_viewport_size({"width": 390, "height": 844})
    owner.opens("exam-date.bpmn").chooses("EXM-51").looks()

    owner.writes("name", "Согласовать день").is_saved()

    assert "Согласовать день".encode() in owner.kept()
    assert owner.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
