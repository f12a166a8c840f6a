"""The tables of the SQL store.

``releases`` and ``gorp_migrations`` are as Tiller's migration library makes them: a Tiller that finds the migration
``init`` noted there takes the tables as they are. Rules: pkg/storage/driver/sql.go; github.com/rubenv/sql-migrate.
"""

from __future__ import annotations

TABLES = ("releases", "gorp_migrations", "pilothouse_writers")

_RELEASES = """
CREATE TABLE releases (
    {key} VARCHAR(67) PRIMARY KEY,
    body {body} NOT NULL,
    name VARCHAR(64) NOT NULL,
    version INTEGER NOT NULL,
    status {text} NOT NULL,
    owner {text} NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL DEFAULT 0
){options}
"""

_WRITERS = """
CREATE TABLE pilothouse_writers (
    {key} VARCHAR(67) PRIMARY KEY,
    uid {text} NOT NULL,
    writes INTEGER NOT NULL,
    writer {text} NOT NULL,
    written BIGINT NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL
){options}
"""

_MIGRATIONS = "CREATE TABLE gorp_migrations (id {id} NOT NULL PRIMARY KEY, applied_at {moment}){options}"

_NOTE = "INSERT INTO gorp_migrations (id, applied_at) VALUES ('init', CURRENT_TIMESTAMP)"

_EXACT_TEXT = " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
"""What MariaDB and MySQL need for transactions, for every character, and for names that differ in case."""

_INDEXED = ("key", "version", "status", "owner", "created_at", "modified_at")


def statements(dialect: str, key: str, present: frozenset[str]) -> list[str]:
    """What makes the tables that are not `present`; `key` is the quoted name of the column ``key``.

    PostgreSQL gets what Tiller makes, indexes with the names that the server gives them.
    """
    postgres, mysql = dialect == "postgresql", dialect in ("mysql", "mariadb")
    types = {
        "key": key,
        "body": "LONGTEXT" if mysql else "TEXT",
        "text": "VARCHAR(255)" if mysql else "TEXT",
        "id": "VARCHAR(255)" if mysql else "TEXT",
        "moment": "TIMESTAMP WITH TIME ZONE" if postgres else "TIMESTAMP",
        "options": _EXACT_TEXT if mysql else "",
    }
    made = []
    if "releases" not in present:
        made.append(_RELEASES.format(**types))
        for column in _INDEXED:
            name = "" if postgres else f"releases_{column}_idx "
            made.append(f"CREATE INDEX {name}ON releases ({key if column == 'key' else column})")
    if "gorp_migrations" not in present:
        made += [_MIGRATIONS.format(**types), _NOTE]
    if "pilothouse_writers" not in present:
        made.append(_WRITERS.format(**types))
    return made
