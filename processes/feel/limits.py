"""The bounds that keep every expression small and every evaluation short.  Part of the language: raising one is safe,
lowering one may refuse a published definition."""

from __future__ import annotations

SOURCE = 2_000  #: Characters of an expression
NODES = 400  #: Nodes of its syntax tree
NESTING = 40  #: Depth of its syntax tree
TEXT = 10_000  #: Characters of a text that an operation makes
LIST = 1_000  #: Elements of a list that is made or walked
NUMBER = 10**30  #: Magnitude of a number
DIGITS = 34  #: Significant digits of a number (decimal128, as DMN asks)
WORK = 100_000  #: Steps of one evaluation: nodes in loops, elements walked
PLAIN = 20_000  #: Values in one plain result
SCRIPT_LINES = 200  #: Lines of a script
CACHE = 4_096  #: Compiled expressions kept
