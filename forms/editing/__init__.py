"""Forms as their owners change them: the questions of a form, edited over the same JSON.  Bytes in, bytes out.

    content, place = editing.add(content, (3,), "textfield", label="Имя")
    asked = editing.asked("textfield")                              the form by which a question of this kind is changed
    content = editing.change(content, place, {**editing.stands(content, place), "required": True})

An edit changes what it names and nothing else: keys that we do not know stay on every component, and one changed label
is one changed line.  What makes a form worse than it was is refused with FormRefused, by question.
"""

from forms.editing.asking import FORM, NAMES, PATH, about, asked
from forms.editing.changing import change, stands
from forms.editing.entries import Entry, entries
from forms.editing.moves import MOVES, add, move, remove
from forms.editing.placing import Place, place_of, written
from forms.editing.reads import Lost, lost
from forms.editing.sheet import new, problems
from forms.editing.undoing import Reverse, reverse

__all__ = [
    "FORM",
    "MOVES",
    "NAMES",
    "PATH",
    "Entry",
    "Lost",
    "Place",
    "Reverse",
    "about",
    "add",
    "asked",
    "change",
    "entries",
    "lost",
    "move",
    "new",
    "place_of",
    "problems",
    "remove",
    "reverse",
    "stands",
    "written",
]
