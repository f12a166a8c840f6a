"""Which database the SQL store works on, and what it asks of one.

Without a connection string that is a SQLite file in Helm's home directory, on the standard library alone; everything
else goes through SQLAlchemy (the extra ``sql``).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import KernelView

_SQLITE = "sqlite:"


class DuplicateKeyError(Exception):
    """A row was to be inserted whose primary key exists."""


class Transaction(Protocol):
    """What is done in one transaction. Parameters are ``:name``; every failure is a StorageError."""

    def execute(self, statement: str, values: Mapping[str, Any]) -> int:
        """Change rows; how many. Raises DuplicateKeyError."""
        ...

    def rows(self, statement: str, values: Mapping[str, Any]) -> list[Sequence[Any]]:
        """The rows of a query."""
        ...


class Database(Protocol):
    """A database with the tables of the store, which are made when they are first needed."""

    row_lock: str
    """What makes a SELECT lock its rows until the end of the transaction; empty where writing locks everything."""

    def quoted(self, name: str) -> str:
        """The name of a column, quoted where it is a word of SQL."""
        ...

    def length_of(self, column: str) -> str:
        """An expression for the length of a text that does not read the text, or a constant."""
        ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """A transaction that only reads."""
        ...

    def writing(self) -> AbstractContextManager[Transaction]:
        """A transaction that writes: committed at the end of the block, rolled back when an exception leaves it."""
        ...


def open_database(kernel: KernelView) -> Database:
    """The database of the setting ``sql-connection-string``. Raises StorageError for one that cannot be used."""
    text = kernel.setting("sql-connection-string")
    if text and not text.startswith(_SQLITE):
        from .server_database import ServerDatabase

        return ServerDatabase(text)
    from .sqlite_database import SqliteDatabase

    if text:
        path = text.removeprefix(_SQLITE)
        return SqliteDatabase("" if path == "//" else path.removeprefix("///"))
    home = cast("Kernel", kernel).settings.home()
    return SqliteDatabase(os.path.join(home, "pilothouse", "releases.db"))
