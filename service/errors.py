"""What the service refuses, and the HTTP status of every error of ours: pages and API share the one table.

Add a line to `STATUS` for each new error; an error without a line takes that of its nearest parent.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy.exc import OperationalError

from forms.errors import AnswersRefused, EditRefused, Message
from processes import errors as process_errors
from processes.errors import DefinitionRefused, PoryadokError
from processes.gate import Finding
from processes.instance import Spoiled
from storage import errors as storage_errors
from storage.errors import RowRefused


class ServiceError(PoryadokError):
    """The service does not do what was asked."""

    code = "service"


class ConfigError(ServiceError):
    """A setting of the installation has a value that it cannot have."""

    code = "config"


class NotSignedIn(ServiceError):
    """Nobody is signed in, the account is blocked, or the token is unknown."""

    code = "not_signed_in"

    def __init__(self) -> None:
        super().__init__("Войдите, чтобы продолжить", "Sign in to go on")


class SignInRefused(ServiceError):
    """Login and password do not belong together."""

    code = "sign_in.refused"

    def __init__(self) -> None:
        super().__init__(
            "Логин или пароль не подходят. Проверьте раскладку и попробуйте ещё раз",
            "Login and password do not match. Check them and try again",
        )


class NotConfirmed(ServiceError):
    """The account is not open yet: whoever registered has to confirm his address and telephone number."""

    code = "not_confirmed"

    def __init__(self) -> None:
        super().__init__(
            "Кабинет откроется, когда вы подтвердите почту и телефон",
            "Your cabinet opens once you have confirmed your e-mail and your telephone",
        )


class TooManyAttempts(ServiceError):
    """Too many attempts within a short time; `retry_after` is in seconds."""

    code = "too_many_attempts"

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"Слишком много попыток. Подождите {retry_after} с и попробуйте ещё раз",
            f"Too many attempts. Wait {retry_after} s and try again",
            retry_after=retry_after,
        )


class TooManyRequests(ServiceError):
    """A program asks more often than it may; `retry_after` is in seconds."""

    code = "too_many_requests"

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"Слишком много запросов. Подождите {retry_after} с и повторите",
            f"Too many requests. Wait {retry_after} s and try again",
            retry_after=retry_after,
        )


class NotAllowed(ServiceError):
    """The person has no right to do this; `roles` names who has."""

    code = "not_allowed"

    def __init__(self, roles: tuple[str, ...] = (), titles: tuple[str, str] = ("", "")) -> None:
        needed_ru, needed_en = titles if titles != ("", "") else (", ".join(roles), ", ".join(roles))
        super().__init__(
            f"Это может сделать только: {needed_ru}. Роль даёт администратор"
            if needed_ru
            else "На это у вас нет права",
            f"Only these may do it: {needed_en}. An administrator grants roles"
            if needed_en
            else "You have no right to do this",
            roles=list(roles),
        )


class ScopeMissing(ServiceError):
    """The token is limited to other things than this one."""

    code = "token.scope"

    def __init__(self, scopes: frozenset[str]) -> None:
        named = ", ".join(sorted(scopes))
        super().__init__(
            f"Этот токен выдан только для: {named}. Возьмите другой токен",
            f"This token is good only for {named}. Use another token",
            scopes=sorted(scopes),
        )


class SeparationOfDuties(ServiceError):
    """Another step of the case, or of a `case` joined to it, done by the same person, forbids this one."""

    code = "separation_of_duties"

    def __init__(self, rule: str, ru: str, en: str, done: str, case: str | None = None) -> None:
        where_ru, where_en = ("этого дела", "this case") if case is None else (f"дела {case}", f"case {case}")
        super().__init__(
            f"Вы выполнили шаг {done} {where_ru}, поэтому этот шаг должен выполнить другой человек. {ru}",
            f"You did step {done} of {where_en}, so somebody else has to do this one. {en}",
            rule=rule,
            done=done,
        )


class OwnVersion(ServiceError):
    """Whoever proposed a version does not approve it: a second person has to."""

    code = "definition.own"

    def __init__(self, key: str, version: int) -> None:
        super().__init__(
            f"Версию {version} предложили вы. Утвердить её должен другой владелец процедуры или администратор",
            f"You proposed version {version}. Another process owner or an administrator has to approve it",
            procedure=key,
            version=version,
        )


class NotFound(ServiceError):
    """There is no such thing, or this person may not know of it."""

    code = "not_found"

    def __init__(self, ru: str = "Такой страницы нет", en: str = "There is no such page", **facts: object) -> None:
        super().__init__(ru, en, **facts)


class TaskAlreadyDone(ServiceError):
    """The task was done or taken back before; says by whom and when, in the zone that `at` comes in."""

    code = "task.already_done"

    def __init__(self, ref: str, status: str, by: str | None, at: datetime | None) -> None:
        if status == "done" and at is not None:
            ru = f"Задача уже выполнена: {by or 'неизвестно кем'}, {at:%d.%m.%Y %H:%M}"
            en = f"The task is done already: {by or 'unknown'}, {at:%Y-%m-%d %H:%M}"
        else:
            ru, en = "Задача снята: дело пошло другим путём", "The task was taken back: the case went another way"
        super().__init__(
            ru, en, task=ref, status=status, completed_by=by, completed_at=at and at.astimezone(UTC).isoformat()
        )


class TaskTaken(ServiceError):
    """Somebody else works on the task."""

    code = "task.taken"

    def __init__(self, ref: str, holder: str) -> None:
        super().__init__(
            f"Над задачей работает {holder}. Попросите вернуть её или выберите другую",
            f"{holder} works on this task. Ask for it to be given back, or take another",
            task=ref,
            holder=holder,
        )


class CaseSuspended(ServiceError):
    """The case is halted; says by whom and since when, in the zone that `at` comes in."""

    code = "instance.suspended"

    def __init__(self, number: str, by: str | None, at: datetime) -> None:
        super().__init__(
            f"Дело {number} приостановлено: {by or 'неизвестно кем'}, {at:%d.%m.%Y %H:%M}. Причина записана в деле; "
            "возобновляет владелец процедуры",
            f"Case {number} is suspended: {by or 'unknown'}, {at:%Y-%m-%d %H:%M}. The case says why; "
            "the process owner resumes it",
            number=number,
            suspended_by=by,
            suspended_at=at.astimezone(UTC).isoformat(),
        )


class NotYours(ServiceError):
    """The task is not held by the person, so it cannot be given back by him."""

    code = "task.not_yours"

    def __init__(self, ref: str) -> None:
        super().__init__("Задача не у вас: вернуть нечего", "You do not hold this task", task=ref)


class EtagMissing(ServiceError):
    """The request has to name the state that it changes."""

    code = "etag.missing"

    def __init__(
        self,
        ru: str = "Нет заголовка If-Match: назовите состояние, которое вы видели",
        en: str = "If-Match is missing: name the state that you saw",
    ) -> None:
        super().__init__(ru, en)


class Stale(ServiceError):
    """What the request was made from has changed since."""

    code = "etag.stale"

    def __init__(
        self,
        current: str,
        *,
        holder: str | None = None,
        state: Mapping[str, object] | None = None,
        changed_by: str | None = None,
        changed_at: datetime | None = None,
        said: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(
            *(said or _TASK_CHANGED),
            current_etag=current,
            holder=holder,
            current=dict(state or {}),
            changed_by=changed_by,
            changed_at=changed_at and changed_at.astimezone(UTC).isoformat(),
        )


_TASK_CHANGED = (
    "Пока вы работали, задача изменилась. Обновите страницу и проверьте ответы",
    "The task has changed since you saw it. Reload it and look at your answers again",
)


class DraftChanged(ServiceError):
    """The draft was changed, or sent, in another window; `at` comes in the zone of the reader, None if it is gone."""

    code = "draft.changed"

    def __init__(self, at: datetime | None, version: int, *, today: date) -> None:
        day_ru = f" {at:%d.%m.%Y}" if at and at.date() != today else ""
        day_en = f" on {at:%Y-%m-%d}" if at and at.date() != today else ""
        super().__init__(
            f"Черновик изменён на другом устройстве или в другом окне{day_ru} в {at:%H:%M}"
            if at
            else "Этот черновик уже отправлен или удалён на другом устройстве или в другом окне",
            f"The draft was changed on another device or in another window{day_en} at {at:%H:%M}"
            if at
            else "This draft was sent or removed on another device or in another window",
            version=version,
        )


class RedesignChanged(ServiceError):
    """Somebody saved the redesign since it was read; says who and when, in the zone that `at` comes in."""

    code = "redesign.changed"

    def __init__(self, current: str, by: str | None, at: datetime | None) -> None:
        gone = at is None
        super().__init__(
            "Черновик версии уже опубликован или удалён. Ваше изменение не сохранено; обновите страницу"
            if gone
            else f"Черновик версии изменил(а) {by}, {at:%d.%m.%Y %H:%M}. Ваше изменение не сохранено; обновите страницу",
            "The redesign was published or dropped. Your change is not kept; reload the page"
            if gone
            else f"The redesign was changed by {by}, {at:%Y-%m-%d %H:%M}. Your change is not kept; reload the page",
            current_etag=current,
            changed_by=by,
            changed_at=at and at.astimezone(UTC).isoformat(),
        )


class WouldLose(ServiceError):
    """Saving would lose something that the editor does not know; `lost` are pairs of element id and what it carried."""

    code = "diagram.would_lose"

    def __init__(self, lost: Sequence[tuple[str | None, str]]) -> None:
        named = ", ".join(f"{what} ({element})" if element else what for element, what in lost[:5])
        super().__init__(
            f"При сохранении пропало бы: {named}. Прежний файл цел; отмените последнее изменение",
            f"Saving would lose: {named}. The file from before is unharmed; undo the last change",
            lost=[{"element": element, "what": what} for element, what in lost],
        )


class FileTooBig(ServiceError):
    """The file is bigger than its field allows."""

    code = "file.too_big"

    def __init__(self, max_mb: int) -> None:
        super().__init__(
            f"Файл больше {max_mb} МБ. Уменьшите его или разделите на части",
            f"The file is bigger than {max_mb} MB. Make it smaller or split it",
            max_mb=max_mb,
        )


class FileKindRefused(ServiceError):
    """The file's content is not of a kind that the field takes."""

    code = "file.kind"

    def __init__(self, kinds: tuple[str, ...]) -> None:
        names = ", ".join(kind.upper() for kind in kinds)
        super().__init__(
            f"Такой файл не подходит. Можно: {names}; вид определяется по содержанию файла, а не по имени",
            f"This file does not fit. Use {names}; the kind is told by the content, not by the name",
            kinds=list(kinds),
        )


TOLD_AT_ONCE = 10
"""Errors that the text of a refusal names; its findings hold all of them."""


class GateClosed(DefinitionRefused):
    """The gate found what must not be published; `findings` say what and where."""

    code = "definition.gate"

    def __init__(self, key: str, findings: tuple[Finding, ...]) -> None:
        errors = [finding for finding in findings if finding.severity.forbids]
        named, more = errors[:TOLD_AT_ONCE], len(errors) - TOLD_AT_ONCE
        super().__init__(
            f"Процедура «{key}» не опубликована: "
            + "; ".join(f"{one.element or ''} {one.ru}".strip() for one in named)
            + (f"; и ещё {more}" if more > 0 else ""),
            f"Procedure {key!r} is not published: "
            + "; ".join(f"{one.element or ''} {one.en}".strip() for one in named)
            + (f"; and {more} more" if more > 0 else ""),
            procedure=key,
        )
        self.findings = findings

    @classmethod
    def of(cls, key: str, findings: tuple[Finding, ...]) -> GateClosed:
        """The refusal that fits: of files that are no diagrams at all, of files that are too big, or of what they say."""
        codes = {finding.code for finding in findings if finding.severity.forbids}
        if codes and codes <= _NO_DIAGRAM:
            return NotDiagrams(key, findings)
        if codes and codes <= _TOO_BIG:
            return FilesTooBig(key, findings)
        return GateClosed(key, findings)


class NotDiagrams(GateClosed):
    """What was brought is an archive, a page or a drawing of another kind; `findings` say how to export a diagram."""

    code = "definition.kind"


class FilesTooBig(GateClosed):
    """A file, or all of them together, is bigger than a procedure's may be."""

    code = "definition.size"


_NO_DIAGRAM = frozenset({"diagram.format", "file.kind"})
_TOO_BIG = frozenset({"diagram.size", "file.size", "bundle.size"})


class ForeignInvitation(ServiceError):
    """The invitation was sent to another address than that of the person who follows it."""

    code = "invitation.foreign"

    def __init__(self, address: str) -> None:
        super().__init__(
            f"Приглашение выслано на адрес {address}, а у вашей учётной записи другой. Выйдите и откройте ссылку ещё раз",
            f"The invitation went to {address}, your account has another address. Sign out and open the link again",
        )


class UnknownFields(ServiceError):
    """The request has fields that nobody asked for."""

    code = "fields.unknown"

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(
            f"Неизвестные поля: {', '.join(names)}", f"Unknown fields: {', '.join(names)}", fields=list(names)
        )


class Unfit(ServiceError):
    """A value of the request cannot be used; says which."""

    code = "unfit"


class StepRefused(AnswersRefused):
    """The step would lead to a row that its register does not allow; the task stays open, what was typed stays too."""

    code = "step.refused"

    def __init__(self, error: RowRefused) -> None:
        super().__init__({"": Message(error.ru, error.en)})


class Conflict(ServiceError):
    """The state of things does not allow this now; says why."""

    code = "conflict"


class SeatGone(ServiceError):
    """The case has no seat in this row any more: it was given back, or another day was set."""

    code = "seat.gone"

    def __init__(self, number: str, register: str, key: str) -> None:
        super().__init__(
            f"У дела {number} больше нет места в «{key}»: назначен другой день или место освобождено",
            f"Case {number} has no seat in {key!r} any more: another day was set, or the seat was given back",
            register=register,
            key=key,
        )


class Unavailable(ServiceError):
    """The database does not answer; the same request may be repeated."""

    code = "unavailable"

    def __init__(self, retry_after: int = 5) -> None:
        super().__init__(
            "Служба временно не отвечает. Ничего не потеряно; повторите через несколько секунд",
            "The service does not answer for the moment. Nothing is lost; try again in a few seconds",
            retry_after=retry_after,
        )


class CheckBusy(ServiceError):
    """Other files are being read, and enough of them wait; the same request may be repeated."""

    code = "check.busy"

    def __init__(self, retry_after: int = 10) -> None:
        super().__init__(
            "Сейчас проверяются файлы других людей. Ничего не потеряно; повторите через несколько секунд",
            "Other people's files are being checked. Nothing is lost; try again in a few seconds",
            retry_after=retry_after,
        )


class CheckStopped(ServiceError):
    """Reading the files was stopped at a limit; `finding` names file and limit."""

    code = "check.stopped"

    def __init__(self, finding: Finding) -> None:
        super().__init__(
            f"{finding.ru}. {finding.advice_ru}", f"{finding.en}. {finding.advice_en}", part=finding.name
        )  # fmt: skip
        self.finding = finding


class DiskFull(ServiceError):
    """There is no room for what was sent."""

    code = "disk.full"

    def __init__(self) -> None:
        super().__init__(
            "На диске службы нет места: ничего не сохранено. Сообщите администратору и повторите позже",
            "The service's disk is full: nothing was kept. Tell the administrator and try again later",
        )


class BrokenHistory(ServiceError):
    """The chain of a case's history does not hold; nothing is added to it."""

    code = "history.broken"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Журнал дела {number} нарушен; выполните poryadok verify",
            f"The history of case {number} does not hold; run poryadok verify",
        )


class OtherCore(ServiceError):
    """The case was kept by a release that answers otherwise, and nobody has taken it over (`poryadok migrate` does)."""

    code = "core.other"

    def __init__(self, *, kept: int, core: int) -> None:
        super().__init__(
            f"Дело ведёт другой выпуск программы: ядро {kept}, у этого — {core}. Администратору: выполните poryadok migrate; "
            "что перевести не удалось, она назовёт",
            f"The case is kept by another release: core {kept}, this one has {core}. The administrator runs poryadok "
            "migrate, which names what could not be taken over",
            kept=kept,
            core=core,
        )


STATUS: dict[type[PoryadokError], int] = {
    PoryadokError: 422,
    process_errors.ProcessError: 422,
    process_errors.CommandRefused: 409,
    ConfigError: 500,
    NotSignedIn: 401,
    SignInRefused: 401,
    TooManyAttempts: 429,
    TooManyRequests: 429,
    NotAllowed: 403,
    ScopeMissing: 403,
    NotConfirmed: 403,
    SeparationOfDuties: 403,
    OwnVersion: 403,
    NotFound: 404,
    TaskAlreadyDone: 409,
    TaskTaken: 409,
    NotYours: 409,
    CaseSuspended: 409,
    OtherCore: 503,
    BrokenHistory: 500,
    Conflict: 409,
    ForeignInvitation: 403,
    DraftChanged: 409,
    SeatGone: 409,
    Stale: 412,
    RedesignChanged: 412,
    WouldLose: 422,
    FileTooBig: 413,
    FilesTooBig: 413,
    FileKindRefused: 415,
    NotDiagrams: 415,
    AnswersRefused: 422,
    EditRefused: 409,
    UnknownFields: 422,
    Unfit: 422,
    storage_errors.StorageError: 500,
    storage_errors.NotFound: 404,
    storage_errors.DatabaseBusy: 503,
    storage_errors.StaleVersion: 412,
    storage_errors.IdempotencyMismatch: 422,
    storage_errors.StillRunning: 409,
    storage_errors.LoginTaken: 409,
    storage_errors.InvitationSpent: 409,
    storage_errors.RegisterError: 409,
    storage_errors.RowRefused: 422,
    storage_errors.RowMissing: 404,
    Spoiled: 500,
    EtagMissing: 428,
    Unavailable: 503,
    CheckBusy: 503,
    CheckStopped: 422,
    DiskFull: 507,
}

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def status_of(error: PoryadokError) -> int:
    """The HTTP status of an error of ours: its own, else that of its nearest parent."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def headers_of(error: PoryadokError) -> dict[str, str]:
    """The headers that belong to an error: when to come back, how to sign in."""
    headers = {}
    if "retry_after" in error.facts:
        headers["Retry-After"] = str(error.facts["retry_after"])
    if isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = 'Bearer realm="poryadok"'
    return headers


def meant_by(error: Exception) -> PoryadokError | None:
    """What a failure below the service means to whoever asked; None for a fault of ours."""
    if isinstance(error, OperationalError | sqlite3.OperationalError):
        return Unavailable()
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return DiskFull()
    return None
