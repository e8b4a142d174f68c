"""What a diagram drawn for another system says that means something here: carried over, and told in both forms.

The file keeps every byte; only our reading of it changes.  What the author has said in properties of ours stands above
anything carried over.  Who may do a step is never carried over: groups and people of another system only suggest a role.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from processes.model import iso, juel
from processes.model.elements import Conversion, EventDefinition, Flow, ForeignSetting, Kind, MultiInstance, Node

_STEPS = frozenset({Kind.USER, Kind.MANUAL})
_WITH_FORM = _STEPS | {Kind.START}
_WITH_INPUTS = frozenset({Kind.SERVICE, Kind.SEND, Kind.RULE})
_FORM = re.compile(
    r"(?:camunda-forms:(?:bpmn|deployment):|embedded:deployment:)?([\w-][\w.-]{0,99}?)(?:\.(?:form|json))?"
)
_NAME = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_EXPRESSION = re.compile(r"[$#]\{|^=")
_GROUP = re.compile(r"\s*(?:group|user)\(\s*([^()]*)\s*\)\s*")

_FORMS = ("formKey", "formRef", "formDefinition@formId", "formDefinition@formKey")
_ASKED = ("formData", "formProperty")
_FIELDS = ("formData.formField@id", "formProperty@id")
_DUES = ("dueDate", "taskSchedule@dueDate")
_DECISIONS = ("decisionRef", "calledDecision@decisionId")
_RESULTS = ("resultVariable", "calledDecision@resultVariable")
_CALLED = ("calledElement@processId",)
_COLLECTIONS = ("loop.collection", "loop.loopCharacteristics@inputCollection")
_ITEMS = ("loop.elementVariable", "loop.loopCharacteristics@inputElement")
_INPUT = "inputOutput.inputParameter"
_SUGGESTING = frozenset(
    {
        "candidateGroups", "assignee", "assignmentDefinition@candidateGroups", "assignmentDefinition@assignee",
        "potentialOwner", "humanPerformer", "performer",
    }
)  # fmt: skip
_RUN = {
    "class": ("вызывает Java-класс", "calls Java class"),
    "delegateExpression": ("вызывает объект", "calls bean"),
    "expression": ("вычисляет", "evaluates"),
    "type": ("поручает работу исполнителю вида", "hands its work to a worker of type"),
    "topic": ("ждёт внешнего исполнителя темы", "waits for an external worker of topic"),
    "taskDefinition@type": ("ждёт исполнителя заданий вида", "waits for a job worker of type"),
    "modelerTemplate": ("работает через коннектор", "works through connector"),
    "connector.connectorId": ("работает через коннектор", "works through connector"),
    "script": ("исполняет сценарий", "runs script"),
    "preScript": ("исполняет до шага сценарий", "runs before the step script"),
    "postScript": ("исполняет после шага сценарий", "runs after the step script"),
    "serviceTaskOperator@id": ("вызывает оператор", "calls operator"),
}
_LISTENING = re.compile(
    r"(?:event\.)?(?:execution|task)Listeners?(?:\.\w+)*@(?:class|delegateExpression|expression|type)"
)


def node_of(node: Node) -> Node:
    """The node with all that is carried over to it, `conversions` saying what."""
    node = _with_properties(node)
    node = _with_references(node)
    if node.multi is not None:
        node = _with_repetition(node, node.multi)
    if node.loop is not None:
        condition, told = _expression(node.loop.condition)
        node = replace(node, loop=replace(node.loop, condition=condition), conversions=(*node.conversions, *told))
    events: list[EventDefinition] = []
    for event in node.events:
        expression, told = _time(event)
        events.append(replace(event, expression=expression))
        node = replace(node, conversions=(*node.conversions, *told))
    return replace(node, events=tuple(events), suggested=tuple(dict.fromkeys(_suggested(node))))


def form_of_fields(node: Node) -> str:
    """The id of the form that is made of the fields which stand at the step itself."""
    return f"F-{node.id}"


def flow_of(flow: Flow) -> Flow:
    """The flow with its condition in FEEL, if it was written as another system's and is understood as a whole."""
    condition, told = _expression(flow.condition)
    language = None if told else flow.condition_language
    return replace(flow, condition=condition, condition_language=language, conversions=told)


def not_taken(node: Node) -> tuple[ForeignSetting, ...]:
    """The settings of other systems that have no effect here."""
    taken = {conversion.written for conversion in node.conversions}
    asks = node.properties.get("form") == form_of_fields(node)
    return tuple(
        one for one in node.foreign if written(one) not in taken and not (asks and one.name.startswith(_ASKED))
    )


def code_of(node: Node) -> tuple[tuple[ForeignSetting, str, str], ...]:
    """The settings by which another system would run something of its own, with what that is in Russian and English."""
    found = []
    for one in not_taken(node):
        known = _RUN.get(one.name.removeprefix("event."))
        if known is None and _LISTENING.fullmatch(one.name):
            known = ("сообщает о ходе слушателю", "tells listener")
        if known is not None and one.value:
            found.append((one, *known))
    return tuple(found)


def _with_properties(node: Node) -> Node:
    carried: dict[str, str] = {}
    told: list[Conversion] = []
    for name, setting, value in _properties(node):
        if name not in node.properties and name not in carried:
            carried[name] = value
            told.append(Conversion(written=written(setting), ours=f"{name} = {value}"))
    return replace(node, properties={**node.properties, **carried}, conversions=(*node.conversions, *told))


def _properties(node: Node) -> Iterator[tuple[str, ForeignSetting, str]]:
    for setting in node.foreign:
        if setting.name in _FORMS and node.kind in _WITH_FORM:
            key = _FORM.fullmatch(setting.value)
            if key is not None:
                yield "form", setting, key[1]
        elif setting.name in _FIELDS and node.kind in _WITH_FORM:
            yield "form", setting, form_of_fields(node)
        elif setting.name in _DUES and node.kind in _STEPS:
            due = _due(setting.value)
            if due is not None:
                yield "due", setting, due
        elif setting.name in _RESULTS and node.kind is Kind.RULE and _NAME.fullmatch(setting.value):
            yield "result", setting, setting.value
        elif setting.name == _INPUT and node.kind in _WITH_INPUTS and _NAME.fullmatch(setting.of):
            literal = _literal(setting.value)
            if literal is not None:
                yield f"input.{setting.of}", setting, literal


def _with_references(node: Node) -> Node:
    decision, called, told = node.decision, node.called, list(node.conversions)
    for setting in node.foreign:
        fits = bool(setting.value) and not _EXPRESSION.search(setting.value)
        if fits and decision is None and node.kind is Kind.RULE and setting.name in _DECISIONS:
            decision = setting.value
            told.append(Conversion(written=written(setting), ours=f"calledDecisionId = {decision}"))
        elif fits and called is None and node.kind is Kind.CALL and setting.name in _CALLED:
            called = setting.value
            told.append(Conversion(written=written(setting), ours=f"calledElement = {called}"))
    return replace(node, decision=decision, called=called, conversions=tuple(told))


def _with_repetition(node: Node, repetition: MultiInstance) -> Node:
    collection, item, told = repetition.collection, repetition.item, list(node.conversions)
    for setting in node.foreign:
        if collection is None and setting.name in _COLLECTIONS and setting.value:
            collection = setting.value
            told.append(Conversion(written=written(setting), ours=f"loopDataInputRef = {collection}"))
        elif item is None and setting.name in _ITEMS and _NAME.fullmatch(setting.value):
            item = setting.value
            told.append(Conversion(written=written(setting), ours=f"inputDataItem = {item}"))
    collection, of_list = _expression(collection)
    cardinality, of_number = _expression(repetition.cardinality)
    completion, of_end = _expression(repetition.completion)
    said = replace(repetition, collection=collection, item=item, cardinality=cardinality, completion=completion)
    return replace(node, multi=said, conversions=(*told, *of_list, *of_number, *of_end))


def _time(event: EventDefinition) -> tuple[str | None, tuple[Conversion, ...]]:
    if event.expression is None or event.kind != "timer":
        return _expression(event.expression)
    if juel.is_foreign(event.expression):
        return _expression(event.expression)
    usual = iso.usual(event.expression)
    told = () if usual == event.expression else (Conversion(written=event.expression, ours=usual),)
    return usual, told


def _expression(text: str | None) -> tuple[str | None, tuple[Conversion, ...]]:
    """The text in FEEL, and what was converted; what is not understood stays as it is, and the gate says so."""
    said = juel.translated(text) if text and juel.is_foreign(text) else None
    if said is None:
        return text, ()
    return said, (Conversion(written=text or "", ours=said),)


def _due(text: str) -> str | None:
    """FEEL for a due date: a moment or day as it is, a span as a term from now."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return f'date("{text}")'
    said = iso.usual(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", said):
        return f'date and time("{said}")'
    days = re.fullmatch(r"P(\d+)([YMD])", said)
    if days is not None:
        term = {"Y": "years_after", "M": "months_after", "D": "days_after"}[days[2]]
        return f"{term}(now(), {days[1]})"
    return f'now() + duration("{said}")' if re.fullmatch(r"PT(?=\d)(\d+H)?(\d+M)?(\d+S)?", said) else None


def _literal(text: str) -> str | None:
    """FEEL for a parameter that is a plain value; None for an expression."""
    if _EXPRESSION.search(text) or not text:
        return None
    if _NUMBER.fullmatch(text) or text in ("true", "false"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _suggested(node: Node) -> Iterator[str]:
    for setting in node.foreign:
        if setting.name in _SUGGESTING and not _EXPRESSION.search(setting.value):
            for part in setting.value.split(","):
                group = _GROUP.fullmatch(part)
                yield from filter(None, [(group[1] if group else part).strip()])


def written(setting: ForeignSetting) -> str:
    """A setting as people see it: where it was said, and its value."""
    name = setting.name.replace("@", " ")
    of = f" {setting.of}" if setting.of and setting.of != setting.value else ""
    return f"{setting.dialect} {name}{of} = {setting.value}"
