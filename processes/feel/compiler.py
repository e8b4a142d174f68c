"""From syntax tree to closures `run(scope)`, once per source; collects on the way which names are read.

Every closure that can fail turns Refused into a FeelError with its own place.  Nothing here calls, reads or imports
anything by a name out of the source except entries of contexts and of the table of functions.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Final, NoReturn
from zoneinfo import ZoneInfo

from lark import Token, Tree

from processes.errors import PoryadokError
from processes.feel import arithmetic, limits
from processes.feel.calendar_text import literal_from
from processes.feel.errors import FeelError, Refused, located
from processes.feel.functions import FUNCTIONS, Function, is_defined, is_given
from processes.feel.scope import Scope
from processes.feel.syntax import KEYWORDS, Node, place, text_of_token, trees
from processes.feel.values import KIND_NAMES, Value, checked_list, equal, kind, ordered, property_of, unlike

Run = Callable[[Scope], Any]
Path = tuple[str, ...]

_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_DIRECT: Final = frozenset((int, str, bool, Decimal))
_ANY_ZONE = ZoneInfo("UTC")
_UNWALKED: Final[Any] = object()
"""What a walk over null gives instead of the value of its body."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A path compared with a literal of this kind: what the gate can check against the types it knows."""

    path: Path
    kind: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Local:
    slot: int
    path: Path | None  #: Whose elements it runs through, so that what is read of them has a name


_EVERYWHERE = frozenset({"settings", "case"})
"""Names that mean the same inside a filter as outside of it: a definition gives them to nothing of its own."""


@dataclass(frozen=True, slots=True)
class _Literal:
    value: Value


class Compiler:
    """Compiles one source.  After it: `names` read, `asked` by given() or `is defined`, functions `called`, `slots` needed."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.names: set[Path] = set()
        self.asked: set[Path] = set()
        self.called: set[str] = set()
        self.comparisons: list[Comparison] = []
        self.slots = 0
        self.uses_input = False
        self._locals: dict[str, _Local] = {}
        self._element: _Local | None = None  # the one whose entries bare names are, inside a filter
        self._rules: dict[str, Callable[[Node], Run]] = {
            "any_true": self._any_true,
            "all_true": self._all_true,
            "compared": self._compared,
            "between": self._between,
            "member": self._member,
            "added": self._added,
            "multiplied": self._multiplied,
            "negated": self._negated,
            "path": self._path,
            "paren": self._paren,
            "name": self._path,
            "call": self._call,
            "negation": self._negation,
            "list": self._list,
            "context": self._context,
            "conditional": self._conditional,
            "quantified": self._quantified,
            "mapped": self._mapped,
        }

    def expression(self, node: Node) -> Run:
        """The closure of an expression."""
        literal = self._literal(node)
        if literal is not None:
            return _constant(literal.value)
        if node.data == "at_literal":
            return self._at_literal(node)
        return self._rules[str(node.data)](node)

    def tests(self, node: Node) -> Run:
        """The closure of unary tests on slot 0: true if one of them holds."""
        self.slots = 1
        self._locals["?"] = _Local(0, None)
        cases = [self._cell_test(child) for child in trees(node)]
        input_ = _slot(0)
        return self._one_of(cases, input_)

    # Literals

    def _literal(self, node: Node) -> _Literal | None:
        rule = node.data
        if rule == "number":
            return _Literal(self._placed(node, lambda: arithmetic.decimal(str(node.children[0]))))
        if rule == "text":
            return _Literal(self._placed(node, lambda: text_of_token(str(node.children[0]))))
        if rule in ("true", "false"):
            return _Literal(rule == "true")
        if rule == "null":
            return _Literal(None)
        if rule == "paren":
            return self._literal(trees(node)[0])
        if rule == "negated":
            inner = self._literal(trees(node)[0])
            if inner is not None:
                return _Literal(self._placed(node, lambda: arithmetic.negate(inner.value)))
        return None

    def _at_literal(self, node: Node) -> Run:
        text = self._placed(node, lambda: text_of_token(str(node.children[0])[1:].lstrip()))
        value = self._placed(node, lambda: literal_from(text, _ANY_ZONE))
        if "T" not in text or text.startswith(("P", "-P")):
            return _constant(value)
        fail = self._failing(node)

        def moment(scope: Scope) -> Value:
            try:
                return literal_from(text, scope.moment.zone)
            except Refused as refused:
                fail(refused)

        return moment

    def _list(self, node: Node) -> Run:
        elements = [self.expression(child) for child in trees(node)]
        return lambda scope: [element(scope) for element in elements]

    def _context(self, node: Node) -> Run:
        entries: dict[str, Run] = {}
        for entry in trees(node):
            token = entry.children[0]
            name = str(token)
            if name.startswith('"'):
                name = self._placed(entry, partial(text_of_token, name))
            if name in entries:
                raise self._error(entry, f"Имя «{name}» в записи дважды", f"The name {name!r} comes twice in a context")
            entries[name] = self.expression(trees(entry)[0])
        pairs = tuple(entries.items())
        return lambda scope: {name: entry(scope) for name, entry in pairs}

    # Names and paths

    def _path(self, node: Node) -> Run:
        run, path = self._read(node)
        if path is not None:
            self.names.add(path)
        return run

    def _read(self, node: Node, *, lenient: bool = False) -> tuple[Run, Path | None]:
        """The closure of a chain `name.property[1]...` and the path it reads from the context, if it does."""
        if node.data == "paren":
            return self._read(trees(node)[0], lenient=lenient)
        if node.data == "name":
            return self._name(node, lenient=lenient)
        if node.data != "path":
            return self.expression(node), None
        base = trees(node)[0]
        run, path = self._read(base, lenient=lenient)
        for step in node.children[1:]:
            if isinstance(step, Tree):
                run = self._filtered(step, run, path)
                continue
            if step.type == "INDEX":
                run = self._indexed(step, run, int(step[1:-1]))
                continue
            name = _property_name(step)
            run = self._property(step, run, name)
            path = None if path is None else (*path, name)
        return run, path

    def _name(self, node: Node, *, lenient: bool) -> tuple[Run, Path | None]:
        name = str(node.children[0])
        if name in KEYWORDS:
            raise self._error(node, f"Неожиданно «{name}»", f"Unexpected {name!r}")
        local = self._locals.get(name)
        if local is not None:
            self.uses_input = self.uses_input or name == "?"
            return _slot(local.slot), local.path
        if self._element is not None and name not in _EVERYWHERE and name != "?":
            of = self._element
            path = None if of.path is None else (*of.path, name)
            return self._property(node, _slot(of.slot), name), path
        if name == "?":
            raise self._error(
                node, "«?» бывает только в ячейке таблицы решений", "? is known in a cell of a decision table only"
            )
        if lenient:
            return (lambda scope: scope.names.get(name)), (name,)
        fail = self._failing(node)

        def read(scope: Scope) -> Value:
            try:
                return scope.names[name]
            except KeyError:
                fail(
                    Refused(
                        f"Неизвестное имя «{name}»: в деле его ещё нет",
                        f"Unknown name {name!r}: the case has no such value yet",
                        name=name,
                    )
                )

        return read, (name,)

    def _filtered(self, node: Node, base: Run, path: Path | None) -> Run:
        """The elements for which a condition is true; in it `item` is the element and a bare name an entry of it."""
        outer, around = dict(self._locals), self._element
        slot = self.slots
        self.slots += 1
        self._element = _Local(slot, path)
        self._locals["item"] = self._element
        condition_node = trees(node)[0]
        condition = self.expression(condition_node)
        self._locals, self._element = outer, around
        truth_fail, fail = self._truth_failing(condition_node), self._failing(node)
        work = sum(1 for _ in condition_node.iter_subtrees()) + 1

        def filtered(scope: Scope) -> Value:
            elements = base(scope)
            if elements is None:
                return None
            chosen = []
            try:
                if type(elements) is not list:
                    ru, en = KIND_NAMES[kind(elements)]
                    raise Refused(f"Отобрать можно из списка, а это {ru}", f"Only a list is filtered, this is {en}")
                for element in checked_list(elements):
                    scope.spend(work)
                    scope.local[slot] = element
                    holds = condition(scope)
                    if holds is True:
                        chosen.append(element)
                    elif holds is not False and holds is not None:
                        truth_fail(holds)
            except Refused as refused:
                fail(refused)
            return chosen

        return filtered

    def _property(self, step: Node | Token, base: Run, name: str) -> Run:
        fail = self._failing(step)
        direct = name not in ("given", "commitment")  # entries of an erasable answer, which are nobody's to read

        def read(scope: Scope) -> Value:
            value = base(scope)
            if type(value) is dict and direct:
                entry = value.get(name)
                if entry is not None:
                    return entry
            try:
                return property_of(value, name, scope.spend)
            except Refused as refused:
                fail(refused)

        return read

    def _indexed(self, step: Token, base: Run, index: int) -> Run:
        if index == 0:
            raise self._error(step, "Элементы считаются с 1", "Elements are counted from 1")
        fail = self._failing(step)
        offset = index - 1 if index > 0 else index

        def read(scope: Scope) -> Value:
            values = base(scope)
            if values is None:
                return None
            if type(values) is not list:
                try:
                    ru, en = KIND_NAMES[kind(values)]
                    raise Refused(f"Индекс бывает у списка, а это {ru}", f"Only a list has an index, this is {en}")
                except Refused as refused:
                    fail(refused)
            return values[offset] if -len(values) <= offset < len(values) else None

        return read

    # Logic

    def _any_true(self, node: Node) -> Run:
        return self._logic(node, decisive=True)

    def _all_true(self, node: Node) -> Run:
        return self._logic(node, decisive=False)

    def _logic(self, node: Node, *, decisive: bool) -> Run:
        parts = tuple((self.expression(child), self._truth_failing(child)) for child in trees(node))
        otherwise = not decisive

        def logic(scope: Scope) -> bool | None:
            unknown = False
            for part, fail in parts:
                value = part(scope)
                if value is decisive:
                    return not otherwise
                if value is not otherwise:
                    if value is not None:
                        fail(value)
                    unknown = True
            return None if unknown else otherwise

        return logic

    def _negation(self, node: Node) -> Run:
        tests = trees(node)
        if len(tests) != 1 or tests[0].data in ("tested", "interval"):
            raise self._error(
                node, "not(...) берёт одно условие", "not(...) takes one condition; tests belong into a decision table"
            )
        inner = self.expression(tests[0])
        fail = self._truth_failing(tests[0])

        def negation(scope: Scope) -> bool | None:
            value = inner(scope)
            if value is None:
                return None
            if type(value) is not bool:
                fail(value)
            return value is False

        return negation

    def _conditional(self, node: Node) -> Run:
        condition, then, otherwise = (self.expression(child) for child in trees(node))
        fail = self._truth_failing(trees(node)[0])

        def conditional(scope: Scope) -> Value:
            value = condition(scope)
            if value is True:
                return then(scope)
            if value is not False and value is not None:
                fail(value)
            return otherwise(scope)

        return conditional

    def _quantified(self, node: Node) -> Run:
        decisive = bool(node.children[0] == "some")
        walk = self._walking(node)
        truth_fail = self._truth_failing(trees(node)[-1])

        def quantified(scope: Scope) -> bool | None:
            unknown = False
            for value in walk(scope):
                if value is decisive:
                    return bool(value)
                if value is None or value is _UNWALKED:
                    unknown = True
                elif type(value) is not bool:
                    truth_fail(value)
            return None if unknown else not decisive

        return quantified

    def _mapped(self, node: Node) -> Run:
        walk = self._walking(node)
        fail = self._failing(node)

        def mapped(scope: Scope) -> list[Value] | None:
            made: list[Value] = []
            for value in walk(scope):
                if value is _UNWALKED:
                    return None
                made.append(value)
                if len(made) > limits.LIST:
                    try:
                        checked_list(made)
                    except Refused as refused:
                        fail(refused)
            return made

        return mapped

    def _walking(self, node: Node) -> Callable[[Scope], Iterator[Value]]:
        """What the body comes out as for each combination of the lists' elements; _UNWALKED where a list is null."""
        *iterators, body_node = trees(node)
        outer = dict(self._locals)
        loops: list[tuple[int, Run, Callable[[Refused], NoReturn]]] = []
        for iterator in iterators:
            name, source = str(iterator.children[0]), trees(iterator)[0]
            if name in KEYWORDS:
                raise self._error(iterator, f"Неожиданно «{name}»", f"Unexpected {name!r}")
            values, path = self._read(source)
            if path is not None:
                self.names.add(path)
            slot = self.slots
            self.slots += 1
            self._locals[name] = _Local(slot, path)
            loops.append((slot, values, self._failing(iterator)))
        body = self.expression(body_node)
        self._locals = outer
        work = sum(1 for _ in body_node.iter_subtrees()) + 1
        last = len(loops)

        def walk(scope: Scope, level: int) -> Iterator[Value]:
            if level == last:
                yield body(scope)
                return
            slot, values, fail = loops[level]
            elements = values(scope)
            if elements is None:
                yield _UNWALKED
                return
            try:
                if type(elements) is not list:
                    ru, en = KIND_NAMES[kind(elements)]
                    raise Refused(f"Перебрать можно список, а это {ru}", f"Only a list can be walked, this is {en}")
                checked_list(elements)
                for element in elements:
                    scope.spend(work)
                    scope.local[slot] = element
                    yield from walk(scope, level + 1)
            except Refused as refused:
                fail(refused)

        return lambda scope: walk(scope, 0)

    # Comparison

    def _compared(self, node: Node) -> Run:
        left_node, right_node = trees(node)
        sign = str(node.children[1])
        self._note(left_node, right_node)
        self._note(right_node, left_node)
        return self._comparison(node, sign, self.expression(left_node), self.expression(right_node))

    def _comparison(self, node: Node, sign: str, left: Run, right: Run) -> Run:
        if sign in ("=", "!="):
            return self._equality(node, left, right, wanted=sign == "=")
        compare = _ORDER[sign]
        fail = self._failing(node)

        def order(scope: Scope) -> bool | None:
            first, second = left(scope), right(scope)
            if type(first) is int and type(second) is int:
                return compare(first, second)
            try:
                return ordered(compare, first, second)
            except Refused as refused:
                fail(refused)

        return order

    def _equality(self, node: Node, left: Run, right: Run, *, wanted: bool) -> Run:
        fail = self._failing(node)

        def equality(scope: Scope) -> bool:
            first, second = left(scope), right(scope)
            if type(first) is type(second) and type(first) in _DIRECT:
                return (first == second) is wanted
            try:
                return equal(first, second, scope.spend) is wanted
            except Refused as refused:
                fail(refused)

        return equality

    def _between(self, node: Node) -> Run:
        value_node, low_node, high_node = trees(node)
        for bound in (low_node, high_node):
            self._note(value_node, bound)
        value, low, high = (self.expression(child) for child in (value_node, low_node, high_node))
        return self._range_test(node, value, (">=", low), ("<=", high))

    def _member(self, node: Node) -> Run:
        value_node, tests_node = trees(node)
        value = self.expression(value_node)
        tests = trees(tests_node) if tests_node.data == "any_of" else [tests_node]
        texts = [self._literal(test) for test in tests]
        for test in tests:
            self._note(value_node, test)
        if all(literal is not None and type(literal.value) is str for literal in texts):
            return self._one_text_of(node, value, frozenset(literal.value for literal in texts if literal is not None))
        slot = self.slots
        self.slots += 1
        input_ = _slot(slot)
        one_of = self._one_of([self._test(test, input_) for test in tests], input_)

        def member(scope: Scope) -> bool | None:
            scope.local[slot] = value(scope)
            found: bool | None = one_of(scope)
            return found

        return member

    def _one_text_of(self, node: Node, value: Run, texts: frozenset[str]) -> Run:
        fail = self._failing(node)

        def member(scope: Scope) -> bool:
            found = value(scope)
            if type(found) is str:
                return found in texts
            if found is None:
                return False
            try:
                raise unlike(kind(found), "text")
            except Refused as refused:
                fail(refused)

        return member

    # Tests

    def _one_of(self, cases: list[Run], input_: Run) -> Run:
        def one_of(scope: Scope) -> bool | None:
            unknown = False
            for case in cases:
                found = case(scope)
                if found:
                    return True
                unknown = unknown or found is None
            return None if unknown else False

        return one_of if len(cases) > 1 else cases[0]

    def _cell_test(self, node: Node) -> Run:
        """A test of a decision cell: `not(...)` negates the tests in it, `?` stands for the input."""
        if node.data == "negation":
            inner = self._one_of([self._cell_test(child) for child in trees(node)], _slot(0))

            def negation(scope: Scope) -> bool | None:
                found = inner(scope)
                return None if found is None else found is False

            return negation
        before, self.uses_input = self.uses_input, False
        run = self._test(node, _slot(0))
        condition = self.expression(node) if self.uses_input and node.data not in ("tested", "interval") else None
        self.uses_input = self.uses_input or before
        if condition is None:
            return run
        fail = self._truth_failing(node)

        def holds(scope: Scope) -> bool | None:
            value: bool | None = condition(scope)
            if value is not None and type(value) is not bool:
                fail(value)
            return value

        return holds

    def _test(self, node: Node, input_: Run) -> Run:
        """Whether the input is in an interval, compares, is an element of a list, or equals."""
        if node.data == "tested":
            return self._comparison(node, str(node.children[0]), input_, self.expression(trees(node)[0]))
        if node.data == "interval":
            low_node, high_node = trees(node)
            low_sign = ">=" if node.children[0] == "[" else ">"
            high_sign = "<=" if node.children[-1] == "]" else "<"
            low, high = self.expression(low_node), self.expression(high_node)
            return self._range_test(node, input_, (low_sign, low), (high_sign, high))
        return self._equal_or_element(node, input_, self.expression(node))

    def _range_test(self, node: Node, value: Run, low: tuple[str, Run], high: tuple[str, Run]) -> Run:
        above = self._comparison(node, low[0], value, low[1])
        below = self._comparison(node, high[0], value, high[1])

        def within(scope: Scope) -> bool | None:
            first, second = above(scope), below(scope)
            if first is False or second is False:
                return False
            return None if first is None or second is None else True

        return within

    def _equal_or_element(self, node: Node, input_: Run, expected: Run) -> Run:
        fail = self._failing(node)

        def matches(scope: Scope) -> bool:
            value, wanted = input_(scope), expected(scope)
            try:
                if type(wanted) is list and type(value) is not list:
                    scope.spend(len(checked_list(wanted)))
                    return any(equal(value, element, scope.spend) for element in wanted)
                return equal(value, wanted, scope.spend)
            except Refused as refused:
                fail(refused)

        return matches

    # Arithmetic

    def _added(self, node: Node) -> Run:
        return self._chain(node, {"+": arithmetic.add, "-": arithmetic.subtract})

    def _multiplied(self, node: Node) -> Run:
        return self._chain(node, {"*": arithmetic.multiply, "/": arithmetic.divide})

    def _chain(self, node: Node, operations: dict[str, Callable[[Value, Value], Value]]) -> Run:
        first = self.expression(trees(node)[0])
        steps = []
        for sign, operand in zip(_tokens(node), trees(node)[1:], strict=True):
            steps.append((operations[str(sign)], self.expression(operand), self._failing(sign)))

        def chain(scope: Scope) -> Value:
            value = first(scope)
            for operation, operand, fail in steps:
                other = operand(scope)
                try:
                    value = operation(value, other)
                    if type(value) is str:
                        scope.spend(len(value) >> 6)
                except Refused as refused:
                    fail(refused)
            return value

        return chain

    def _negated(self, node: Node) -> Run:
        inner = self.expression(trees(node)[0])
        fail = self._failing(node)

        def negated(scope: Scope) -> Value:
            try:
                return arithmetic.negate(inner(scope))
            except Refused as refused:
                fail(refused)

        return negated

    def _paren(self, node: Node) -> Run:
        return self.expression(trees(node)[0])

    # Calls

    def _call(self, node: Node) -> Run:
        token, arguments = node.children[0], trees(node)
        name = re.sub(r"\s+", " ", str(token))
        function = FUNCTIONS.get(name)
        if function is None:
            raise self._error(node, f"Нет функции «{name}»", f"There is no function {name!r}", function=name)
        self.called.add(name)
        if not function.accepts(len(arguments)):
            raise self._wrong_count(node, function, len(arguments))
        if function.body in (is_given, is_defined):
            return self._asked(node, function, arguments[0])
        if name == "get value":
            return self._entry(node, function, arguments)
        return self._applied(node, function, [self.expression(argument) for argument in arguments])

    def _applied(self, node: Node, function: Function, arguments: list[Run]) -> Run:
        fail = self._failing(node)
        apply = function.apply

        def applied(scope: Scope) -> Value:
            values = [argument(scope) for argument in arguments]
            try:
                return apply(scope, values)
            except Refused as refused:
                fail(refused)
            except PoryadokError as error:
                fail(Refused(error.ru, error.en, **error.facts))
            except Exception as error:  # the net below all checks: no Python exception leaves a function
                fail(
                    Refused(
                        f"{function.name}(): не вычисляется ({type(error).__name__})",
                        f"{function.name}(): cannot be computed ({type(error).__name__})",
                    )
                )

        return applied

    def _asked(self, node: Node, function: Function, argument: Node) -> Run:
        """given() and `is defined` look at a path without reading its value; a name not there yet is simply not given."""
        run, path = self._read(argument, lenient=True)
        if path is not None:
            self.asked.add(path)
        return self._applied(node, function, [run])

    def _entry(self, node: Node, function: Function, arguments: list[Node]) -> Run:
        """`get value(context, "name")` reads one known entry, so not the whole context counts as read."""
        context, name = arguments
        path, literal = self._plain_path(context), self._literal(name)
        if path is None or literal is None or type(literal.value) is not str:
            return self._applied(node, function, [self.expression(context), self.expression(name)])
        self.names.add((*path, literal.value))
        return self._applied(node, function, [self._read(context)[0], _constant(literal.value)])

    def _wrong_count(self, node: Node, function: Function, count: int) -> FeelError:
        most = len(function.parameters)
        wanted = str(function.required) if most == function.required else f"{function.required}-{most}"
        if function.repeats:
            wanted = f">= {function.required}"
        return self._error(
            node,
            f"{function.name}(): аргументов {wanted}, а дано {count}",
            f"{function.name}() takes {wanted} arguments, {count} given",
            function=function.name,
        )

    # Places

    def _note(self, path_node: Node, literal_node: Node) -> None:
        path, literal = self._plain_path(path_node), self._literal(literal_node)
        if path is not None and literal is not None and literal.value is not None:
            self.comparisons.append(Comparison(path, kind(literal.value), *place(path_node)))

    def _plain_path(self, node: Node) -> Path | None:
        """The path of a chain of names, told without compiling it (twice at each level would be exponential)."""
        base = trees(node)[0] if node.data == "path" else node
        if base.data != "name":
            return None
        name = str(base.children[0])
        start = self._start_of(name)
        if start is None:
            return None
        return start + tuple(_property_name(step) for step in _tokens(node) if step.type == "PROPERTY")

    def _start_of(self, name: str) -> Path | None:
        local = self._locals.get(name)
        if local is not None:
            return local.path
        if self._element is None or name in _EVERYWHERE:
            return (name,)
        return None if self._element.path is None else (*self._element.path, name)

    def _failing(self, node: Node | Token) -> Callable[[Refused], NoReturn]:
        source, where = self.source, place(node)

        def fail(refused: Refused) -> NoReturn:
            raise refused.at(source, *where) from None

        return fail

    def _truth_failing(self, node: Node) -> Callable[[Value], NoReturn]:
        source, where = self.source, place(node)

        def fail(value: Value) -> NoReturn:
            try:
                ru, en = KIND_NAMES[kind(value)]
            except Refused as refused:
                raise refused.at(source, *where) from None
            raise located(
                f"Здесь нужно условие, а это {ru}", f"A condition is needed here, this is {en}", source, *where
            )

        return fail

    def _placed(self, node: Node, make: Callable[[], Value]) -> Value:
        try:
            return make()
        except Refused as refused:
            raise refused.at(self.source, *place(node)) from None

    def _error(self, node: Node | Token, ru: str, en: str, **facts: object) -> FeelError:
        return Refused(ru, en, **facts).at(self.source, *place(node))


def _constant(value: Value) -> Run:
    return lambda scope: value


def _slot(slot: int) -> Run:
    return lambda scope: scope.local[slot]


def _property_name(step: Token) -> str:
    return step[1:].strip()


def _tokens(node: Node) -> list[Token]:
    return [child for child in node.children if isinstance(child, Token)]
