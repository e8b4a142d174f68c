"""The expression language of procedures: a subset of FEEL (DMN 1.4) in its standard spelling.

Where the standard leaves a wrong value silently null, this subset is loud, because a procedure must not take the other
branch by accident:

* Comparing unlike kinds (`"5" = 5`, a text with a date) is a FeelError with the conversion to write; null compares with
  anything: `null = x` is false unless both are null, `null < x` is null.
* A condition that is null counts as false; `and`, `or`, `not()`, some, every are three-valued; any other value than
  true, false and null in their place is a FeelError.
* A property of null and a missing entry of a context are null; a name that the context does not have at all is a
  FeelError that names it, except within given() and `is defined()`.
* Null in arithmetic and for a parameter gives null; `min([])`, division by zero, null within a sum, a null for a
  deadline function are FeelErrors.
* In a filter (`votes[position = "for"]`) a bare name is always an entry of the element, `item` the element itself; of the
  names outside it sees `settings` and `case`. For others there are some and every.
* Numbers are int and Decimal (34 digits) up to 10^30; there is no float and no power.
* A date and time always has a zone: text without offset is on the clocks of the installation's zone.
* `for x in list return …` and `flatten()` stand for filters too; a walk over null is null, as with some and every.
* Days and hours added to a date and time are exact (24 h); the deadline functions count local days.

Nothing in it loops or allocates without bound (`limits`), and nothing reaches Python: no attribute, no import, no
evaluation of text.  It knows no instance, no form and no database.
"""

from processes.feel.check import Problem, check
from processes.feel.compiler import Comparison
from processes.feel.duration import Duration
from processes.feel.errors import FeelError
from processes.feel.expression import Expression, Tests, compile, compile_tests
from processes.feel.functions import FUNCTIONS
from processes.feel.moment import Moment
from processes.feel.plain import plain
from processes.feel.script import Assignment, compile_script

__all__ = [
    "FUNCTIONS",
    "Assignment",
    "Comparison",
    "Duration",
    "Expression",
    "FeelError",
    "Moment",
    "Problem",
    "Tests",
    "check",
    "compile",
    "compile_script",
    "compile_tests",
    "plain",
]
