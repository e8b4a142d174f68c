"""`votes[position = "for"]`: the elements of a list for which a condition holds."""

from __future__ import annotations

import pytest

from processes import feel
from tests.processes.feel.evaluating import value

VOTES = [
    {"position": "for", "dissent": None, "weight": 2},
    {"position": "against", "dissent": "нет", "weight": 1},
    {"position": "for", "dissent": "частично", "weight": 1},
]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param('count(votes[position = "for"]) >= 2', True, id="two-of-three"),
        pytest.param('count(votes[position = "for"]) >= settings.most', False, id="settings-are-seen-inside"),
        pytest.param('sum(votes[position = "for"].weight)', 3, id="a-property-of-what-is-left"),
        pytest.param('votes[position = "for"][weight > 1][1].weight', 2, id="a-filter-and-an-index-behind-a-filter"),
        pytest.param('votes[position = "for" and given(dissent)][1].dissent', "частично", id="given"),
        pytest.param("count(numbers[item > 2])", 1, id="of-plain-values-by-item"),
        pytest.param("count(numbers[item in [1..3[])", 2, id="a-half-open-interval-inside"),
        pytest.param("2 in [1..3[ and 5 in [5..6]", True, id="two-intervals-are-no-filter"),
        pytest.param("count(votes[missing = 1])", 0, id="an-entry-that-is-not-there-is-null"),
        pytest.param("nothing[item = 1]", None, id="of-null"),
        pytest.param("count(groups[count(members[rank = 1]) > 0])", 1, id="inner-names-are-of-the-inner-element"),
        pytest.param('some w in numbers satisfies count(votes[weight = w]) > 1', True, id="variables-of-some"),
    ],
)  # fmt: skip
def test_what_is_left(source, expected):
    context = {
        "votes": VOTES, "numbers": [1, 2, 3], "settings": {"most": 3}, "nothing": None,
        "groups": [{"rank": 2, "members": [{"rank": 1}]}],
    }  # fmt: skip

    assert value(source, context) == expected


@pytest.mark.parametrize("source", ["name[item = 1]", "votes[weight]", "votes[]", "votes[and]", "votes[1 = weight]"])
def test_what_is_no_filter_is_refused(source):
    with pytest.raises(feel.FeelError):
        value(source, {"votes": VOTES, "name": "x"})


def test_what_it_reads_has_a_name_for_the_gate():
    expression = feel.compile('count(votes[position = "for" and given(dissent) and case.number = item.case]) >= k')

    assert expression.names == {("votes",), ("votes", "position"), ("votes", "case"), ("case", "number"), ("k",)}
    assert expression.given_names == {("votes", "dissent")}
    assert [(one.path, one.kind) for one in expression.comparisons] == [(("votes", "position"), "text")]


def test_walks_within_walks_end():
    numbers = list(range(1000))

    with pytest.raises(feel.FeelError, match="too large"):
        value("some a in n satisfies count(n[item = 1]) > 1", {"n": numbers})
