"""The page «Сроки по пунктам» and its table as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from forms.fields.day import day_typed
from service import current, naming, spreadsheet, words
from service.errors import Unfit
from service.operations import terms
from service.operations.terms import Line, Report, TermState

blueprint = Blueprint("terms", __name__)


@blueprint.get("/history/terms/<key>")
def page(key: str) -> str:
    """Terms by clause and by step: kept, broken, by how much, overdue now."""
    report, language = _report(key), current.language()
    return render_template(
        "history/terms.html",
        report=report,
        state_words=_states(),
        paragraph=lambda number: words.paragraph(number, language),
        step_name=lambda element: naming.step_name(report.definition, element),
        lateness=lambda days: words.later(days, language),
    )


@blueprint.get("/history/terms/<key>/csv", endpoint="csv")
def table(key: str) -> Response:
    """The same as a table, one line a term of a case.  The journal says who took it."""
    report = _report(key)
    rows = list(_rows(report))
    terms.exported(current.installation(), current.actor(), report, rows=len(rows))
    heading = (
        _("Раздел"), _("Пункт"), _("Чей срок"), _("Дело"), _("Последний день"), _("Сделано"), _("Итог"),
        _("Позже, дней"),
    )  # fmt: skip
    name = f"terms-{key}-{report.since:%Y-%m-%d}-{report.until:%Y-%m-%d}.csv"
    about = _("Сроки по пунктам: %(title)s, %(since)s — %(until)s", title=_title(report), since=report.since, until=report.until)  # fmt: skip
    return spreadsheet.csv_file(name, about, heading, rows)


def _report(key: str) -> Report:
    return terms.report(current.installation(), current.actor(), key, _day("from"), _day("to"))


def _day(name: str) -> date | None:
    written = request.args.get(name, "").strip()
    if not written:
        return None
    day = day_typed(written)
    if day is None:
        raise Unfit(f"«{written[:30]}» — не дата; нужна дд.мм.гггг", f"{written[:30]!r} is no date: dd.mm.yyyy")
    return day


def _title(report: Report) -> str:
    return report.definition.titles.get(current.language(), report.key)


def _states() -> dict[str, str]:
    return {
        TermState.KEPT: _("в срок"),
        TermState.BROKEN: _("позже срока"),
        TermState.OPEN: _("идёт"),
        TermState.OVERDUE: _("просрочено"),
    }


def _rows(report: Report) -> Iterator[tuple[str, ...]]:
    sections = ((_("Пункты"), report.clauses), (_("Предупреждения"), report.warnings), (_("Шаги"), report.steps))
    for title, lines in sections:
        for line in lines:
            yield from (_row(report, title, line, place) for place in range(len(line.terms)))


def _row(report: Report, section: str, line: Line, place: int) -> tuple[str, ...]:
    term, zone, language = line.terms[place], current.installation().zone, current.language()
    return (
        section,
        words.paragraph(line.clause.clause, language) if line.clause else "",
        naming.step_name(report.definition, term.element),
        term.number,
        words.short_day(words.local_day(term.due, zone)),
        words.short_day(words.local_day(term.done_at, zone)) if term.done_at else "",
        _states()[term.state],
        str(term.late or ""),
    )
