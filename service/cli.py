"""The command line: `poryadok …`.  Every command does one operation and says what came of it."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import orjson
import structlog

from processes.errors import PoryadokError
from service.config import Config, from_environment
from service.installation import Installation

if TYPE_CHECKING:  # a command imports what it does when it is called
    from service.operations.publish import Published


def _told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Refusals as a sentence on standard error and status 1, never as a stack trace."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except PoryadokError as error:
            _fail(error)

    return wrapped


def _fail(error: PoryadokError) -> NoReturn:
    click.echo(f"{error.ru}\n{error.en}", err=True)
    raise SystemExit(1)


@contextmanager
def _installation(config: Config | None = None) -> Iterator[Installation]:
    """An installation for one command; its schema must be current."""
    from service.installation import open_installation
    from service.serving import require_current

    config = config or from_environment()
    require_current(config)
    installation = open_installation(config)
    try:
        yield installation
    finally:
        installation.close()


@click.group()
def main() -> None:
    """Порядок: процедуры, дела, сроки.  Настройки читаются из переменных окружения PORYADOK_*."""


@main.command()
@click.option("--virtual-clock", is_flag=True, help="Часы стоят, пока их не переведут: POST /api/v1/clock.")
@click.option("--host", help="Адрес; по умолчанию только эта машина.")
@click.option("--port", type=click.IntRange(1, 65535), help="Порт.")
@_told
def serve(virtual_clock: bool, host: str | None, port: int | None) -> None:
    """Обслуживать страницы и API, следить за сроками, выполнять задания."""
    from service.serving import Server, require_fit

    config = from_environment().serving(host=host, port=port, virtual_clock=virtual_clock)
    require_fit(config)
    click.echo(f"{config.url}")
    Server(config).run()


@main.command()
@_told
def migrate() -> None:
    """Привести базу данных к схеме этой версии."""
    from service.operations import mend_projections, upgrade_core
    from storage import schema
    from storage.database import Database

    config = from_environment()
    _make_room(config)
    database = Database.open(config.database_url)
    try:
        schema.upgrade(database)
    finally:
        database.close()
    with _installation() as installation:
        mended = mend_projections.mend(installation)
        upgraded = upgrade_core.upgrade(installation)
    click.echo("Схема базы данных в порядке.")
    if mended.cases:
        click.echo(f"Таблицы приведены в соответствие с журналами, дел: {mended.cases}.")
    for number in mended.left:
        click.echo(f"  {number}: журнал нарушен, таблицы не тронуты; выполните poryadok verify")
    if upgraded.cases:
        click.echo(f"Дел прежнего ядра: {upgraded.cases}; переведено записью в журнале: {upgraded.rows}.")
    for left in upgraded.left:
        click.echo(f"  {left.number}: не переведено, в этом выпуске дело стоит: {left.ru}")


@main.command()
@click.argument("key", required=False)
@_told
def publish(key: str | None) -> None:
    """Опубликовать процедуру каталога (без KEY — все), если она изменилась."""
    from service.errors import GateClosed
    from service.operations import publish as operation

    with _installation() as installation:
        try:
            done = [operation.publish(installation, key)] if key else operation.publish_all(installation)
        except GateClosed as closed:
            for finding in closed.findings:
                click.echo(_finding(finding), err=True)
            raise
    for published in done:
        click.echo(f"{published.key}: версия {published.version}, {_became(published)} ({published.digest[:12]})")
        for finding in published.findings:
            click.echo(f"  {_finding(finding)}")


def _became(published: Published) -> str:
    if published.proposed:
        return "ждёт решения владельца, а прежняя действует: сравните их на странице процедуры"
    return "опубликована" if published.new else "без изменений"


@main.command()
@_told
def demo() -> None:
    """Наполнить пустую базу примерами: люди во всех ролях, дела во всех состояниях."""
    from service import demo as examples

    # One example fails on purpose and becomes an incident that pages show; here it would only look like a fault.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with _installation() as installation, installation.database.serve_alone():
        told = examples.fill(installation, click.echo) or examples.known(installation)
    if told is None:
        click.echo("База не пуста, примеры не нужны. / The database is not empty, no examples are needed.")
        return
    for line in _accounts(told):
        click.echo(line)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@_told
def check(files: tuple[Path, ...]) -> None:
    """Проверить процедуры: диаграммы, таблицы решений, все случаи к ним; без FILE — весь каталог."""
    from service import catalog
    from service.quarantine.room import of_this_process

    folders = [(key, catalog.parts(key)) for key in catalog.procedures()] if not files else []
    for folder in dict.fromkeys(file if file.is_dir() else file.parent for file in files):
        folders.append((folder.name, _parts_around(folder)))
    bad = False
    for name, parts in folders:
        checked = of_this_process().check(parts)
        bad = bad or not checked.publishable
        click.echo(f"{name}: {f'замечаний: {len(checked.findings)}' if checked.findings else 'замечаний нет'}")
        if checked.outline is not None:
            asked, failed = checked.outline.cases, sum(one.code == "case.failed" for one in checked.findings)
            tables = checked.outline.tables
            click.echo(f"  таблиц решений: {tables}, случаев: {asked}, отвечено верно: {asked - failed}")
        for finding in checked.findings:
            click.echo(f"  {_finding(finding)}")
    sys.exit(1 if bad else 0)


@main.command()
@click.argument("key", required=False)
@click.option("--json", "as_json", is_flag=True, help="Ответ в JSON.")
@_told
def trace(key: str | None, as_json: bool) -> None:
    """Показать, чем исполнен каждый пункт регламента и откуда взялся каждый элемент (без KEY — весь каталог)."""
    from processes import trace as matrix
    from service import catalog, published

    keys = [key] if key else catalog.procedures()
    found = {one: matrix.trace(published.read(catalog.parts(one)).definition) for one in keys}
    if as_json:
        _json(_traced(found))
    else:
        for one, traced in found.items():
            for line in _trace_lines(one, traced):
                click.echo(line)
    sys.exit(0 if all(traced.whole for traced in found.values()) else 1)


@main.command()
@click.argument("procedure")
@click.option("--script", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Файл сценария.")
@_told
def play(procedure: str, script: Path | None) -> None:
    """Сыграть дело процедуры по сценарию на виртуальных часах, во временной базе."""
    from service import catalog, plays
    from service.clock import VirtualClock
    from service.installation import open_installation
    from service.operations import publish as operation
    from service.operations import replay as auditor
    from storage import schema

    config = from_environment()
    parts = catalog.parts(procedure)
    scripts = {script.name: script.read_bytes()} if script else {
        name: content for name, content in parts.items() if name.startswith("plays/")
    }  # fmt: skip
    for name, content in scripts.items():
        steps = plays.read(content, config.zone)
        with tempfile.TemporaryDirectory(prefix="poryadok-play-") as folder:
            there = replace(
                config, database_url=f"sqlite:///{Path(folder) / 'play.db'}", files=Path(folder) / "files", smtp=None
            )
            installation = open_installation(there, clock=VirtualClock(steps[0].at - timedelta(hours=1)))
            try:
                schema.upgrade(installation.database)
                operation.publish_parts(installation, parts)
                click.echo(f"{name}:")
                player = plays.rehearse(installation, procedure, steps, told=lambda step: click.echo(_step(step)))
                _tell_end(player, auditor.replay(installation, player.instance_id or 0))
            finally:
                installation.close()


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_told
def layout(file: Path) -> None:
    """Разложить диаграмму: записать в FILE координаты вместо прежних."""
    from processes.layout import lay_out

    laid_out = lay_out(file.read_bytes())
    file.write_bytes(laid_out)
    click.echo(f"{file}: разложено")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Ответ в JSON.")
@click.argument("numbers", nargs=-1)
@_told
def replay(as_json: bool, numbers: tuple[str, ...]) -> None:
    """Прогнать журналы дел заново и сравнить с записанным; без NUMBER — все дела."""
    from sqlalchemy import select

    from service.operations import replay as operation
    from storage import instances
    from storage.models import Instance

    with _installation() as installation:
        with installation.database.reading() as session:
            ids = (
                [instances.by_number(session, number).id for number in numbers]
                if numbers
                else list(session.scalars(select(Instance.id).order_by(Instance.id)))
            )
        found = [operation.replay(installation, instance_id) for instance_id in ids]
    equal = all(one.difference is None for one in found)
    if as_json:
        _json(
            {
                "equal": equal,
                "instances": len(found),
                "rows": sum(one.rows for one in found),
                "differences": [{"number": one.number, **asdict(one.difference)} for one in found if one.difference],
                "upgraded": [{"number": one.number, "seq": one.upgraded} for one in found if one.upgraded],
                "older": [{"number": one.number, "core": one.older} for one in found if one.older is not None],
            }
        )
    else:
        for one in found:
            click.echo(f"{one.number}: записей {one.rows}, {_replayed(one)}")
    sys.exit(0 if equal else 1)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Ответ в JSON.")
@_told
def verify(as_json: bool) -> None:
    """Проверить цепочки журналов и то, что таблицы говорят то же, что журналы."""
    from service.operations import verify as operation

    with _installation() as installation:
        found = operation.verify(installation)
    if as_json:
        _json({"intact": found.intact, **asdict(found)})
    else:
        click.echo(f"Дел: {found.instances}. " + ("Всё цело." if found.intact else "Найдены расхождения:"))
        for one in found.histories:
            click.echo(f"  {one.number}: журнал, запись {one.broken.seq}: {one.broken.what}")
        for row in found.projections:
            place = f"{row.difference.table} {row.difference.key} {row.difference.column or 'строка'}"
            click.echo(f"  {row.number}: {place}: «{row.difference.stored}» вместо «{row.difference.expected}»")
        for wrong in found.rows:
            click.echo(f"  {wrong.register}, «{wrong.key}»: строка реестра расходится со своими версиями")
        for unreadable in found.unreadable:
            click.echo(f"  {unreadable.number}: журнал не читается: {unreadable.why}")
    sys.exit(0 if found.intact else 1)


@main.group()
def people() -> None:
    """Люди: учётные записи, роли, токены."""


@people.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Фамилия, имя, отчество.")
@click.option("--role", "roles", multiple=True, help="Роль, или роль/процедура; можно несколько раз.")
@click.option("--email")
@click.option("--phone")
@click.option("--language", type=click.Choice(["ru", "en"]), default="ru")
@click.option("--password", help="Без неё спросит; «-» читает со стандартного ввода.")
@_told
def people_add(
    login: str,
    name: str,
    roles: tuple[str, ...],
    email: str | None,
    phone: str | None,
    language: str,
    password: str | None,
) -> None:
    """Завести человека и дать ему роли."""
    from service.operations import people as operation

    if password == "-":  # noqa: S105  the sign for standard input, not a password
        password = sys.stdin.readline().rstrip("\n")
    elif password is None:
        password = click.prompt("Пароль", hide_input=True, confirmation_prompt=True)
    with _installation() as installation:
        person = operation.add(
            installation,
            login=login,
            name=name,
            password=password,
            email=email,
            phone=phone,
            language=language,
            roles=roles,
        )
    click.echo(f"person:{person} {login}")


@people.command("token")
@click.argument("login")
@click.option("--name", default="command line", help="Для чего токен.")
@click.option("--scope", "scopes", multiple=True, help="Ограничить токен областью, например messages.")
@_told
def people_token(login: str, name: str, scopes: tuple[str, ...]) -> None:
    """Выдать токен API; он показывается один раз."""
    from service.operations import people as operation

    with _installation() as installation:
        click.echo(operation.token(installation, login, name=name, scopes=scopes))


def _make_room(config: Config) -> None:
    config.files.mkdir(parents=True, exist_ok=True)
    if config.database_url.startswith("sqlite:///"):
        Path(config.database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)


def _parts_around(folder: Path) -> dict[str, bytes]:
    """The procedure that a file belongs to: its own folder, and the one of its forms if it stands in the catalogue."""
    from service import catalog

    if folder.name in catalog.procedures():
        return dict(catalog.parts(folder.name))
    if not (folder / "procedure.yaml").is_file():
        raise click.ClickException(f"{folder}: нет procedure.yaml; укажите папку процедуры или файл в ней")
    return catalog.read_folders(folder)


def _accounts(demo: Any) -> Iterator[str]:
    """The address and the demo accounts as a small table."""
    yield f"\n{demo.url}\nДел: {demo.cases}, просрочено задач: {demo.overdue}. / Cases: {demo.cases}, tasks overdue: {demo.overdue}."
    yield f"Пароль у всех / everybody's password: {demo.password}\n"
    for account in demo.staff:
        yield f"  {account.login:<11} {account.name:<30} {account.ru} / {account.en}"
    for account in demo.guests:
        yield f"  {account.login:<11} {account.name:<30} {account.ru} / {account.en}"
    yield "  Соискатели / candidates: " + ", ".join(account.login for account in demo.candidates) + "\n"


def _finding(finding: Any) -> str:
    place = " ".join(str(part) for part in (finding.element, f"«{finding.name}»" if finding.name else None) if part)
    return f"[{finding.severity}] {place}: {finding.ru} {finding.advice_ru}".replace("  ", " ")


def _traced(found: dict[str, Any]) -> dict[str, Any]:
    """The figures of all procedures together, then each with its matrix."""
    from processes import trace as matrix

    each = {key: matrix.plain(traced) for key, traced in found.items()}
    names = ("obligations", "implemented", "elements", "unexplained_elements", "ours_elements")
    sums = {name: sum(one[name] for one in each.values()) for name in names}
    return {**sums, "ours": round(sums["ours_elements"] / max(1, sums["elements"]), 4), "procedures": each}


def _trace_lines(key: str, traced: Any) -> Iterator[str]:
    obliges, owing = len(traced.obligations), len(traced.owing)
    yield f"{key}: обязанностей {obliges}, исполнено {obliges - len(traced.uncovered)}"
    for clause in traced.uncovered:
        yield f"  не исполнен: {clause.id} ({clause.kind})"
    yield f"  элементов {owing}, без пункта и причины {len(traced.unexplained)}, наших {traced.share_of_ours:.0%}"
    for element in traced.unexplained:
        yield f"  не объяснён: {element.sort} {element.place} {element.name}".rstrip()


def _step(step: Any) -> str:
    return f"  {step.at:%d.%m.%Y %H:%M} {step.by or 'время':<16} {step.do or '…'}"


def _tell_end(player: Any, replayed: Any) -> None:
    last = player.last
    state = f"завершено: {last.ended_as}" if last and last.ended else "в работе"
    click.echo(f"  {replayed.number}: {state}; прогон журнала: {'совпадает' if replayed.equal else 'расходится'}")


def _replayed(one: Any) -> str:
    if one.difference is not None:
        return f"расходится в {one.difference.at}"
    if one.older is not None:
        return f"вёл прежний выпуск (ядро {one.older}), прогнать может только он; цепочку проверяет poryadok verify"
    return "совпадает" + (f" с записи {one.upgraded}, с которой дело ведёт новое ядро" if one.upgraded else "")


def _json(body: Any) -> None:
    click.echo(orjson.dumps(body, option=orjson.OPT_INDENT_2, default=str).decode())


if __name__ == "__main__":
    main()
