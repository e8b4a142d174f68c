"""Decision tables: standard DMN read safely and evaluated with our FEEL, by the seven hit policies of the standard."""

from processes.decisions.cases import Case, CaseFailure, Outcome, ask, check_cases, read_cases, run_cases
from processes.decisions.coverage import Fault, FaultKind, check_table
from processes.decisions.errors import DecisionError, TableRefused
from processes.decisions.hits import Aggregation, HitPolicy
from processes.decisions.reading import read
from processes.decisions.table import Answer, DecisionTable, Input, Output, Rule

__all__ = [
    "Aggregation",
    "Answer",
    "Case",
    "CaseFailure",
    "DecisionError",
    "DecisionTable",
    "Fault",
    "FaultKind",
    "HitPolicy",
    "Input",
    "Outcome",
    "Output",
    "Rule",
    "TableRefused",
    "ask",
    "check_cases",
    "check_table",
    "read",
    "read_cases",
    "run_cases",
]
