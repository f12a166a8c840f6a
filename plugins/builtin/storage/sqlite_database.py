"""SQLite through the standard library: one file, a connection for each transaction.

Connections that are opened and closed again survive nothing that could go wrong with them (forks, threads, files that
are replaced) and cost 0.1 ms. Writers wait for one another: a transaction that writes takes the lock of the file at its
beginning.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

from ....core.errors import StorageError
from .sql_database import DuplicateKeyError
from .sql_schema import TABLES, statements

_WAIT = 30.0
"""Seconds to wait for other writers."""


class SqliteDatabase:
    """A Database in a file. Raises StorageError for a file that cannot be used."""

    row_lock = ""

    def __init__(self, path: str) -> None:
        if not path:
            raise StorageError("the sql store needs the path of a SQLite file", hint="such as sqlite:////var/lib/r.db")
        self._path = path
        self._is_ready = False

    def quoted(self, name: str) -> str:
        """Quoted always."""
        return f'"{name}"'

    def length_of(self, column: str) -> str:
        """A constant: nobody but us writes to such a file, and we count writes."""
        return "0"

    @contextmanager
    def reading(self) -> Iterator[_SqliteTransaction]:
        """See Database."""
        with self._transaction("BEGIN") as transaction:
            yield transaction

    @contextmanager
    def writing(self) -> Iterator[_SqliteTransaction]:
        """See Database."""
        with self._transaction("BEGIN IMMEDIATE") as transaction:
            yield transaction

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[_SqliteTransaction]:
        if not self._is_ready:
            self._prepare()
        with closing(self._connect()) as connection:
            transaction = _SqliteTransaction(connection)
            transaction.execute(begin, {})
            try:
                yield transaction
            except BaseException:
                connection.rollback()
                raise
            transaction.execute("COMMIT", {})

    def _connect(self) -> sqlite3.Connection:
        try:
            return sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)
        except sqlite3.Error as error:
            raise StorageError(f"cannot open {self._path}: {error}") from None

    def _prepare(self) -> None:
        """Make the file, which only its owner may read (values are in it), and the tables."""
        try:
            folder = os.path.dirname(self._path)
            if folder:
                os.makedirs(folder, mode=0o700, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise StorageError(f"cannot open {self._path}: {error.strerror}") from None
        with closing(self._connect()) as connection:
            transaction = _SqliteTransaction(connection)
            query = "SELECT name FROM sqlite_master WHERE type = 'table'"
            if not set(TABLES) <= {row[0] for row in transaction.rows(query, {})}:
                transaction.execute("BEGIN IMMEDIATE", {})
                present = frozenset(row[0] for row in transaction.rows(query, {}))
                for statement in statements("sqlite", self.quoted("key"), present):
                    transaction.execute(statement, {})
                transaction.execute("COMMIT", {})
        self._is_ready = True


class _SqliteTransaction:
    """See Transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Mapping[str, Any]) -> int:
        return self._run(statement, values).rowcount

    def rows(self, statement: str, values: Mapping[str, Any]) -> list[Sequence[Any]]:
        return self._run(statement, values).fetchall()

    def _run(self, statement: str, values: Mapping[str, Any]) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, values)
        except sqlite3.IntegrityError as error:
            raise DuplicateKeyError(str(error)) from None
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise StorageError(f"SQLite: {error}") from None
