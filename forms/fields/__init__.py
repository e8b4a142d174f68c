"""The kinds of field: one module a kind, all named here.  A new kind is a module, a line here and a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forms.fields.button import Button
from forms.fields.checkbox import Checkbox
from forms.fields.checklist import Checklist
from forms.fields.day import Day
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field
from forms.fields.filepicker import FilePicker
from forms.fields.group import Group
from forms.fields.number import Number
from forms.fields.radio import Radio
from forms.fields.select import Select
from forms.fields.separator import Separator
from forms.fields.signature import Signature
from forms.fields.taglist import Taglist
from forms.fields.text import Text
from forms.fields.textarea import TextArea
from forms.fields.textfield import TextField

KINDS: Final[Mapping[str, type[Field]]] = {
    kind.type: kind
    for kind in (
        Text,
        TextField,
        TextArea,
        Number,
        Day,
        Checkbox,
        Checklist,
        Radio,
        Select,
        Taglist,
        FilePicker,
        Group,
        DynamicList,
        Signature,
        Separator,
        Button,
    )
}
