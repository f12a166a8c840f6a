"""Records in a database, in the table of Tiller's SQL store. Rules: pkg/storage/driver/sql.go.

The table is Tiller's to the letter (see `sql_schema`), so that a Tiller on the same PostgreSQL database reads and
writes the same releases. What it has no column for stands in a table of ours beside it: who wrote a record, when to the
nanosecond, and how often. From that, and from the columns that Tiller sets, the version of a record is made: a write of
Tiller's changes it as well, unless it leaves status and length as they are within one second.

Every call is one transaction; a compare-and-swap locks the row that it compares. What Tiller does differently: an
existing key is recognised (Tiller reports the database's own error), and so is the update of a record that is gone
(Tiller does nothing and says nothing).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ....core.errors import RecordConflictError, RecordExistsError, RecordNotFoundError, StorageError
from ....core.golib.strconv import quote
from ....core.model.stored_record import RecordMetadata, StoredRecord
from ....core.process_name import process_name
from .sql_database import Database, DuplicateKeyError, Transaction, open_database

if TYPE_CHECKING:
    from ....core.protocols import StorageContext

_COLUMNS = {
    "NAME": "name",
    "OWNER": "owner",
    "STATUS": "status",
    "VERSION": "version",
    "CREATED_AT": "created_at",
    "MODIFIED_AT": "modified_at",
}
"""The column of each label."""

_METADATA = (
    "SELECT r.{key}, r.name, r.version, r.status, r.owner, r.created_at, r.modified_at, {length}, "
    "w.uid, w.writes, w.writer, w.written, w.created_at, w.modified_at"
)
_FROM = " FROM releases r LEFT JOIN pilothouse_writers w ON w.{key} = r.{key} WHERE "

_STATEMENTS = {
    "metadata": _METADATA + _FROM,
    "records": _METADATA + ", r.body" + _FROM,
    "of key": "r.{key} = :key",
    "lock": "SELECT 1 FROM releases WHERE {key} = :key{lock}",
    "create": "INSERT INTO releases ({key}, body, name, version, status, owner, created_at, modified_at)"
    " VALUES (:key, :body, :name, :version, :status, :owner, :created_at, :modified_at)",
    "update": "UPDATE releases SET body = :body, name = :name, version = :version, status = :status, owner = :owner,"
    " modified_at = :modified_at WHERE {key} = :key",
    "delete": "DELETE FROM releases WHERE {key} = :key",
    "forget writer": "DELETE FROM pilothouse_writers WHERE {key} = :key",
    "note writer": "INSERT INTO pilothouse_writers ({key}, uid, writes, writer, written, created_at, modified_at)"
    " VALUES (:key, :uid, :writes, :writer, :written, :created_at, :modified_at)",
}
"""What the store asks a database, with places for how that database quotes, locks and measures."""

_NUMBERS = ("version", "created_at", "modified_at")
_MAX_INTEGER = (1 << 31) - 1
_SECOND = 1_000_000_000


def connect(context: StorageContext) -> SqlRecords:
    """The store ``sql`` in the database that the settings name. Raises StorageError."""
    return SqlRecords(open_database(context.kernel))


class SqlRecords:
    """A StorageDriver over one database, which is connected when it is first needed."""

    name = "SQL"
    max_record_size = 0

    def __init__(self, database: Database) -> None:
        self._database = database
        forms = {
            "key": database.quoted("key"),
            "length": database.length_of("r.body"),
            "lock": database.row_lock,
        }
        self._sql = {name: statement.format(**forms) for name, statement in _STATEMENTS.items()}

    def get(self, key: str) -> StoredRecord:
        """See StorageDriver."""
        found = self._records(self._sql["of key"], {"key": key})
        if not found:
            raise _missing(key)
        return found[0]

    def create(self, key: str, body: str, labels: Mapping[str, str]) -> RecordMetadata:
        """See StorageDriver."""
        now = time.time_ns()
        values = {**_values(labels), "key": key, "body": body, "created_at": now // _SECOND, "modified_at": 0}
        try:
            with self._database.writing() as transaction:
                transaction.execute(self._sql["create"], values)
                return self._sign(transaction, key, now, values["created_at"], 0, writes=1, uid=f"{key}@{now}")
        except DuplicateKeyError:
            raise RecordExistsError(f"release: {quote(key)} already exists") from None

    def update(self, key: str, body: str, labels: Mapping[str, str], expected: str = "") -> RecordMetadata:
        """See StorageDriver."""
        now = time.time_ns()
        with self._database.writing() as transaction:
            before = self._locked(transaction, key)
            if expected and before.version != expected:
                raise RecordConflictError(f"release: {quote(key)} has been modified")
            values = {**_values(labels), "key": key, "body": body, "modified_at": now // _SECOND}
            transaction.execute(self._sql["update"], values)
            writes = int(before.version.partition(".")[0]) + 1
            created = int(before.label("CREATED_AT"))
            return self._sign(transaction, key, now, created, values["modified_at"], writes=writes, uid=before.uid)

    def delete(self, key: str) -> None:
        """See StorageDriver."""
        with self._database.writing() as transaction:
            transaction.execute(self._sql["forget writer"], {"key": key})
            if not transaction.execute(self._sql["delete"], {"key": key}):
                raise _missing(key)

    def query(self, labels: Mapping[str, str]) -> list[StoredRecord]:
        """See StorageDriver. Raises StorageError for a label that Tiller does not have."""
        condition = _condition(labels)
        return self._records(*condition) if condition is not None else []

    def query_metadata(self, labels: Mapping[str, str]) -> list[RecordMetadata]:
        """See StorageDriver. Raises StorageError for a label that Tiller does not have."""
        condition = _condition(labels)
        if condition is None:
            return []
        where, values = condition
        with self._database.reading() as transaction:
            rows = transaction.rows(self._sql["metadata"] + where, values)
        return sorted(map(_metadata, rows), key=lambda metadata: metadata.key)

    def scan(self, labels: Mapping[str, str]) -> Iterator[StoredRecord]:
        """See StorageDriver. Raises StorageError for a label that Tiller does not have."""
        for metadata in self.query_metadata(labels):
            try:
                yield self.get(metadata.key)
            except RecordNotFoundError:
                continue

    def _records(self, where: str, values: Mapping[str, Any]) -> list[StoredRecord]:
        with self._database.reading() as transaction:
            rows = transaction.rows(self._sql["records"] + where, values)
        return sorted(
            [StoredRecord(_metadata(row[:-1]), row[-1]) for row in rows], key=lambda record: record.metadata.key
        )

    def _locked(self, transaction: Transaction, key: str) -> RecordMetadata:
        """The row of a key, which nobody else changes until the transaction ends."""
        values = {"key": key}
        transaction.rows(self._sql["lock"], values)
        rows = transaction.rows(self._sql["metadata"] + self._sql["of key"], values)
        if not rows:
            raise _missing(key)
        return _metadata(rows[0])

    def _sign(
        self, transaction: Transaction, key: str, now: int, created: int, modified: int, *, writes: int, uid: str
    ) -> RecordMetadata:
        """Note who wrote a row; the metadata of the record as it is now."""
        values = {
            "key": key,
            "uid": uid,
            "writes": writes,
            "writer": process_name(),
            "written": now,
            "created_at": created,
            "modified_at": modified,
        }
        transaction.execute(self._sql["forget writer"], {"key": key})
        transaction.execute(self._sql["note writer"], values)
        rows = transaction.rows(self._sql["metadata"] + self._sql["of key"], {"key": key})
        return _metadata(rows[0])


def _values(labels: Mapping[str, str]) -> dict[str, Any]:
    """The columns of a record's labels. The times are the store's own; labels that have no column are left out."""
    values: dict[str, Any] = {column: labels.get(label, "") for label, column in _COLUMNS.items()}
    values["version"] = _number(values["version"])
    if values["version"] is None:
        raise StorageError(f"invalid label value: {quote(labels.get('VERSION', ''))}: VERSION must be a number")
    return {column: values[column] for column in ("name", "owner", "status", "version")}


def _condition(labels: Mapping[str, str]) -> tuple[str, dict[str, Any]] | None:
    """The SQL condition for some labels with its parameters; None when no row can have such labels."""
    values: dict[str, Any] = {}
    for label, text in sorted(labels.items()):
        column = _COLUMNS.get(label)
        if column is None:
            raise StorageError(f"unknown label {label}")
        values[column] = _number(text) if column in _NUMBERS else text
        if values[column] is None:
            return None
    return " AND ".join(f"r.{column} = :{column}" for column in values) or "1 = 1", values


def _number(text: str) -> int | None:
    """The number in a label, None for a text that the column cannot hold."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1
    return number if 0 <= number <= _MAX_INTEGER else None


def _metadata(row: Sequence[Any]) -> RecordMetadata:
    """The metadata in a row of the two tables. What we noted counts only for the row that we wrote."""
    key, name, revision, status, owner, created, modified, length = row[:8]
    uid, writes, writer, written, noted_created, noted_modified = row[8:]
    version = f"{writes or 0}.{written or 0}.{created}.{modified}.{status}.{length}"
    if noted_created != created:
        uid = f"{key}@{created}"
    if noted_created != created or noted_modified != modified:
        writer, written = "", (modified or created) * _SECOND
    labels = {"NAME": name, "OWNER": owner, "STATUS": status, "VERSION": str(revision), "CREATED_AT": str(created)}
    if modified:
        labels["MODIFIED_AT"] = str(modified)
    return RecordMetadata(
        key=key,
        labels=tuple(sorted(labels.items())),
        version=version,
        uid=uid,
        writer=writer,
        written=written,
    )


def _missing(key: str) -> RecordNotFoundError:
    return RecordNotFoundError(f"release: {quote(key)} not found")
