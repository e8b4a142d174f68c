"""What a form gives to be signed, computed from the case data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms import conditions
from forms.definition import Form
from forms.fields.circumstances import Signable
from forms.fields.signature import Signed, signables
from forms.sealing import opened
from processes import feel


def to_sign(form: Form, case: Mapping[str, Any], moment: feel.Moment) -> dict[str, Sequence[Signable]]:
    """The files and papers that each signature of the form is about, by field path; none where there are none yet."""
    return {field.path: of(field, case, moment) for field in form.walk() if isinstance(field, Signed)}


def of(field: Signed, case: Mapping[str, Any], moment: feel.Moment) -> tuple[Signable, ...]:
    """The files and papers that one signature is about; a name that the case data keep closed is left out."""
    try:
        value = feel.plain(conditions.value(field.signs, [case], moment))
    except feel.FeelError:
        return ()
    return signables(opened(value, lambda commitment: None))
