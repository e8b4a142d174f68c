"""The migrations make what the models say."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from storage import registers, schema
from storage.database import Database
from storage.models import Base
from tests.storage.cases import IVANOVA, MONDAY


def test_migrations_make_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, Base.metadata)

    assert difference == []


def test_a_migrated_database_is_current(database: Database) -> None:
    assert schema.is_current(database)


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    schema.upgrade(database)

    assert schema.is_current(database)


def test_rows_that_stood_before_rows_were_found_by_words_are_found(database: Database) -> None:
    with database.writing() as session:
        row = {"title": "Безопасность строительства", "places": [{"name": "Омск"}]}
        registers.write(session, "R-X", "СС-2026-0017", row, at=MONDAY, actor=IVANOVA)
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE register_word"))
        connection.execute(text("ALTER TABLE task DROP COLUMN about"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'row_expiry'"))

    schema.upgrade(database)

    with database.reading() as session:
        assert [row.key for row in registers.rows(session, "R-X", q="строительство омске 17")] == ["СС-2026-0017"]
