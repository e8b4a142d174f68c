"""The rating of accredited programmes, in the words of the regulation: 7.4 and annex 5; S-ACC-4, 5 and 17."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from forms.errors import AnswersRefused
from processes.decisions.cases import NEW_YEAR
from storage import registers
from tests.prepared import Ground
from tests.procedures import partnership, rehearsals
from tests.procedures.rating import FIVE, PROGRAMME, Executive
from tests.procedures.rehearsals import Asked, asks

DEMAND, FEEDBACK = "Устойчивый спрос на программу", "Положительные отзывы слушателей"
STAFF, MATERIALS = "Качество преподавательского состава", "Учебно-методические материалы"


@pytest.fixture
def body(ground: Ground, tmp_path: Path) -> Iterator[Executive]:
    body = Executive(tmp_path, ground)
    yield body
    body.holds_together()
    body.here.close()


@pytest.fixture
def five(body: Executive) -> Executive:
    """The body with the five organisations of the worked example."""
    for organisation in FIVE:
        body.certify(organisation)
    return body


# ---------------------------------------------------------------------- S-ACC-17


def test_s_acc_17_rating_with_a_tie(five: Executive) -> None:
    five.rate()

    assert five.points(DEMAND) == [7, 7, 3, 1, 1]
    assert five.points(FEEDBACK) == [6, 4, 2, 2, 6]
    assert five.points(STAFF) == [13, 13, 6, 9, 15]
    assert five.points(MATERIALS) == [4, 4, 2, 1, 4]
    assert five.column("points") == [30, 28, 13, 13, 26]
    assert five.column("place") == [1, 2, 4, 4, 3]
    assert five.ended_as() == "Рейтинг опубликован"


@pytest.mark.parametrize(
    ("setting", "value", "totals", "places"),
    [
        pytest.param(
            "rating_feedback_base", "replies", [30, 30, 15, 13, 26], [1, 1, 4, 5, 3], id="feedback-of-replies"
        ),
        pytest.param("rating_below_threshold", 0, [30, 28, 13, 13, 25], [1, 2, 4, 4, 3], id="no-point-below-20"),
        pytest.param("rating_ties", "dense", [30, 28, 15, 15, 26], [1, 2, 4, 4, 3], id="no-place-is-skipped"),
        pytest.param("rating_staff_mode", "best", [23, 21, 13, 10, 17], [1, 2, 4, 5, 3], id="the-best-of-the-teachers"),
    ],
)
def test_s_acc_17_the_same_data_under_other_readings(
    five: Executive, setting: str, value: str | int, totals: list[int], places: list[int]
) -> None:
    five.choose(setting, value)

    five.rate()

    assert five.column("points") == totals
    assert five.column("place") == places


def test_s_acc_17_more_replies_than_trained_cannot_be_saved(five: Executive) -> None:
    five.begin()

    with pytest.raises(AnswersRefused, match="no more replies than trained"):
        five.fill({**FIVE, "Альфа": {**FIVE["Альфа"], "replies": 65}})

    assert five.inbox("fedorova") == ["RAT-15"]


def test_each_row_says_how_it_was_counted(five: Executive) -> None:
    five.rate()

    alpha = five.rating()["Альфа"].data
    told = {one["title"]: (one["figures"], one["place"], one["maximum"]) for one in alpha["criteria"]}
    assert told == {
        DEMAND: ("64", 1, 7),
        FEEDBACK: ("58 / 64", None, 6),
        STAFF: ("6; 3; 8 / 10", None, 15),
        MATERIALS: ("9 / 10", None, 4),
    }
    assert alpha["method"].startswith("отзывы — доля от обученных; меньше 20 обученных — 1 б. без места")


# ---------------------------------------------------------------------- S-ACC-4, S-ACC-5


@pytest.mark.parametrize(
    ("trained", "conform"),
    [
        pytest.param([20, 19], False, id="19-in-one-year"),
        pytest.param([20, 20], True, id="20-in-both"),
        pytest.param([20], False, id="one-year-only"),
    ],
)
def test_s_acc_4_demand_boundary(body: Executive, trained: list[int], conform: bool) -> None:
    answer = decided(body, trained=trained, replies=[10], positive=[9], teachers=20, listed=7)

    assert answer["c51"] is conform


def test_s_acc_5_teachers_boundary(body: Executive) -> None:
    practise, research = {1, 2, 3, 4, 5}, {5, 6, 7}
    listed = len(practise | research)

    answer = decided(body, trained=[20, 20], replies=[10], positive=[9], teachers=20, listed=listed)

    assert listed == 7
    assert answer["c53"] is True
    assert decided(body, trained=[20, 20], replies=[10], positive=[9], teachers=20, listed=6)["c53"] is False


def decided(body: Executive, **inputs: Any) -> Mapping[str, Any]:
    """What DT-ACC-2 says under the readings in force."""
    settings = body.edition.definition.settings
    readings = {name: settings[f"acc_{name}"].value for name in ("c52_years", "c52_base")}
    answer = body.edition.definition.decisions["DT-ACC-2"].evaluate({**inputs, **readings}, NEW_YEAR)
    assert isinstance(answer.outputs, dict)
    return answer.outputs


# ---------------------------------------------------------------------- who is rated


def test_only_programmes_of_valid_certificates_are_rated(five: Executive) -> None:
    five.certify("Зета", state="suspended")
    five.certify("Эта", state="terminated")
    five.certify("Тета", until="2026-02-28")

    five.begin()

    assert [row["organisation"] for row in five.sheet()] == sorted(FIVE)


def test_places_are_of_those_that_are_left(five: Executive) -> None:
    five.rate()
    suspend(five, "Альфа")
    five.rating_due()
    five.fill(FIVE)
    five.approve()

    left = ["Бета", "Гамма", "Дельта", "Эпсилон"]
    assert set(five.rating()) == set(left)
    assert five.points(DEMAND, left) == [7, 5, 3, 1]
    assert five.column("place", left) == [1, 3, 3, 2]


def test_a_programme_that_was_taken_from_the_list_is_not_rated(five: Executive) -> None:
    five.certify("Йота", PROGRAMME, "Охрана труда")
    five.begin()
    assert {"Охрана труда"} == {row["programme"] for row in five.sheet()} - {PROGRAMME}

    with five.here.database.writing() as session:
        row = registers.get(session, "R-ACC-CERTS", "СВ-Йота")
        left = {**row.data, "programmes": row.data["programmes"][:1]}
        registers.write(session, "R-ACC-CERTS", "СВ-Йота", left, at=five.clock.now(), actor="system")
    five.begin(2024)

    assert {row["programme"] for row in five.sheet()} == {PROGRAMME}


def test_identical_programmes_are_compared_with_one_another_alone(body: Executive) -> None:
    for organisation in ("Альфа", "Бета"):
        body.certify(organisation)
    body.certify("Гамма", "Проектирование мостов")

    body.rate({name: FIVE[name] for name in ("Альфа", "Бета", "Гамма")})

    assert body.column("place", ["Альфа", "Бета", "Гамма"]) == [1, 2, 1]
    assert body.points(DEMAND, ["Гамма"]) == [7]


def test_the_specialist_says_which_programmes_are_identical(body: Executive) -> None:
    body.certify("Альфа")
    body.certify("Бета", "Безопасность строительства, 72 ч")
    figures = {name: {**FIVE[name], "group": "Безопасность строительства"} for name in ("Альфа", "Бета")}

    body.rate(figures)

    assert body.column("place", ["Альфа", "Бета"]) == [1, 2]


def test_who_gave_no_figures_is_not_rated(five: Executive) -> None:
    five.rate({name: FIVE[name] for name in FIVE if name != "Альфа"})

    assert "Альфа" not in five.rating()
    assert five.column("place", ["Бета"]) == [1]


def test_a_sheet_is_refused_and_not_cut_where_there_are_more_programmes_than_it_takes(body: Executive) -> None:
    body.certify("Альфа", *(f"Программа {number}" for number in range(501)))
    body.begin()

    with pytest.raises(AnswersRefused) as refused:
        body.fill({})

    assert set(refused.value.errors) == {"rows"}


# ---------------------------------------------------------------------- its life


def test_it_begins_each_year_on_1_february_for_the_year_before(five: Executive) -> None:
    five.until("2027-02-01 08:59")
    assert five.inbox("fedorova") == []

    five.until("2027-02-01 09:00")
    five.turn_to_rating()

    assert five.inbox("fedorova") == ["RAT-15"]
    assert five.data()["year"] == 2026


def test_a_year_that_has_not_ended_is_not_rated(five: Executive) -> None:
    five.begin(2026)

    assert five.data()["year"] == 2025


def test_it_begins_by_message_one_at_a_time(five: Executive) -> None:
    five.rating_due()
    first = five.case
    five.rating_due()
    assert five.case == first

    five.fill(FIVE)
    five.approve()
    five.turn_to_rating()

    assert five.case != first
    assert five.inbox("fedorova") == ["RAT-15"]


def test_figures_that_were_given_once_stand_in_the_next_sheet(five: Executive) -> None:
    five.rate()

    five.begin()

    alpha = next(row for row in five.sheet() if row["organisation"] == "Альфа")
    assert {name: alpha[name] for name in FIVE["Альфа"]} == dict(FIVE["Альфа"])


def test_the_head_returns_it_with_a_reason_and_the_sheet_is_as_it_was_filled(five: Executive) -> None:
    five.begin()
    five.fill(FIVE)
    with pytest.raises(AnswersRefused):
        five.do("RAT-30", by="orekhov", decision="return")
    five.do("RAT-30", by="orekhov", decision="return", reason="У «Дельты» обученных 21")
    assert five.rating() == {}

    five.fill({**FIVE, "Дельта": {**FIVE["Дельта"], "trained": 21}})
    five.approve()

    assert five.rating()["Дельта"].data["criteria"][0]["figures"] == "21"


def test_a_new_rating_of_the_year_takes_the_place_of_the_old_one(five: Executive) -> None:
    five.rate()
    five.rate({name: FIVE[name] for name in ("Бета", "Гамма")})

    assert set(five.rating()) == {"Бета", "Гамма"}
    with five.here.database.reading() as session:
        gone = registers.get(session, "R-ACC-RATING", "2025 · СВ-Альфа · " + PROGRAMME)
    assert (gone.state, gone.data["points"]) == ("closed", 30)


def test_without_programmes_it_ends_at_once(body: Executive) -> None:
    body.begin()

    assert body.ended_as() == "Действующих программ нет"


def test_it_waits_for_the_whole_annex_where_the_owner_reads_it_so(five: Executive) -> None:
    five.choose("rating_printed_criteria", False)

    five.begin()

    assert five.ended_as() == "Ждёт полного приложения 5"


# ---------------------------------------------------------------------- the catalogue of criteria


def test_the_printed_criteria_stand_in_the_catalogue_from_the_first_day(body: Executive) -> None:
    with body.here.database.reading() as session:
        rows = registers.rows(session, "CAT-RAT")

    assert {row.key: row.data["maximum"] for row in rows} == {
        "1-demand": 7,
        "2-feedback": 6,
        "3-staff": 15,
        "4-materials": 4,
    }


def test_a_criterion_that_has_ended_is_not_counted(five: Executive) -> None:
    five.criterion("4-materials", until="2026-02-28")

    five.rate()

    assert five.column("points") == [26, 24, 11, 12, 22]


def test_a_criterion_that_begins_later_is_not_counted_yet(five: Executive) -> None:
    added(five, since="2026-03-02")

    five.rate()

    assert five.column("points") == [30, 28, 13, 13, 26]


def test_a_criterion_that_the_owner_adds_is_counted_by_its_own_bands(five: Executive) -> None:
    key = added(five)
    five.begin()
    parts = {"Альфа": (5, 10), "Бета": (8, 10), "Гамма": (79, 100), "Дельта": (0, 10), "Эпсилон": (0, 0)}
    more = [
        {**row, "part": parts[row["organisation"]][0], "whole": parts[row["organisation"]][1]}
        for row in five.seen("RAT-15", "fedorova").answers["more"]
    ]
    assert {row["criterion"] for row in more} == {key}

    five.fill(FIVE, more)
    five.approve()

    assert five.points("Практика на площадке") == [2, 3, 2, 0, 0]
    assert five.column("points") == [32, 31, 15, 13, 26]


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        *(
            (name, None)
            for name in ["title", "counted", "counting", "bands", "maximum", "since", "basis", "basis_date"]
        ),
        ("basis", ""),
        ("bands", []),
        ("bands.share", [{"points": 2}]),
        ("bands.share", [{"share": 101, "points": 2}]),
        ("bands.share", [{"share": -1, "points": 2}]),
        ("bands.points", [{"share": 50}]),
        ("bands.points", [{"share": 50, "points": -1}]),
        ("maximum", -1),
        ("maximum", 1001),
        ("until", "2026-02-28"),
    ],
)
def test_a_criterion_is_not_kept_half_said_or_wrong(body: Executive, path: str, wrong: Any) -> None:
    answers = {path.partition(".")[0]: wrong}

    assert rehearsals.refused(lambda one: added(body, **one), answers) == {path}


def test_a_criterion_may_be_in_force_for_one_day(body: Executive) -> None:
    added(body, maximum=0, until="2026-03-01")


def added(body: Executive, **other: Any) -> str:
    """A criterion of the owner's own: a share of lessons on a building site."""
    return body.criterion(
        None,
        **{
            "title": "Практика на площадке",
            "counted": "Занятий на строительной площадке, %",
            "counting": "bands",
            "bands": [{"share": 50, "points": 2}, {"share": 80, "points": 4}],
            "maximum": 3,
            "since": "2026-03-01",
            "basis": "Протокол Правления № 7",
            "basis_date": "2026-02-20",
            **other,
        },
    )


def suspend(body: Executive, organisation: str) -> None:
    with body.here.database.writing() as session:
        row = registers.get(session, "R-ACC-CERTS", f"СВ-{organisation}")
        registers.write(
            session, row.register, row.key, row.data, at=body.clock.now(), actor="system", state="suspended"
        )


# ---------------------------------------------------------------------- what the forms ask

COUNTED = (
    "trained", "replies", "positive", "teachers", "researchers", "practitioners", "trainee_or_experienced", "modules",
    "modules_with_materials",
)  # fmt: skip
WHOLES: Mapping[str, int] = {"trained": 1_000_001, "teachers": 10_001, "modules": 10_001}
"""What parts are of, and what is more than fits; a part is at most its whole."""

ASKED = [
    asks("F-ACC-24S", "year", wrong={"year": [1999, 2101]}),
    asks(
        "F-ACC-24", " ".join(f"rows.{name}" for name in ("group", "given", *COUNTED)),
        wrong={f"rows.{name}": [-1, WHOLES.get(name, 1)] for name in COUNTED}, **dict.fromkeys((f"rows__{name}" for name in COUNTED), 0),
    ),
    asks("F-ACC-24H", "decision"),
    asks("F-ACC-24H", "reason", decision="return", reason="Сверьте число обученных."),
]  # fmt: skip
"""What each form needs, as the ledger marks it."""


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_each_form_insists_on_its_answers(asked: Asked, ground: Ground, tmp_path: Path) -> None:
    rehearsals.insist(partnership.Partnership, ground, tmp_path, asked)
