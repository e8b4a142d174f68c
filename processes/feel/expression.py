"""Compiled expressions: what they read, what they evaluate to.  Compiled once per source and kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from processes.deadlines import Term
from processes.feel import limits
from processes.feel.compiler import Comparison, Compiler, Path, Run
from processes.feel.errors import FeelError, Refused, located
from processes.feel.moment import Moment
from processes.feel.scope import Scope
from processes.feel.syntax import Node, parse, trees
from processes.feel.tree import tree_of
from processes.feel.values import KIND_NAMES, Value, kind


class Expression:
    """An expression of the language, ready to be evaluated any number of times, from any thread.

    `names` are the paths it reads from the context, each as long as the source writes it, with the entries of elements
    that some, every and for look at: `some d in docs satisfies d.ok` reads `docs` and `docs.ok`.  `given_names` are the paths it
    only asks after, by given() or `is defined()`; `called` are the functions.
    """

    __slots__ = ("_node", "_run", "_slots", "called", "comparisons", "given_names", "names", "source")

    def __init__(self, source: str) -> None:
        node = trees(parse(source, "start"))[0]
        compiler = Compiler(source)
        self.source = source
        self._node: Node = node
        self._run: Run = compiler.expression(node)
        self._slots = compiler.slots
        self.names: frozenset[Path] = frozenset(compiler.names)
        self.given_names: frozenset[Path] = frozenset(compiler.asked - compiler.names)
        self.called: frozenset[str] = frozenset(compiler.called)
        self.comparisons: tuple[Comparison, ...] = tuple(compiler.comparisons)

    def evaluate(self, context: Mapping[str, Any], moment: Moment, terms: list[Term] | None = None) -> Value:
        """The value in this context; raises FeelError only.  Each deadline function called appends its term to `terms`."""
        try:
            return self._run(Scope(context, moment, self._slots, terms))
        except FeelError:
            raise
        except Refused as refused:
            raise refused.at(self.source, 1, 1) from None
        except Exception as error:  # the last net: an expression never stops its caller with a Python exception
            raise _uncomputable(self.source, error) from error

    def holds(self, context: Mapping[str, Any], moment: Moment, terms: list[Term] | None = None) -> bool:
        """The value as a condition: null counts as false; refuses any other value than true and false."""
        value = self.evaluate(context, moment, terms)
        if value is None:
            return False
        if type(value) is bool:
            return value
        try:
            ru, en = KIND_NAMES[kind(value)]
        except Refused as refused:
            raise refused.at(self.source, 1, 1) from None
        raise located(f"Условие даёт не да/нет, а {ru}", f"The condition gives {en}, not a boolean", self.source, 1, 1)

    def tree(self) -> Any:
        """The plain JSON tree of a form condition, see `tree`; raises FeelError beyond that subset."""
        return tree_of(self.source, self._node)

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"


class Tests:
    """The unary tests of a cell of a decision table; `names` and `given_names` as in Expression."""

    __test__ = False  # not a class of pytest's

    __slots__ = ("_run", "_slots", "comparisons", "given_names", "names", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.names: frozenset[Path] = frozenset()
        self.given_names: frozenset[Path] = frozenset()
        self.comparisons: tuple[Comparison, ...] = ()
        self._run: Run | None = None
        self._slots = 1
        if source.strip() in ("", "-"):
            return
        compiler = Compiler(source)
        self._run = compiler.tests(parse(source, "tests"))
        self._slots = compiler.slots
        self.names = frozenset(compiler.names)
        self.given_names = frozenset(compiler.asked - compiler.names)
        self.comparisons = tuple(compiler.comparisons)

    @property
    def is_any(self) -> bool:
        """Whether the cell is empty or `-` and so matches everything."""
        return self._run is None

    def match(self, value: Value, context: Mapping[str, Any], moment: Moment) -> bool:
        """Whether the value passes; a test that gives null does not; raises FeelError only."""
        if self._run is None:
            return True
        scope = Scope(context, moment, self._slots, None)
        scope.local[0] = value
        try:
            return self._run(scope) is True
        except FeelError:
            raise
        except Refused as refused:
            raise refused.at(self.source, 1, 1) from None
        except Exception as error:  # the last net, as in Expression
            raise _uncomputable(self.source, error) from error

    def __repr__(self) -> str:
        return f"Tests({self.source!r})"


@lru_cache(maxsize=limits.CACHE)
def compile(source: str) -> Expression:
    """The expression that the source stands for; raises FeelError with `source` and `column`."""
    return Expression(source)


@lru_cache(maxsize=limits.CACHE)
def compile_tests(source: str) -> Tests:
    """The unary tests of a decision cell: `-`, `<5`, `[1..3]`, `"a","b"`, `not(5)`, or any condition about `?`."""
    return Tests(source)


def _uncomputable(source: str, error: Exception) -> FeelError:
    name = type(error).__name__
    return located(f"Выражение не вычисляется ({name})", f"The expression cannot be computed ({name})", source, 1, 1)
