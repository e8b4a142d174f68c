"""Who does what: roles, forms, names, clauses, and what procedure.yaml says of them."""

from __future__ import annotations

from tests.processes.gate.drawing import Drawing, codes, found, message, procedure, straight, timer, with_message


def test_a_step_without_a_role_is_refused():
    drawing = straight().node("userTask", "X").path("S", "X", "E")

    assert found(drawing, "role.missing") == ["X"]


def test_an_act_of_a_person_needs_a_role_as_well():
    drawing = straight().node("intermediateCatchEvent", "X", {"form": "F-APP"}, body=message()).path("S", "X", "E")

    assert found(with_message(drawing), "role.missing") == ["X"]


def test_a_role_that_the_procedure_does_not_have_is_refused():
    drawing = straight().node("userTask", "X", {"role": "clerk, wizard"}).path("S", "X", "E")

    assert found(drawing, "role.unknown") == ["X"]


def test_a_step_in_a_sub_process_has_a_role_of_its_own():
    drawing = Drawing()
    drawing.elements.append((None, "L", 'laneSet id="L"', '<lane id="head"><flowNodeRef>SUB</flowNodeRef></lane>'))
    drawing.start().end().node("subProcess", "SUB").path("S", "SUB", "E")
    drawing.start("S2", into="SUB").node("userTask", "X", into="SUB").end("E2", into="SUB").path("S2", "X", "E2")

    assert found(drawing, "role.inherited") == ["X"]


def test_a_start_that_nobody_may_use_is_told():
    drawing = Drawing().node("startEvent", "X").user("A").end().path("X", "A", "E")

    assert found(drawing, "role.start") == ["X"]


def test_a_form_that_does_not_exist_is_refused():
    assert found(straight().user("X", form="F-NONE").path("S", "X", "E"), "form.unknown") == ["X"]


def test_a_step_without_a_name_is_told():
    drawing = straight().node("userTask", "X", {"role": "clerk"}, name="").path("S", "X", "E")

    assert codes(drawing) == ["label.missing"]
    assert found(drawing, "label.missing") == ["X"]


def test_a_term_without_a_clause_is_told():
    drawing = straight().user("X", due="days_after(now(), 5)").user("A").path("S", "X", "A", "E").end("E2")
    drawing.boundary("T", "A", timer("P10D")).flow("T", "E2")

    assert found(drawing, "clause.missing") == ["X", "T"]


def test_a_clause_that_does_not_exist_is_refused():
    drawing = straight().user("X", clause="4.1 4.9").path("S", "X", "E")

    assert found(procedure(drawing, clauses=("4.1",)), "clause.unknown") == ["X"]


def test_a_property_that_nothing_reads_is_told():
    drawing = straight().user("X", fom="F-APP").path("S", "X", "E")

    assert codes(drawing) == ["property.unused"]
    assert found(drawing, "property.unused") == ["X"]


def test_settings_of_other_engines_are_told():
    drawing = straight().node("userTask", "X", {"role": "clerk"}, camunda__assignee="anna").path("S", "X", "E")

    assert codes(drawing) == ["foreign.ignored"]
    assert found(drawing, "foreign.ignored") == ["X"]


def one_step() -> Drawing:
    return straight().user("A", stage="first").path("S", "A", "E")


STAGES = [{"id": "first", "ru": "Первый", "en": "First"}]


def test_reminders_and_separations_speak_of_steps_that_exist():
    apart = [{"id": "check", "first": ["A"], "second": ["B"], "ru": "…", "en": "…"}]

    reminded = procedure(one_step(), stages=STAGES, reminders={"Z": [{"kind": "reminder", "days": 1}]})
    separated = procedure(one_step(), stages=STAGES, separation=apart)

    assert codes(reminded) == ["procedure.element"]
    assert codes(separated) == ["procedure.element"]


def test_heads_and_escalations_are_roles_of_the_procedure():
    headed = procedure(one_step(), stages=STAGES, roles={"clerk": {"ru": "С", "en": "C", "head": "boss"}})
    escalated = procedure(
        one_step(), stages=STAGES, reminders={"A": [{"kind": "escalation", "days": 1, "role": "boss"}]}
    )

    assert codes(headed) == ["procedure.role"]
    assert codes(escalated) == ["procedure.role"]


def test_representatives_and_those_who_enter_paper_are_roles_and_act_for_roles_of_the_procedure():
    acting = procedure(one_step(), stages=STAGES, roles={"clerk": {"ru": "С", "en": "C", "acts_for": "boss"}})
    entering = procedure(one_step(), stages=STAGES, intake=["boss"])

    assert codes(acting) == ["procedure.role"]
    assert codes(entering) == ["procedure.role"]


def test_a_number_code_belongs_to_a_process_of_the_procedure():
    assert codes(procedure(one_step(), stages=STAGES, codes={"P-NONE": "НЕТ"})) == ["procedure.process"]


def test_people_sign_up_by_a_process_of_the_procedure():
    assert codes(procedure(one_step(), stages=STAGES, sign_up="P-NONE")) == ["procedure.process"]


def test_a_stage_that_the_procedure_does_not_have_is_refused():
    assert found(one_step(), "stage.unknown") == ["A"]
    assert codes(procedure(one_step(), stages=STAGES)) == []


def picture(*shapes: str, edges: tuple[str, ...] = ()) -> str:
    drawn = "".join(
        f'<bpmndi:BPMNShape bpmnElement="{shape}"><dc:Bounds x="0" y="0" width="10" height="10" /></bpmndi:BPMNShape>'
        for shape in shapes
    )
    drawn += "".join(
        f'<bpmndi:BPMNEdge bpmnElement="{edge}"><di:waypoint x="0" y="0" /><di:waypoint x="9" y="9" /></bpmndi:BPMNEdge>'
        for edge in edges
    )
    return f'<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="P">{drawn}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n'


def test_a_step_or_flow_that_the_picture_does_not_show_is_refused():
    drawing = straight().user("A").path("S", "A", "E")
    drawing.around = picture("S", "E", edges=("S-A",))

    assert found(drawing, "picture.node") == ["A"]
    assert found(drawing, "picture.flow") == ["A-E"]


def test_a_whole_picture_is_clean():
    drawing = straight().user("A").path("S", "A", "E")
    drawing.around = picture("S", "A", "E", edges=("S-A", "A-E"))

    assert codes(drawing) == []
