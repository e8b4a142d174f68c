"""«Вопросы к регламенту» as a page shows it: each unclear place, how it is read, who answers for it, what shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forms import wording
from processes.definition import Choice, Definition, Reading
from service import naming
from service.actor import Actor
from service.definitions import matrix, tables
from service.definitions.matrix import Head
from service.installation import Installation
from service.naming import CitedClause
from service.operations import sign_reading
from service.published import Edition
from storage import people, readings
from storage.models import ReadingSignature


@dataclass(frozen=True, kw_only=True)
class ChoiceShown:
    """A way to read it; `in_force` holds in this version, `shipped` is the default."""

    id: str
    text: str
    effect: str
    in_force: bool
    shipped: bool
    value: str


@dataclass(frozen=True, kw_only=True)
class SignatureShown:
    """Who answered for which choice, when, on what basis; `choice_text` is empty if the choice is no more."""

    who: str
    at: datetime
    choice: str
    choice_text: str
    basis: str
    version: int


@dataclass(frozen=True, kw_only=True)
class CaseShown:
    """A decision case that shows a reading, and whether the table answers it so now."""

    name: str
    decision: str
    number: int
    expected: str
    holds: bool
    known: bool


@dataclass(frozen=True, kw_only=True)
class Question:
    """One unclear place.  `signatures`: the latest first; `setting`: name and value of the switch."""

    id: str
    question: str
    clauses: tuple[CitedClause, ...]
    choices: tuple[ChoiceShown, ...]
    why: str
    setting: str
    value: str
    scenarios: tuple[str, ...]
    cases: tuple[CaseShown, ...]
    signatures: tuple[SignatureShown, ...]

    @property
    def in_force(self) -> ChoiceShown | None:
        return next((choice for choice in self.choices if choice.in_force), None)

    @property
    def signed(self) -> SignatureShown | None:
        """The signature that stands, if it is under the choice in force."""
        last = self.signatures[0] if self.signatures else None
        held = self.in_force
        return last if last is not None and held is not None and last.choice == held.id else None


@dataclass(frozen=True, kw_only=True)
class Questions:
    """The whole page."""

    head: Head
    questions: tuple[Question, ...]
    may_sign: bool

    @property
    def signed(self) -> int:
        return sum(question.signed is not None for question in self.questions)


def questions(installation: Installation, actor: Actor, key: str, language: str) -> Questions:
    """All readings of the version in effect; raises NotFound."""
    with installation.database.reading() as session:
        edition = installation.definitions.newest(session, key, installation.now())
        signatures = readings.signatures(session, key)
        names = people.named(session, {number for one in signatures if (number := _person(one)) is not None})
    under: dict[str, list[ReadingSignature]] = {}
    for one in signatures:
        under.setdefault(one.reading, []).append(one)
    return Questions(
        head=matrix.head(edition, language),
        questions=tuple(
            _question(edition, reading, under.get(reading.id, []), names, language)
            for reading in edition.definition.readings
        ),
        may_sign=actor.holds(*sign_reading.signers(edition.definition), procedure=key),
    )


def _person(signature: ReadingSignature) -> int | None:
    kind, _, number = signature.signed_by.partition(":")
    return int(number) if kind == "person" and number.isdecimal() else None


def _question(
    edition: Edition,
    reading: Reading,
    signatures: list[ReadingSignature],
    names: Mapping[int, str],
    language: str,
) -> Question:
    definition = edition.definition
    in_force = definition.in_force(reading)
    setting = definition.settings.get(reading.setting or "")
    texts = {choice.id: _text(choice, language) for choice in reading.choices}
    return Question(
        id=reading.id,
        question=reading.ru if language == "ru" else reading.en or reading.ru,
        clauses=naming.cited(
            (definition.clauses[id_] for id_ in reading.clauses if id_ in definition.clauses), language
        ),
        choices=tuple(
            ChoiceShown(
                id=choice.id,
                text=texts[choice.id],
                effect=choice.effect,
                in_force=choice is in_force,
                shipped=choice.id == reading.default,
                value="" if choice.value is None else _value(choice.value, language),
            )
            for choice in reading.choices
        ),
        why=reading.why,
        setting="" if setting is None else (setting.ru if language == "ru" else setting.en),
        value="" if setting is None else _value(setting.value, language),
        scenarios=tuple(shown for shown in reading.shown_by if "#" not in shown),
        cases=tuple(_case(definition, table, number, language) for table, number in reading.shown_by_cases),
        signatures=tuple(_signature(one, names, texts, language) for one in signatures),
    )


def _text(choice: Choice, language: str) -> str:
    return choice.ru if language == "ru" else choice.en or choice.ru


def _value(value: int | str | bool, language: str) -> str:
    return wording.text(value, language) if isinstance(value, bool) else str(value)


def _case(definition: Definition, table: str, number: int, language: str) -> CaseShown:
    found = definition.decisions.get(table)
    outcomes = tables.outcomes_of(definition, found) if found is not None else ()
    outcome = next((one for one in outcomes if one.case.number == number), None)
    if found is None or outcome is None:
        return CaseShown(name=table, decision=table, number=number, expected="", holds=False, known=False)
    return CaseShown(
        name=found.name or found.id,
        decision=found.id,
        number=number,
        expected=tables.answer(found, outcome.case.expected, language),
        holds=outcome.holds,
        known=True,
    )


def _signature(
    signature: ReadingSignature, names: Mapping[int, str], texts: Mapping[str, str], language: str
) -> SignatureShown:
    return SignatureShown(
        who=naming.person_name(signature.signed_by, names, language),
        at=signature.signed_at,
        choice=signature.choice,
        choice_text=texts.get(signature.choice, ""),
        basis=signature.basis,
        version=signature.version,
    )
