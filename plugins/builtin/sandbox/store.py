"""The SQLite file that holds a sandbox: objects, what happened to them, and what is due.

Several processes may use one file: whatever writes does so in a transaction that began as a write, and write-ahead
logging lets others read meanwhile. A process that is killed leaves the file as it was before its transaction.
Only this module speaks SQL; values reach SQLite as parameters.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ....core.errors import KubeError

Object = dict[str, Any]

MAX_PAGES = 262_144
"""The largest file, in pages of 4 KiB: 1 GiB."""

KEPT_EVENTS = 2000
"""How many changes of objects a watch can look back."""

LARGE_OBJECT = 64 * 1024
"""Objects with more text are not kept with each event: a watch sees their latest state."""

MISUNDERSTANDINGS = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)
"""What working on an object raises that is of a shape which nobody expected: objects are checked only in part."""

_BUSY_MILLISECONDS = 30_000
_PAUSE = 0.005
_SURROGATE = re.compile("[\ud800-\udfff]")

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS identity (text TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS objects (
        id INTEGER PRIMARY KEY, store TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
        uid TEXT NOT NULL UNIQUE, metadata TEXT NOT NULL, content TEXT NOT NULL, UNIQUE (store, namespace, name));
    CREATE INDEX IF NOT EXISTS objects_by_namespace ON objects (namespace);
    CREATE TABLE IF NOT EXISTS owners (
        owner TEXT NOT NULL, uid TEXT NOT NULL, PRIMARY KEY (owner, uid)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS events (
        version INTEGER PRIMARY KEY, store TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
        type TEXT NOT NULL, object TEXT);
    CREATE TABLE IF NOT EXISTS due (
        uid TEXT NOT NULL, work TEXT NOT NULL, moment REAL NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (uid, work)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS due_by_moment ON due (moment, number);
    CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, moment REAL NOT NULL) WITHOUT ROWID
"""


class Store:
    """One sandbox's file, open. Safe for several threads: they take turns by the transactions.

    Raises KubeError when the file cannot be opened or is no database.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            raise KubeError(f"the sandbox in {path} cannot be opened: {error}") from error

    def _prepare(self) -> None:
        run = self._database.execute
        run(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        run(f"PRAGMA max_page_count = {MAX_PAGES}")
        run("PRAGMA synchronous = NORMAL")
        if run("PRAGMA user_version").fetchone()[0] == 0:
            os.chmod(self.path, 0o600)
            self._write_ahead()
            with self.writing():
                for statement in _SCHEMA.split(";"):
                    run(statement)
                if self.identity() == "":
                    run("INSERT INTO identity VALUES (?)", (os.urandom(8).hex(),))
                    run("INSERT INTO counters VALUES ('version', 1), ('order', 0)")
                run("PRAGMA user_version = 1")

    def _write_ahead(self) -> None:
        """Keep changes in a log beside the file; SQLite waits for no other process here that is about to do the same.

        Raises sqlite3.Error.
        """
        end = time.monotonic() + _BUSY_MILLISECONDS / 1000
        while True:
            try:
                self._database.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > end:
                    raise
            time.sleep(_PAUSE)

    def identity(self) -> str:
        """A text that tells this sandbox from all others, also from the one that was in this file before."""
        found = self._database.execute("SELECT text FROM identity").fetchone()
        return str(found[0]) if found else ""

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that may write; undone when the block raises."""
        yield from self._transaction("BEGIN IMMEDIATE")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A transaction in which all reads see one state."""
        yield from self._transaction("BEGIN")

    def _transaction(self, begin: str) -> Iterator[None]:
        with self._lock:
            try:
                self._database.execute(begin)
                yield
                self._database.execute("COMMIT")
            except BaseException as error:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise KubeError(f"the sandbox in {self.path} cannot be used: {error}") from error
                raise

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of a transaction that is undone alone when the block raises one of `MISUNDERSTANDINGS`."""
        self._database.execute("SAVEPOINT attempt")
        try:
            yield
        except MISUNDERSTANDINGS:
            self._database.execute("ROLLBACK TO attempt")
        self._database.execute("RELEASE attempt")

    # --- objects ---

    def find(self, store: str, namespace: str, name: str) -> Object | None:
        """The object of a name, or None."""
        row = self._database.execute(
            "SELECT metadata, content FROM objects WHERE store = ? AND namespace = ? AND name = ?",
            (store, namespace, name),
        ).fetchone()
        return _object(row) if row else None

    def by_uid(self, uid: str) -> tuple[str, Object] | None:
        """An object with the collection it is in, or None."""
        row = self._database.execute("SELECT store, metadata, content FROM objects WHERE uid = ?", (uid,)).fetchone()
        return (row[0], _object(row[1:])) if row else None

    def scan(
        self, store: str, namespace: str = "", after: tuple[str, str] = ("", ""), *, metadata_only: bool = False
    ) -> Iterator[Object]:
        """The objects of a collection behind a place, by namespace and name; an empty namespace means all.

        With `metadata_only` an object has its metadata and nothing else, and nothing else is read.
        """
        columns = "metadata" if metadata_only else "metadata, content"
        condition = " AND namespace = ?" if namespace else ""
        cursor = self._database.execute(
            f"SELECT {columns} FROM objects WHERE store = ? AND (namespace, name) > (?, ?){condition}"  # noqa: S608
            " ORDER BY namespace, name",
            (store, *after, *((namespace,) if namespace else ())),
        )
        for row in cursor:
            yield {"metadata": json.loads(row[0])} if metadata_only else _object(row)

    def stores_in(self, namespace: str) -> list[str]:
        """The collections that have objects in a namespace."""
        rows = self._database.execute("SELECT DISTINCT store FROM objects WHERE namespace = ?", (namespace,))
        return sorted(row[0] for row in rows)

    def dependents(self, uid: str) -> list[tuple[str, Object]]:
        """The objects that name an object as their owner, with their collections, oldest first."""
        rows = self._database.execute(
            "SELECT store, metadata, content FROM owners JOIN objects USING (uid) WHERE owner = ? ORDER BY id", (uid,)
        ).fetchall()
        return [(row[0], _object(row[1:])) for row in rows]

    def insert(self, store: str, thing: Object) -> None:
        """Add an object and give it its version. The name has to be free."""
        metadata = thing["metadata"]
        metadata["resourceVersion"] = str(self._next_version())
        key = (store, metadata.get("namespace", ""), metadata["name"])
        self._database.execute(
            "INSERT INTO objects (store, namespace, name, uid, metadata, content) VALUES (?, ?, ?, ?, ?, ?)",
            (*key, metadata["uid"], *_texts(thing)),
        )
        self._note_owners(metadata)
        self._note_event(store, "ADDED", thing)

    def replace(self, store: str, thing: Object) -> None:
        """Put an object into the place of the one with its name, and give it a new version."""
        metadata = thing["metadata"]
        metadata["resourceVersion"] = str(self._next_version())
        self._database.execute(
            "UPDATE objects SET metadata = ?, content = ? WHERE store = ? AND namespace = ? AND name = ?",
            (*_texts(thing), store, metadata.get("namespace", ""), metadata["name"]),
        )
        self._database.execute("DELETE FROM owners WHERE uid = ?", (metadata["uid"],))
        self._note_owners(metadata)
        self._note_event(store, "MODIFIED", thing)

    def remove(self, store: str, thing: Object) -> None:
        """Remove an object, which gets the version of its end."""
        metadata = thing["metadata"]
        metadata["resourceVersion"] = str(self._next_version())
        self._database.execute("DELETE FROM objects WHERE uid = ?", (metadata["uid"],))
        self._database.execute("DELETE FROM owners WHERE uid = ?", (metadata["uid"],))
        self._database.execute("DELETE FROM due WHERE uid = ?", (metadata["uid"],))
        self._database.execute("DELETE FROM seen WHERE key >= ? AND key < ?", (metadata["uid"], metadata["uid"] + "0"))
        self._note_event(store, "DELETED", thing)

    def _note_owners(self, metadata: Object) -> None:
        for reference in metadata.get("ownerReferences") or ():
            self._database.execute(
                "INSERT OR IGNORE INTO owners VALUES (?, ?)", (str(reference.get("uid")), metadata["uid"])
            )

    # --- versions and events ---

    def version(self) -> int:
        """The version of the newest change."""
        return int(self._database.execute("SELECT value FROM counters WHERE name = 'version'").fetchone()[0])

    def oldest_event(self) -> int:
        """The version of the oldest change that is remembered; 0 when all are."""
        newest = self.version()
        return max(newest - KEPT_EVENTS, 0)

    def events(self, store: str, namespace: str, since: int) -> list[tuple[int, str, Object]]:
        """What happened to a collection after a version: version, type, object. An empty namespace means all."""
        rows = self._database.execute(
            "SELECT version, type, object, namespace, name FROM events WHERE version > ? AND store = ?"
            " AND (? = '' OR namespace = ?) ORDER BY version",
            (since, store, namespace, namespace),
        ).fetchall()
        found = []
        for version, kind, text, place, name in rows:
            thing = json.loads(text) if text is not None else self.find(store, place, name)
            if thing is not None:
                found.append((version, kind, thing))
        return found

    def _note_event(self, store: str, kind: str, thing: Object) -> None:
        metadata = thing["metadata"]
        version = int(metadata["resourceVersion"])
        text: str | None = _text(thing)
        if text is not None and len(text) > LARGE_OBJECT:
            text = None if kind != "DELETED" else _text({**_head(thing), "metadata": metadata})
        self._database.execute(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)",
            (version, store, metadata.get("namespace", ""), metadata["name"], kind, text),
        )
        if version % 100 == 0:
            self._database.execute("DELETE FROM events WHERE version <= ?", (version - KEPT_EVENTS,))

    def _next_version(self) -> int:
        return self._count("version")

    def _count(self, name: str) -> int:
        self._database.execute("UPDATE counters SET value = value + 1 WHERE name = ?", (name,))
        return int(self._database.execute("SELECT value FROM counters WHERE name = ?", (name,)).fetchone()[0])

    # --- work that is due ---

    def schedule(self, uid: str, work: str, moment: float) -> None:
        """Note that some work on an object is due; the same work of an earlier time stays."""
        self._database.execute(
            "INSERT INTO due VALUES (?, ?, ?, ?) ON CONFLICT (uid, work) DO UPDATE"
            " SET moment = excluded.moment, number = excluded.number WHERE excluded.moment < due.moment",
            (uid, work, moment, self._count("order")),
        )

    def next_due(self) -> float | None:
        """When the next work is due, or None."""
        row = self._database.execute("SELECT MIN(moment) FROM due").fetchone()
        return None if row[0] is None else float(row[0])

    def first_seen(self, key: str, now: float) -> float:
        """When a key (such as an object's uid) was first asked about; now, when it never was."""
        self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, now))
        return float(self._database.execute("SELECT moment FROM seen WHERE key = ?", (key,)).fetchone()[0])

    def take_due(self, until: float) -> tuple[str, str, float] | None:
        """Take the first work that is due: the object's uid, the work, and when it was due. None when there is none."""
        row = self._database.execute(
            "SELECT uid, work, moment FROM due WHERE moment <= ? ORDER BY moment, number LIMIT 1", (until,)
        ).fetchone()
        if row is None:
            return None
        self._database.execute("DELETE FROM due WHERE uid = ? AND work = ?", (row[0], row[1]))
        return row[0], row[1], float(row[2])


def _head(thing: Object) -> Object:
    return {key: thing[key] for key in ("kind", "apiVersion") if key in thing}


def _object(row: tuple[str, str]) -> Object:
    content: Object = json.loads(row[1])
    head = _head(content)
    return {**head, "metadata": json.loads(row[0]), **content}


def _texts(thing: Object) -> tuple[str, str]:
    return _text(thing["metadata"]), _text({key: value for key, value in thing.items() if key != "metadata"})


def _text(value: Any) -> str:
    """JSON that SQLite can keep: what is no character becomes the one that stands for such, as in Go."""
    return _SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False, separators=(",", ":")))
