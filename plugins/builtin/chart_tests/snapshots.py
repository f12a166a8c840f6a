"""Snapshots: what was rendered once is what is expected from then on.

They are kept in ``__snapshot__/FILE.snap`` beside a test file, as helm-unittest keeps them: a text for each assertion,
by the name of the test and the number of the comparison in it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.errors import ChartError
from ....core.golib import yaml
from . import wording
from .chart_files import MAX_SNAPSHOTS
from .equality import same
from .snapshot_text import dump, dump_file

if TYPE_CHECKING:
    from .chart_files import Folder
    from .check_values import Pattern

_Snapshots = dict[str, dict[int, str]]


class SnapshotFile:
    """The snapshots of one test file. With `update` what is rendered replaces them, with `ci` none may be missing.

    Raises ChartError for a file that cannot be read or is none of snapshots.
    """

    def __init__(self, path: str, folder: Folder, *, update: bool = False, ci: bool = False) -> None:
        self.path = path
        self.update = update
        self.ci = ci
        self.written = 0
        self.compared = 0
        self.failed = 0
        self._folder = folder
        self._stored: _Snapshots = _load(folder, path) if os.path.lexists(path) else {}
        self._seen: _Snapshots = {}
        self._kept: set[str] = set()
        self._changed = False

    def test(self, name: str) -> TestSnapshots:
        """The snapshots of one run of a test."""
        return TestSnapshots(self, name)

    def stored(self, name: str, number: int) -> str | None:
        """The text that is expected, None when there is none yet."""
        return self._stored.get(name, {}).get(number)

    def note(self, name: str, number: int, text: str) -> None:
        """Note what is to be kept for a comparison."""
        if self.stored(name, number) != text:
            self._changed = True
            self.written += 1
        self._seen.setdefault(name, {})[number] = text

    def keep(self, name: str) -> None:
        """Note that a test did not run as it should, so that what it did not ask for may still be needed."""
        self._kept.add(name)

    def obsolete(self) -> list[str]:
        """The snapshots that no test has asked for, as ``NAME NUMBER``."""
        return [
            f"{name} {number}"
            for name, texts in self._stored.items()
            if name not in self._kept
            for number in texts
            if number not in self._seen.get(name, {})
        ]

    def save(self) -> None:
        """Write the file when there is something new, or with `update` something less. Raises ChartError."""
        obsolete = self.obsolete() if self.update else []
        if not self._changed and not obsolete:
            return
        merged: _Snapshots = {name: dict(texts) for name, texts in self._stored.items()}
        for text in obsolete:
            name, _, number = text.rpartition(" ")
            del merged[name][int(number)]
        for name, texts in self._seen.items():
            merged.setdefault(name, {}).update(texts)
        self._folder.write(self.path, dump_file({name: texts for name, texts in merged.items() if texts}))


class TestSnapshots:
    """The comparisons of one test, counted from 1."""

    __test__ = False

    __slots__ = ("_count", "_file", "_name")

    def __init__(self, file: SnapshotFile, name: str) -> None:
        self._file = file
        self._name = name
        self._count = 0

    def compare(self, content: Any, wanted: Pattern | None = None, unwanted: Pattern | None = None) -> Compared:
        """Compare with the next snapshot; where patterns are given, they are what counts."""
        self._count += 1
        self._file.compared += 1
        new = dump(without_leading_breaks(content))
        stored = self._file.stored(self._name, self._count)
        problem, matches = "", True
        if wanted is not None and not wanted.match(new):
            problem = f"pattern '{wanted.expression}' not found in snapshot"
        elif unwanted is not None and unwanted.match(new):
            problem = f"pattern '{unwanted.expression}' should not be in snapshot"
        elif stored is None and self._file.ci:
            problem = "no snapshot is stored, and with --ci none is written"
        elif stored is not None and not self._file.update and wanted is None and unwanted is None:
            matches = _equal(stored, new)
        if not (stored is None and self._file.ci):
            self._file.note(self._name, self._count, new if stored is None or self._renews(stored, new) else stored)
        self._file.failed += not matches or bool(problem)
        return Compared(self._count, matches and not problem, stored or "", new, problem)

    def _renews(self, stored: str, new: str) -> bool:
        return self._file.update and not _equal(stored, new)


class Compared:
    """What came of a comparison: its number, whether it `matches`, both texts, and a problem of another kind."""

    __slots__ = ("matches", "new", "number", "problem", "stored")

    def __init__(self, number: int, matches: bool, stored: str, new: str, problem: str) -> None:
        self.number = number
        self.matches = matches
        self.stored = stored
        self.new = new
        self.problem = problem

    def lines(self, negative: bool, path: str | None) -> wording.Lines:
        """What is said when it is not as it should be."""
        if self.problem:
            return wording.problem(self.problem)
        lines = [f"Path:\t{path}"] if path else []
        if negative:
            return [*lines, f"Expected NOT to match snapshot {self.number}:", *wording.indented(self.new)]
        lines.append(f"Expected to match snapshot {self.number}:")
        return [*lines, *wording.difference(self.stored.rstrip("\n"), self.new.rstrip("\n"))[1:]]


def without_leading_breaks(value: Any) -> Any:
    """A value whose texts do not begin with line breaks, which snapshots do not keep."""
    if isinstance(value, str):
        return value.lstrip("\n")
    if isinstance(value, dict):
        return {key: without_leading_breaks(each) for key, each in value.items()}
    return [without_leading_breaks(each) for each in value] if isinstance(value, list) else value


def _equal(stored: str, new: str) -> bool:
    """Whether two snapshots say the same, in whatever style of YAML."""
    if stored == new:
        return True
    try:
        one, other = yaml.to_json_value(stored), yaml.to_json_value(new)
    except yaml.YamlError:
        return False
    return same(without_leading_breaks(one), without_leading_breaks(other))


def _load(folder: Folder, path: str) -> _Snapshots:
    try:
        value = yaml.to_json_value(folder.read(path, MAX_SNAPSHOTS))
    except yaml.YamlError as error:
        raise ChartError(f"{path} is no snapshot file: {error}") from None
    snapshots: _Snapshots = {}
    for name, texts in value.items() if isinstance(value, dict) else ():
        numbered = texts.items() if isinstance(texts, dict) else ()
        snapshots[name] = {int(key): text for key, text in numbered if _is_number(key) and isinstance(text, str)}
        if not isinstance(texts, dict) or len(snapshots[name]) < len(texts):
            raise ChartError(f"{path} is no snapshot file: {name!r} has no texts by number")
    if value is not None and not isinstance(value, dict):
        raise ChartError(f"{path} is no snapshot file: it has no tests by name")
    return snapshots


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) < 10
