"""What can go wrong while keeping and finding.  Add a line to the service's table of statuses for each new error."""

from __future__ import annotations

from collections.abc import Sequence

from processes.definition import NEW, RegisterOutline
from processes.errors import PoryadokError


class StorageError(PoryadokError):
    """Something could not be kept or found."""

    code = "storage"


class NotFound(StorageError):
    """There is no such row, or it is not for this reader; `facts` say what was looked for."""

    code = "storage.not_found"

    def __init__(self, ru_what: str, en_what: str, key: object) -> None:
        super().__init__(
            f"{ru_what} «{key}»: нет такой записи. Проверьте ссылку или номер.",
            f"{en_what} {key!s}: there is no such record. Check the link or the number.",
            what=en_what,
            key=key,
        )


class DatabaseBusy(StorageError):
    """The database did not let us write in time, or another process serves this file."""

    code = "storage.busy"


class ReadOnlySession(StorageError):
    """A reading session was used to write: a mistake in the program, and nothing was written."""

    code = "storage.read_only"

    def __init__(self) -> None:
        super().__init__(
            "Запись через читающую сессию: ничего не записано. Операция должна открыть database.writing().",
            "Writing through a reading session: nothing was written. The operation has to open database.writing().",
        )


class NestedTransaction(StorageError):
    """A thread that is writing asked to write in a second transaction: a mistake in the program."""

    code = "storage.nested"

    def __init__(self) -> None:
        super().__init__(
            "Внутри записи начата вторая запись. Один сценарий — одна транзакция; передайте уже открытую сессию.",
            "A second writing transaction was begun inside one. One use case is one transaction; pass the open session.",
        )


class StaleVersion(StorageError):
    """The row was changed by somebody else since it was read; `facts`: current version."""

    code = "storage.stale"

    def __init__(self, ru_what: str, en_what: str, key: object, *, current: int | None) -> None:
        super().__init__(
            f"{ru_what} «{key}» уже изменён кем-то другим. Обновите страницу и повторите.",
            f"{en_what} {key!s} was changed by somebody else. Reload the page and try again.",
            what=en_what,
            key=key,
            current=current,
        )


class LeaseLost(StorageError):
    """The job was taken over by another worker; this one's result is dropped with its transaction."""

    code = "job.lease_lost"

    def __init__(self, job: int, owner: str) -> None:
        super().__init__(
            f"Задание {job} уже выполняет другой работник: срок аренды у «{owner}» истёк. Результат отброшен.",
            f"Job {job} has gone to another worker: the lease of {owner!r} ran out. The result is dropped.",
            job=job,
            owner=owner,
        )


class IdempotencyMismatch(StorageError):
    """The key was used before with another request body."""

    code = "idempotency.mismatch"

    def __init__(self, key: str) -> None:
        super().__init__(
            f"Ключ «{key}» уже использован с другим содержимым запроса. Возьмите новый ключ.",
            f"The key {key!r} was used before with another request body. Use a new key.",
            key=key,
        )


class StillRunning(StorageError):
    """The first request with this key has not been answered yet; `retry_after` is in seconds."""

    code = "idempotency.running"

    def __init__(self, key: str, retry_after: int = 1) -> None:
        super().__init__(
            f"Запрос с ключом «{key}» ещё выполняется. Повторите через {retry_after} с: ответ будет тот же.",
            f"The request with key {key!r} still runs. Ask again in {retry_after} s: the answer will be the same.",
            retry_after=retry_after,
        )


class LoginTaken(StorageError):
    """Somebody else signs in with this name."""

    code = "person.login_taken"

    def __init__(self, login: str) -> None:
        super().__init__(
            f"Имя для входа «{login}» занято. Выберите другое.",
            f"The login {login!r} is taken. Choose another.",
            login=login,
        )


class InvitationSpent(StorageError):
    """The link was used already, or its time is over."""

    code = "invitation.spent"

    def __init__(self) -> None:
        super().__init__(
            "Ссылка-приглашение недействительна: ею уже воспользовались или её срок истёк. Попросите новую.",
            "The invitation link is not valid: it was used already or its time is over. Ask for a new one.",
        )


class RegisterError(StorageError):
    """A register does not allow what was asked; `facts`: register, key."""

    code = "register"


class RowMissing(RegisterError):
    """The register has no row with this key."""

    code = "register.row_missing"

    def __init__(self, register: str, key: str) -> None:
        super().__init__(
            f"В реестре {register} нет записи «{key}». Выберите запись из списка.",
            f"Register {register} has no row {key!r}. Choose a row of the list.",
            register=register,
            key=key,
        )


class RowChanged(RegisterError):
    """The row has another version than the writer saw."""

    code = "register.row_changed"

    def __init__(self, register: str, key: str, *, seen: int, current: int) -> None:
        super().__init__(
            f"Запись «{key}» реестра {register} изменилась: вы видели версию {seen}, сейчас {current}. "
            "Откройте запись заново и повторите.",
            f"Row {key!r} of register {register} has changed: you saw version {seen}, now it is {current}. "
            "Open the row again and repeat.",
            register=register,
            key=key,
            seen=seen,
            current=current,
        )


class RowRefused(RegisterError):
    """A row may not become what was asked: what the register says of its rows does not allow it; `facts` say more."""

    code = "register.refused"


class TransitionRefused(RowRefused):
    """A row in its state may not come into the other."""

    code = "register.transition"

    def __init__(self, outline: RegisterOutline, key: str, *, before: str, after: str) -> None:
        was_ru, was_en = _state_words(outline, before)
        to_ru, to_en = _state_words(outline, after)
        super().__init__(
            f"{outline.ru}: запись «{key}» сейчас «{was_ru}», перевести её в «{to_ru}» нельзя. "
            "Проверьте номер и состояние записи в реестре.",
            f"{outline.en}: row {key!r} is now {was_en!r} and cannot become {to_en!r}. "
            "Check the number and the row's state in the register.",
            register=outline.id,
            key=key,
            before=before,
            after=after,
        )


class BasisMissing(RowRefused):
    """A row is changed without the columns that say on what ground."""

    code = "register.basis"

    def __init__(self, outline: RegisterOutline, key: str, missing: Sequence[str]) -> None:
        super().__init__(
            f"{outline.ru}: запись «{key}» меняют, не назвав: {_titles(outline, missing, 'ru')}. Укажите основание.",
            f"{outline.en}: row {key!r} is changed without {_titles(outline, missing, 'en')}. Name the basis.",
            register=outline.id,
            key=key,
            missing=list(missing),
        )


class RowKept(RowRefused):
    """The register is only added to."""

    code = "register.kept"

    def __init__(self, outline: RegisterOutline, key: str) -> None:
        super().__init__(
            f"{outline.ru}: записи не меняют, а «{key}» уже есть. Внесите новую запись.",
            f"{outline.en}: rows are never changed, and {key!r} is there already. Add a new row.",
            register=outline.id,
            key=key,
        )


class NotADay(RowRefused):
    """The column that says until when a row holds is no day."""

    code = "register.day"

    def __init__(self, outline: RegisterOutline, key: str) -> None:
        column = outline.expires or ""
        super().__init__(
            f"{outline.ru}: в записи «{key}» поле «{_titles(outline, [column], 'ru')}» не дата. Исправьте его.",
            f"{outline.en}: in row {key!r} {_titles(outline, [column], 'en')} is no date. Correct it.",
            register=outline.id,
            key=key,
        )


def _titles(outline: RegisterOutline, columns: Sequence[str], language: str) -> str:
    said = (outline.columns.get(column, {}) for column in columns)
    return ", ".join(
        str(one.get(language) or one.get("ru") or column) for one, column in zip(said, columns, strict=True)
    )


def _state_words(outline: RegisterOutline, state: str) -> tuple[str, str]:
    if state == NEW:
        return "ещё не внесено", "not there yet"
    said = outline.states.get(state, {})
    return str(said.get("ru") or state), str(said.get("en") or said.get("ru") or state)


class NoSeatLeft(RegisterError):
    """All seats of the row are held or taken."""

    code = "register.no_seat"

    def __init__(self, register: str, key: str, capacity: int) -> None:
        super().__init__(
            f"В записи «{key}» реестра {register} нет свободных мест (всего {capacity}). Выберите другую.",
            f"Row {key!r} of register {register} has no free seat (of {capacity}). Choose another.",
            register=register,
            key=key,
            capacity=capacity,
        )


class NoSeats(RegisterError):
    """The row has no capacity, so there is nothing to hold."""

    code = "register.no_capacity"

    def __init__(self, register: str, key: str) -> None:
        super().__init__(
            f"У записи «{key}» реестра {register} не указано число мест. Заполните его в реестре.",
            f"Row {key!r} of register {register} has no number of seats. Fill it in in the register.",
            register=register,
            key=key,
        )


class CapacityTooSmall(RegisterError):
    """More seats are in use than the new capacity has."""

    code = "register.capacity_too_small"

    def __init__(self, register: str, key: str, *, capacity: int, used: int) -> None:
        super().__init__(
            f"В записи «{key}» реестра {register} занято мест: {used}; уменьшить до {capacity} нельзя. "
            "Сначала освободите места.",
            f"Row {key!r} of register {register} has {used} seats in use; it cannot go down to {capacity}. "
            "Free seats first.",
            register=register,
            key=key,
            capacity=capacity,
            used=used,
        )
