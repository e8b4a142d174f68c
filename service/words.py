"""Moments, terms and counts as people say them, in the two languages of the interface.  Knows no request and no clock.

Words come before numbers: "осталось 3 дня" first, the exact date beside it.  Days are days of the installation's zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from forms.wording import MONTHS
from forms.wording import long_day as long_day  # pages ask this module for all words about days
from processes.feel import Duration

_UNITS: dict[str, tuple[tuple[str, str, str], tuple[str, str]]] = {
    "days": (("календарный день", "календарных дня", "календарных дней"), ("calendar day", "calendar days")),
    "workdays": (("рабочий день", "рабочих дня", "рабочих дней"), ("working day", "working days")),
    "months": (("месяц", "месяца", "месяцев"), ("month", "months")),
    "years": (("год", "года", "лет"), ("year", "years")),
}


def counted(n: int, one: str, few: str, many: str) -> str:
    """A Russian count with its noun: 1 день, 2 дня, 5 дней, 11 дней, 21 день."""
    rest, tens = abs(n) % 10, abs(n) % 100 // 10
    if tens == 1 or rest == 0 or rest >= 5:
        return f"{n}\u00a0{many}"
    return f"{n}\u00a0{one if rest == 1 else few}"


def days(n: int, language: str) -> str:
    """A number of days with its noun."""
    if language == "ru":
        return counted(n, "день", "дня", "дней")
    return f"{n}\u00a0{'day' if n == 1 else 'days'}"


def span(unit: str, n: int, language: str) -> str:
    """A term with its unit: 10 календарных дней, 1 месяц, 5 лет."""
    russian, english = _UNITS[unit]
    if language == "ru":
        return counted(n, *russian)
    return f"{n}\u00a0{english[0] if n == 1 else english[1]}"


_EVERY: tuple[tuple[tuple[str, str, str, str], tuple[str, str]], ...] = (
    (("каждый месяц", "месяц", "месяца", "месяцев"), ("month", "months")),
    (("каждый день", "день", "дня", "дней"), ("day", "days")),
    (("каждый час", "час", "часа", "часов"), ("hour", "hours")),
)


def every(period: str, language: str) -> str:
    """How often, by an ISO 8601 period: «каждый год», «каждые 2 месяца», «каждые 36 часов»; the text itself if it is odd."""
    span = Duration.parse(period)
    if span.months and span.months % 12 == 0:
        return _every(span.months // 12, ("каждый год", "год", "года", "лет"), ("year", "years"), language)
    hours, rest = divmod(int(span.time.total_seconds()), 3600)
    counts = (span.months, span.days, hours)
    if rest or sum(1 for count in counts if count) != 1:
        return f"каждые {period}" if language == "ru" else f"every {period}"
    which = next(index for index, count in enumerate(counts) if count)
    return _every(counts[which], *_EVERY[which], language)


def _every(n: int, russian: tuple[str, str, str, str], english: tuple[str, str], language: str) -> str:
    if language != "ru":
        return f"every {english[0]}" if n == 1 else f"every {n}\u00a0{english[1]}"
    return russian[0] if n == 1 else f"каждые {counted(n, *russian[1:])}"


def moment(value: str | datetime | None) -> datetime | None:
    """An aware moment from the ISO text that facts and rows carry."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value)


def short_name(name: str) -> str:
    """Никитина С. А. from Никитина Светлана Алексеевна; a single word stays as it is."""
    family, *given = name.split() or [""]
    return " ".join([family, *(f"{part[0]}." for part in given)]).replace(" ", "\u00a0") if given else name


def short_day(day: date) -> str:
    """ДД.ММ.ГГГГ."""
    return f"{day:%d.%m.%Y}"


def near_day(day: date, today: date, language: str) -> str:
    """12 марта, with the year only when it is another one."""
    if day.year != today.year:
        return long_day(day, language)
    return f"{day.day}\u00a0{MONTHS['ru' if language == 'ru' else 'en'][day.month - 1]}"


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """ЧЧ:ММ in the installation's zone."""
    return f"{at.astimezone(zone):%H:%M}"


def left(due: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """How long is left or how late it is, by whole local days; hours only within today."""
    days_left = (due.astimezone(zone).date() - now.astimezone(zone).date()).days
    russian = language == "ru"
    if days_left < 0:
        return f"просрочено на {days(-days_left, language)}" if russian else f"{days(-days_left, language)} late"
    if due < now:
        return "срок истёк сегодня" if russian else "was due today"
    if days_left == 0:
        return "сегодня" if russian else "today"
    if days_left == 1:
        return "завтра" if russian else "tomorrow"
    return f"осталось {days(days_left, language)}" if russian else f"{days(days_left, language)} left"


def urgency(due: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """Where a due date belongs in the inbox: late, today, week, later."""
    if due is None:
        return "later"
    if due < now:
        return "late"
    days_left = (due.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days_left == 0:
        return "today"
    return "week" if days_left <= 7 else "later"


def lateness(late: int, language: str) -> str:
    """How a finished step stands to its term."""
    if late <= 0:
        return "в срок" if language == "ru" else "in time"
    return f"позже срока на {days(late, language)}" if language == "ru" else f"{days(late, language)} late"


def later(days_late: int, language: str) -> str:
    """By how much a term was passed: «позже на 2 дня»."""
    return f"позже на {days(days_late, language)}" if language == "ru" else f"{days(days_late, language)} later"


def term(body: Mapping[str, Any] | None, zone: ZoneInfo, language: str) -> str | None:
    """How a due date was computed: «11.03.2026 = 01.03.2026 + 10 календарных дней»; None without a derivation."""
    if not body or body.get("start") is None or body.get("unit") not in _UNITS:
        return None
    count = int(body["count"])
    forms_ru, forms_en = _UNITS[body["unit"]]
    unit = counted(abs(count), *forms_ru) if language == "ru" else _english(abs(count), forms_en)
    sign = "\u2212" if count < 0 else "+"
    result = local_day(body["result"], zone)
    return f"{short_day(result)}\u00a0= {short_day(local_day(body['start'], zone))} {sign} {unit}"


def local_day(value: str | date | datetime, zone: ZoneInfo) -> date:
    """The local day of a day or of a moment, given as an object or as ISO text."""
    if isinstance(value, datetime):
        return value.astimezone(zone).date()
    if isinstance(value, date):
        return value
    if len(value) == 10:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).astimezone(zone).date()


def paragraph(number: str, language: str) -> str:
    """A clause's number as it is cited: «п. 4», «раздел «Общие положения»» stays as it is."""
    if number[:1].isdigit():
        return f"п.\u00a0{number}" if language == "ru" else f"cl.\u00a0{number}"
    return number


def money(value: object, language: str) -> str:
    """A sum in roubles, its thousands apart: «12 000,00 ₽»; what is no number stays as it is."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not amount.is_finite():
        return str(value)
    grouped = f"{amount:,.2f}"
    if language == "ru":
        return grouped.replace(",", "\u00a0").replace(".", ",") + "\u00a0₽"
    return f"₽\u00a0{grouped}"


def size(octets: int, language: str) -> str:
    """A file's size, rounded up so that no file is said to be empty."""
    units = ("Б", "КБ", "МБ") if language == "ru" else ("B", "KB", "MB")
    if octets < 1024:
        return f"{octets}\u00a0{units[0]}"
    if octets < 1024 * 1024:
        return f"{-(-octets // 1024)}\u00a0{units[1]}"
    text = f"{octets / (1024 * 1024):.1f}"
    return f"{text.replace('.', ',') if language == 'ru' else text}\u00a0{units[2]}"


def _english(n: int, forms: tuple[str, str]) -> str:
    return f"{n}\u00a0{forms[0] if n == 1 else forms[1]}"
