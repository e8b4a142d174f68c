"""What can be wrong with a decision table, and what can go wrong when it is asked."""

from __future__ import annotations

from processes.errors import DefinitionRefused, ProcessError


class DecisionError(ProcessError):
    """The table has no answer to these inputs: several rules of a UNIQUE table match, none does, or a cell fails.

    Facts: `decision`, and where known `rules` (ids), `column`, `inputs`.
    """

    code = "decision.failed"


class TableRefused(DefinitionRefused):
    """The file is not made of decision tables that we can evaluate; `faults` lists every reason as (ru, en)."""

    code = "decision.refused"
