"""Databases behind a URL, through SQLAlchemy: PostgreSQL, which Tiller knows too, MariaDB and MySQL.

A connection string is a URL of SQLAlchemy, or what Tiller takes: ``postgres://…`` without a driver, with the
parameters of libpq in its query, or ``host=… user=… dbname=…``. Parameters of statements stay out of error texts.

Other kinds of databases are refused: the store rests on rows that are locked by reading them, on tables that are made
under a lock, and on texts of any size, which each kind has in its own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ....core.errors import StorageError
from ....core.golib.strconv import quote
from .sql_database import DuplicateKeyError
from .sql_schema import TABLES, statements

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

_SCHEMA_LOCK = 0x70696C6F74
"""Number (in PostgreSQL) and name (in MariaDB) of the lock under which one process at a time makes the tables."""
_SCHEMA_WAIT = 30
"""Seconds to wait for it."""

_POSTGRES_DRIVERS = {"psycopg": "psycopg", "psycopg2": "psycopg2", "pg8000": "pg8000"}
_MYSQL_DRIVERS = {"mysqldb": "MySQLdb", "pymysql": "pymysql"}
"""Drivers as SQLAlchemy calls them, with their modules, in the order in which they are looked for."""
_DRIVERS = {"postgresql": _POSTGRES_DRIVERS, "mysql": _MYSQL_DRIVERS, "mariadb": _MYSQL_DRIVERS}
"""Of each kind of database that the store knows."""

_STRICT = "SET SESSION sql_mode = 'TRADITIONAL'"
"""What does not fit is an error, whatever the server is set to: a key that is cut off would be another record's."""


class ServerDatabase:
    """A Database behind a URL. Raises StorageError for one that SQLAlchemy cannot use, or without SQLAlchemy."""

    row_lock = " FOR UPDATE"

    def __init__(self, connection_string: str) -> None:
        self._engine = _engine(connection_string)
        self._dialect = self._engine.dialect.name
        self._is_ready = False

    def quoted(self, name: str) -> str:
        """Quoted as the database has it."""
        return str(self._engine.dialect.identifier_preparer.quote_identifier(name))

    def length_of(self, column: str) -> str:
        """The length in bytes, which these databases know without unpacking the text."""
        return f"octet_length({column})"

    @contextmanager
    def reading(self) -> Iterator[_ServerTransaction]:
        """See Database."""
        with self.writing() as transaction:
            yield transaction

    @contextmanager
    def writing(self) -> Iterator[_ServerTransaction]:
        """See Database."""
        if not self._is_ready:
            with self._transaction() as transaction:
                self._prepare(transaction)
            self._is_ready = True
        with self._transaction() as transaction:
            yield transaction

    @contextmanager
    def _transaction(self) -> Iterator[_ServerTransaction]:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                yield _ServerTransaction(connection)
        except (SQLAlchemyError, OSError) as error:
            raise _storage_error(error) from None

    def _prepare(self, transaction: _ServerTransaction) -> None:
        """Make the tables that are not there."""
        if set(TABLES) <= transaction.tables():
            return
        with self._alone(transaction):
            for statement in statements(self._dialect, self.quoted("key"), transaction.tables()):
                transaction.execute(statement, {})

    @contextmanager
    def _alone(self, transaction: _ServerTransaction) -> Iterator[None]:
        """Keep other processes from making tables meanwhile; in MariaDB each statement about tables is committed."""
        if self._dialect == "postgresql":
            transaction.rows("SELECT pg_advisory_xact_lock(:lock)", {"lock": _SCHEMA_LOCK})
            yield
            return
        name = {"lock": f"pilothouse-{_SCHEMA_LOCK:x}"}
        if transaction.rows(f"SELECT GET_LOCK(:lock, {_SCHEMA_WAIT})", name)[0][0] != 1:
            raise StorageError("SQL: another process has been making the tables for too long")
        try:
            yield
        finally:
            transaction.rows("SELECT RELEASE_LOCK(:lock)", name)


class _ServerTransaction:
    """See Transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Mapping[str, Any]) -> int:
        from sqlalchemy import text
        from sqlalchemy.exc import IntegrityError

        try:
            return int(self._connection.execute(text(statement), _sendable(values)).rowcount)
        except IntegrityError as error:
            raise DuplicateKeyError(_text(error)) from None

    def rows(self, statement: str, values: Mapping[str, Any]) -> list[Sequence[Any]]:
        from sqlalchemy import text

        return list(self._connection.execute(text(statement), _sendable(values)).all())

    def tables(self) -> frozenset[str]:
        """The tables that are there."""
        from sqlalchemy import inspect

        return frozenset(inspect(self._connection).get_table_names())


def _sendable(values: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a statement; a driver that fails in the middle of sending some leaves a broken connection."""
    for value in values.values():
        if isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise StorageError(f"SQL: {error.reason}") from None
    return dict(values)


def _engine(connection_string: str) -> Engine:
    try:
        from sqlalchemy import create_engine
        from sqlalchemy.exc import SQLAlchemyError
    except ImportError:
        raise StorageError(
            "the sql store needs SQLAlchemy for this database",
            hint="pip install 'pilothouse[sql]'; without a connection string the store is a SQLite file",
        ) from None
    try:
        url, arguments = _url(connection_string)
        if url.get_backend_name() == "postgresql":
            return create_engine(url, connect_args=arguments, hide_parameters=True, pool_pre_ping=True)
        return _mysql_engine(url)
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise StorageError(
            f"unusable sql-connection-string: {str(error).splitlines()[0] if not _tells_secrets(error) else 'no URL'}",
            hint="such as postgresql://USER:PASSWORD@HOST/DATABASE; its driver has to be installed",
        ) from None


def _mysql_engine(url: URL) -> Engine:
    """An engine for MariaDB or MySQL.

    Reading what is committed (as PostgreSQL does) keeps writers of different records from waiting for each other: at
    the level that is usual there, they lock the gaps between rows as well.
    """
    from sqlalchemy import create_engine, event

    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, isolation_level="READ COMMITTED")

    def be_strict(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute(_STRICT)
        cursor.close()

    event.listen(engine, "connect", be_strict)
    return engine


def _tells_secrets(error: Exception) -> bool:
    """Whether an error's text quotes the connection string, which has a password in it, or a part of it."""
    return isinstance(error, ValueError) or (not isinstance(error, ImportError) and "URL" in str(error))


def _url(connection_string: str) -> tuple[URL, dict[str, Any]]:
    """The URL of SQLAlchemy for a connection string, and what the driver is told besides."""
    from sqlalchemy.engine import URL, make_url

    if "://" in connection_string:
        url = make_url(connection_string.replace("postgres://", "postgresql://", 1))
    else:
        words = dict(word.partition("=")[::2] for word in connection_string.split())
        url = URL.create("postgresql", query=words)
    backend = url.get_backend_name()
    if backend not in _DRIVERS:
        raise StorageError(
            f"unusable sql-connection-string: the store does not know databases of the kind {quote(backend)}",
            hint="it keeps records in SQLite (sqlite:///PATH), PostgreSQL, MariaDB and MySQL",
        )
    if url.drivername == backend:
        url = url.set(drivername=f"{backend}+{_installed(_DRIVERS[backend])}")
    if backend != "postgresql":
        return url, {}
    query = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    url = url.set(
        username=query.pop("user", None) or url.username,
        password=query.pop("password", None) or url.password,
        host=query.pop("host", None) or url.host,
        port=int(query.pop("port", 0)) or url.port,
        database=query.pop("dbname", None) or url.database,
    )
    arguments: dict[str, Any] = {}
    if url.get_driver_name() == "pg8000":
        mode = query.pop("sslmode", "disable")
        if mode not in ("disable", "allow", "prefer"):
            arguments["ssl_context"] = _ssl_context(mode, query.pop("sslrootcert", None))
    return url.set(query=query), arguments


def _ssl_context(mode: str, authorities: str | None) -> Any:
    """TLS as libpq understands ``sslmode``: ``require`` encrypts without a look at who answers."""
    import ssl

    context = ssl.create_default_context(cafile=authorities)
    if mode != "verify-full":
        context.check_hostname = False
    if mode == "require" and authorities is None:
        context.verify_mode = ssl.CERT_NONE
    return context


def _installed(drivers: Mapping[str, str]) -> str:
    """The first driver that is installed, or the last one, whose absence SQLAlchemy reports."""
    return next((name for name, module in drivers.items() if find_spec(module) is not None), list(drivers)[-1])


def _storage_error(error: Exception) -> StorageError:
    return StorageError(f"SQL: {_text(error)}", hint="the setting sql-connection-string names the database")


def _text(error: Exception) -> str:
    """What the driver says, in one line; drivers give texts, numbers with texts, or the fields of a message."""
    original = getattr(error, "orig", None) or error
    first, *others = original.args or ("",)
    if isinstance(first, int) and others:
        first = others[0]
    text = str(first.get("M", "")) if isinstance(first, dict) else str(first or original)
    return text.strip().splitlines()[0] if text.strip() else type(original).__name__
