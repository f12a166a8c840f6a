"""Snapshots of rendered texts and objects, kept beside the tests.

Every test file has one file of snapshots, ``__chart_snapshots__/<test file>.yaml``: a YAML table of texts, to be read
by people when it changes. Keys are the test's name and the snapshot's own name or number.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..core import shared_files
from ..core.golib import yaml
from ..core.golib.types import GoError
from ..core.text import decoded, printable

FOLDER = "__chart_snapshots__"

_HEADER = "# Snapshots of tests: written by `pytest --chart-snapshot-update`, to be read when they change.\n"
_PLAIN = re.compile(r"[\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*")
_BREAKS = re.compile("[\u2028\u2029]")
_MOST_LINES = 200
"""Of a difference, so many lines are shown."""


class SnapshotMismatchError(AssertionError):
    """What is compared is not as the snapshot has it, or there is no snapshot where there has to be one."""


class SnapshotFile:
    """The snapshots of one test file. Read when first needed, written by `save`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.used: set[str] = set()
        self._kept: dict[str, str] | None = None
        self._changes: dict[str, str] = {}

    @property
    def kept(self) -> dict[str, str]:
        """The texts on disk by key. Raises SnapshotMismatchError for a file that nobody can read."""
        if self._kept is None:
            self._kept = read_snapshots(self.path)
        return self._kept

    def put(self, key: str, text: str) -> None:
        """Keep a text under a key when the file is saved."""
        self._changes[key] = text

    def get(self, key: str) -> str | None:
        """The text under a key; None when there is none."""
        return self._changes.get(key, self.kept.get(key))

    def save(self, remove: Iterable[str] = ()) -> None:
        """Write the changes, without the keys that are to go. A file without snapshots is deleted."""
        gone = set(remove)
        if not self._changes and not gone & self.kept.keys():
            return
        self.path.parent.mkdir(exist_ok=True)
        # Tests may be run by several processes: what another one has written meanwhile stays.
        with shared_files.locked(f"{self.path}.lock", keep=False):
            texts = {**read_snapshots(self.path), **self._changes}
            texts = {key: text for key, text in texts.items() if key not in gone}
            if texts:
                shared_files.replace(str(self.path), write_snapshots(texts).encode())
            else:
                self.path.unlink(missing_ok=True)


class ChartSnapshot:
    """What the fixture ``chart_snapshot`` gives to one test: values are compared with what was kept of them.

    ::

        assert rendering.text("templates/service.yaml") == chart_snapshot
        chart_snapshot.match(deployment, name="deployment")

    Texts are kept as they are, anything else as YAML. Without a name, snapshots of a test are numbered.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self, file: SnapshotFile, test: str, *, update: bool, must_exist: bool, counts: dict[str, int]
    ) -> None:
        """`counts` learns how many were written, updated and matched."""
        self._file = file
        self._test = test
        self._update = update
        self._must_exist = must_exist
        self._counts = counts
        self._number = 0

    def __repr__(self) -> str:
        return "chart_snapshot"

    def __eq__(self, value: object) -> bool:
        """True, or SnapshotMismatchError: of what is merely false, pytest would show the beginning only."""
        __tracebackhide__ = True
        self.match(value)
        return True

    def match(self, value: Any, name: str = "") -> None:
        """Compare a text, an object or a list of them with its snapshot. Raises SnapshotMismatchError."""
        __tracebackhide__ = True
        if not name:
            self._number += 1
        key = decoded(f"{self._test} / {name or self._number}")
        if key in self._file.used and name:
            raise SnapshotMismatchError(f"the snapshot {name!r} is compared twice in this test")
        self._file.used.add(key)
        got = snapshot_text(value)
        expected = self._file.get(key)
        if expected == got:
            self._count("matched")
        elif expected is None and self._must_exist and not self._update:
            raise SnapshotMismatchError(
                f"there is no snapshot {key!r} in {self._file.path}, and on CI none is written; "
                "run the test elsewhere, read the snapshot and commit it"
            )
        elif expected is None or self._update:
            self._file.put(key, got)
            self._count("written" if expected is None else "updated")
        else:
            raise SnapshotMismatchError(
                f"{key} is not as {self._file.path.name} has it (--chart-snapshot-update keeps the new one):\n"
                + printable(difference(expected, got))
            )

    def _count(self, what: str) -> None:
        self._counts[what] = self._counts.get(what, 0) + 1


def snapshot_text(value: Any) -> str:
    """What is kept of a value: a text as it is, anything else as YAML, several objects as several documents.

    Bytes that are no UTF-8 become U+FFFD. Raises SnapshotMismatchError for what YAML has no form for.
    """
    if isinstance(value, str):
        return decoded(value)
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        return "".join(f"---\n{_yaml(one)}" for one in value)
    return _yaml(value)


def _yaml(value: Any) -> str:
    try:
        return decoded(yaml.dump(_plain(value)))
    except GoError as error:
        raise SnapshotMismatchError(f"what is compared has no form in YAML: {error}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if value is not None and not isinstance(value, bool | int | float | str):
        raise SnapshotMismatchError(f"{type(value).__name__} has no form in YAML")
    return value


def difference(expected: str, got: str) -> str:
    """The lines in which two texts differ, `-` for the first and `+` for the second."""
    lines = list(difflib.unified_diff(expected.splitlines(), got.splitlines(), "snapshot", "now", lineterm=""))
    if not lines:
        return f"they differ in the ends of lines: {expected[-20:]!r} and {got[-20:]!r}"
    more = [f"… {len(lines) - _MOST_LINES} more lines"] if len(lines) > _MOST_LINES else []
    return "\n".join([*lines[:_MOST_LINES], *more])


def read_snapshots(path: Path) -> dict[str, str]:
    """The texts in a file of snapshots. Raises SnapshotMismatchError for one that is none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    try:
        table = yaml.load(content)
    except GoError as error:
        raise SnapshotMismatchError(f"{path} cannot be read: {error}") from None
    if not isinstance(table, dict) or not all(isinstance(one, str) for pair in table.items() for one in pair):
        raise SnapshotMismatchError(f"{path} is no table of texts")
    return table


def write_snapshots(texts: Mapping[str, str]) -> str:
    """A file of snapshots: texts as they are where YAML has a form for that, in the order of their keys."""
    written = [_HEADER]
    for key in sorted(texts, key=_natural):
        # An empty line behind a text that keeps its last ones would be one more of them.
        apart = "" if written[-1].endswith("\n\n") else "\n"
        written.append(f"{apart}{_quoted(key)}: {_block(texts[key])}")
    return "".join(written)


def _natural(key: str) -> list[tuple[int, str]]:
    """For sorting: numbers in a key by their value."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split("([0-9]{1,18})", key)]


def _block(text: str) -> str:
    """A text as a YAML scalar, with the line end behind it."""
    if not text.strip() or not _PLAIN.fullmatch(text) or _BREAKS.search(text):
        return f"{_quoted(text)}\n"
    kept = "" if text.endswith("\n") and not text.endswith("\n\n") else "+" if text.endswith("\n") else "-"
    lines = text.split("\n")
    if not kept or kept == "+":
        lines.pop()
    return f"|2{kept}\n" + "".join(f"  {line}\n" if line else "\n" for line in lines)


def _quoted(text: str) -> str:
    """A text between double quotes, unprintable characters escaped as YAML has it."""
    if _PLAIN.fullmatch(text) and not _BREAKS.search(text):
        return json.dumps(text, ensure_ascii=False)
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '\\"':
        return f"\\{character}"
    return character if " " <= character <= "~" else f"\\U{ord(character):08x}"
