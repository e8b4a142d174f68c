"""What a person signs exists by then: files or papers of the case."""

from __future__ import annotations

from collections.abc import Iterator

from processes import feel
from processes.definition import Definition, result_key
from processes.gate.data import CaseData
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.model.elements import Kind, Node

_FILES = frozenset({"filepicker", "signed"})


def check(definition: Definition) -> Iterator[Finding]:
    """`signature.nothing` where no case is there yet, `signature.file` for what is no file.  Names are asked elsewhere."""
    data = CaseData.of(definition)
    for node in nodes(definition):
        form = definition.forms.get(node.properties.get("form", ""))
        for field in form.fields.values() if form else ():
            if field.signs:
                yield from _signs(data, node, field.signs)


def _signs(data: CaseData, node: Node, signs: str) -> Iterator[Finding]:
    try:
        names = feel.compile(signs).names
    except feel.FeelError:
        return
    own = result_key(node)
    if node.kind is Kind.START or (any(path[0] == own for path in names) and not _others(data, node, own)):
        yield error(
            "signature.nothing",
            node,
            f"«{title(node)}»: подписывают «{signs}», а этого в деле тогда ещё нет",
            f"{title(node)!r}: {signs!r} is signed, which the case does not have by then",
            "Назовите файл или документ более раннего шага",
            "Name a file or a paper of an earlier step",
        )
        return
    for path in sorted(names):
        fields = data.fields(node, path)
        if fields and not any(field.type in _FILES for field in fields):
            dotted = ".".join(path)
            yield error(
                "signature.file",
                node,
                f"«{title(node)}»: подписывают «{dotted}», а это не файл и не документ",
                f"{title(node)!r}: {dotted!r} is signed, which is neither a file nor a paper",
                "Назовите вопрос о файле или результат действия document",
                "Name a question for a file, or the result of the action document",
            )


def _others(data: CaseData, node: Node, key: str) -> bool:
    """Whether another step sets the key too."""
    return any(writing.node.id != node.id for writing in data.writings.get(key, ()))
