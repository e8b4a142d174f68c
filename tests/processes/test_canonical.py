"""One text for equal values: what the quick way writes is what the reference of RFC 8785 writes."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from processes import canonical

WHOLE = st.integers(min_value=-canonical.LARGEST, max_value=canonical.LARGEST)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(TEXT, inner),
)


@given(PLAIN)
@example({"\U0001f600": 1, "\uffff": 2})
@example({"é": 1, "z": 2, "a\u0000": '\u0000\b\t\n\u000b\f\r\u001f\u007f\u0080\u2028"\\/'})
@example({"1": True, "10": 1, "2": canonical.LARGEST})
def test_it_is_the_text_of_the_reference(value: Any) -> None:
    assert canonical.text_of(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [1.5, [0.1, -0.0], {"a": 1e21}], ids=str)
def test_floats_are_written_as_the_reference_writes_them(value: Any) -> None:
    assert canonical.text_of(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [canonical.LARGEST + 1, [-canonical.LARGEST - 1], {"a": "\ud800"}, {1: 2}, float("nan"), object()],
    ids=["too great", "too small", "half a pair", "a name that is no text", "no number", "no plain value"],
)
def test_what_cannot_be_said_is_refused(value: Any) -> None:
    with pytest.raises((rfc8785.CanonicalizationError, UnicodeEncodeError)):
        canonical.text_of(value)
