"""Diagrams as SVG: what is drawn, what is marked, and that nothing from a file becomes markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from processes import drawing, layout, model
from processes.drawing.lettering import INSIDE, width_of, wrapped
from processes.model.elements import Diagram
from tests.processes.model.files import file, flow

SVG = "{http://www.w3.org/2000/svg}"
NOTHING = drawing.Marks()

PROCEDURE = file(
    '<bpmn:laneSet id="LS"><bpmn:lane id="staff" name="Специалист"><bpmn:flowNodeRef>A</bpmn:flowNodeRef></bpmn:lane>'
    '<bpmn:lane id="head" name="Руководитель"><bpmn:flowNodeRef>U</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    '<bpmn:startEvent id="S" name="Заявка"><bpmn:messageEventDefinition/></bpmn:startEvent>'
    '<bpmn:userTask id="A" name="Проверить комплект"/>'
    '<bpmn:boundaryEvent id="T" name="10 дней" attachedToRef="A" cancelActivity="false"><bpmn:timerEventDefinition/></bpmn:boundaryEvent>'
    '<bpmn:endEvent id="TE" name="Сообщено"/>'
    '<bpmn:exclusiveGateway id="G" name="Полный?" default="f3"/>'
    '<bpmn:subProcess id="U" name="Решение"><bpmn:userTask id="B" name="Решить"/></bpmn:subProcess>'
    '<bpmn:endEvent id="E"><bpmn:terminateEventDefinition/></bpmn:endEvent>'
    + flow("f1", "S", "A")
    + flow("f2", "A", "G")
    + '<bpmn:sequenceFlow id="f3" name="да" sourceRef="G" targetRef="U"/>'
    + flow("f4", "G", "A")
    + flow("f5", "U", "E")
    + flow("f6", "T", "TE")
)


@pytest.fixture(scope="module")
def diagram() -> Diagram:
    return model.read(layout.lay_out(PROCEDURE))


def drawn(diagram: Diagram, marks: drawing.Marks = NOTHING, **links: str) -> etree._Element:
    return etree.fromstring(drawing.svg(diagram, "P", marks, links=links, title="Процедура"))


def element(picture: etree._Element, id_: str) -> etree._Element:
    (found,) = picture.xpath(f"//*[@data-element='{id_}']")
    return found


def test_every_node_lane_and_flow_is_there_once(diagram: Diagram) -> None:
    picture = drawn(diagram)

    ids = picture.xpath("//@data-element")
    assert sorted(ids) == sorted(
        ["S", "A", "T", "TE", "G", "U", "B", "E", "f1", "f2", "f3", "f4", "f5", "f6", "staff", "head", "Participant_P"]
    )


def test_the_picture_has_a_name_for_those_who_do_not_see_it(diagram: Diagram) -> None:
    picture = drawn(diagram)

    assert picture.get("role") == "img"
    (title,) = picture.xpath(f"*[@id='{picture.get('aria-labelledby')}']")
    assert title.text == "Процедура"


def test_done_current_and_overdue_are_told_by_class_sign_and_word(diagram: Diagram) -> None:
    picture = drawn(diagram, drawing.Marks(done={"S": 1, "A": 3}, current={"B"}, overdue={"B"}, flows={"f1"}))

    assert "done" in element(picture, "A").get("class").split()
    assert element(picture, "A").xpath("string(.//*[@class='badge-text'])") == "×3"
    assert element(picture, "S").xpath("count(.//*[@class='tick'])") == 1
    assert {"current", "overdue"} <= set(element(picture, "B").get("class").split())
    assert element(picture, "B").find(f"{SVG}title").text == "Решить — сейчас здесь, просрочено"
    assert "taken" in element(picture, "f1").get("class").split()
    assert "taken" not in element(picture, "f2").get("class").split()


def test_a_link_stands_around_the_node(diagram: Diagram) -> None:
    picture = drawn(diagram, A="/tasks/17-42?a=1&b=2")

    assert element(picture, "A").find(f"{SVG}a").get("href") == "/tasks/17-42?a=1&b=2"
    assert picture.get("role") == "group"


def test_a_link_that_runs_a_script_is_not_drawn(diagram: Diagram) -> None:
    assert element(drawn(diagram, A="javascript:alert(1)"), "A").find(f"{SVG}a") is None


def test_kinds_look_different(diagram: Diagram) -> None:
    picture = drawn(diagram)

    assert "waiting" in element(picture, "T").get("class").split()
    assert "end" in element(picture, "E").get("class").split()
    assert "open" in element(picture, "U").get("class").split()
    assert element(picture, "f3").xpath("count(.//*[contains(@class, 'slash')])") == 1
    assert element(picture, "f4").xpath("count(.//*[contains(@class, 'slash')])") == 0


def test_styles_and_scripts_are_left_to_the_page(diagram: Diagram) -> None:
    text = drawing.svg(diagram, "P", drawing.Marks(done={"A": 2}, current={"G"}), title="Процедура")

    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", text)


def test_every_class_in_a_picture_has_a_rule(diagram: Diagram) -> None:
    picture = drawn(diagram, drawing.Marks(done={"A": 2}, current={"B"}, overdue={"B"}, flows={"f1"}))

    used = {name for classes in picture.xpath("//@class") for name in classes.split()}
    plain = {"node", "task", "gateway", "start", "between", "boundary", "visited", "slash"}
    ruled = set(re.findall(r"\.([a-z][a-z-]*)", drawing.stylesheet()))
    assert used - plain <= ruled


@given(st.text(min_size=1, max_size=40))
def test_any_name_is_shown_as_text(name: str) -> None:
    quoted = "".join(f"&#{ord(letter)};" for letter in name if letter.isprintable()) or "x"

    diagram = model.read(layout.lay_out(file(f'<bpmn:task id="A" name="{quoted}"/>')))
    picture = drawn(diagram)

    assert {etree.QName(part).localname for part in picture.iter()} <= {"svg", "title", "g", "rect", "text", "tspan"}


def test_a_name_with_markup_is_escaped() -> None:
    diagram = model.read(layout.lay_out(file('<bpmn:task id="A" name="&lt;script&gt;alert(1)&lt;/script&gt;"/>')))

    text = drawing.svg(diagram, "P", NOTHING, title='"><script>')

    assert "<script>" not in text


def test_a_file_without_coordinates_gives_an_empty_picture() -> None:
    picture = drawn(model.read(PROCEDURE))

    assert picture.xpath("count(//@data-element)") == 0


@given(st.text(alphabet="абвгд шщ-ёW1.", max_size=80), st.floats(min_value=20, max_value=200))
def test_no_line_of_text_is_wider_than_allowed_and_no_letter_is_lost(text: str, limit: float) -> None:
    lines = wrapped(text, INSIDE, limit)

    assert all(width_of(line, INSIDE) <= limit for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_widths_are_those_of_the_font() -> None:
    # Liberation Sans, 2048 units to the em: "a" 1139, "ж" 1370, space 569.
    assert width_of("a", 2048) == 1139
    assert width_of("ж", 2048) == 1370
    assert width_of(" ", 2048) == 569
