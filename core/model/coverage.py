"""Which lines and branches of templates were reached while charts were rendered."""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Iterable, Mapping
from typing import NamedTuple

IF = "if"
ELSE_IF = "else if"
ELSE = "else"
NO_ELSE = "no else"
BODY = "body"
EMPTY = "empty"

Arm = tuple[int, int, str]
"""A way on from a control structure: the line and the column (from 1) of its action, and which way it is."""


class CoverageFigures(NamedTuple):
    """What was counted: lines, those never reached, branches, those never taken, lines reached without all branches."""

    lines: int = 0
    missed: int = 0
    branches: int = 0
    missed_branches: int = 0
    partial: int = 0

    @property
    def percent(self) -> float:
        """How much was reached of lines and branches together, rounded down to a tenth; 100 where there is nothing."""
        total = self.lines + self.branches
        if not total:
            return 100.0
        return (total - self.missed - self.missed_branches) * 1000 // total / 10


class TemplateCoverage:
    """What was reached of one template.

    `name` is its full name (``parent/charts/child/templates/x.yaml``), `source` its text. `statements` are the lines
    (from 1) on which something is executed: an action, a control structure, text that is more than white space; the
    value says how often, for a line with several parts that of the most frequent. `branches` are the ways on from a
    control structure by the place of its action: ``if`` and ``else if`` where a condition holds, after the last
    condition ``else`` or (where there is none) ``no else``; ``body`` of ``with`` and ``range``, ``else`` or ``empty``.

    `copies` are further names of the same file, see `Coverage.files`.
    """

    __slots__ = ("branches", "copies", "name", "source", "statements")

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source
        self.statements: dict[int, int] = {}
        self.branches: dict[Arm, int] = {}
        self.copies: tuple[str, ...] = ()

    def add(self, statements: Mapping[int, int], branches: Mapping[Arm, int]) -> None:
        """Count further executions; 0 for what is there and was not reached."""
        for line, hits in statements.items():
            self.statements[line] = self.statements.get(line, 0) + hits
        for arm, hits in branches.items():
            self.branches[arm] = self.branches.get(arm, 0) + hits

    def missed_lines(self) -> list[int]:
        """The lines that were never reached."""
        return sorted(line for line, hits in self.statements.items() if not hits)

    def partial_lines(self) -> dict[int, list[Arm]]:
        """The lines that were reached and have branches that were not taken, with those."""
        partial: dict[int, list[Arm]] = {}
        for arm, hits in sorted(self.branches.items()):
            if not hits and self.statements.get(arm[0]):
                partial.setdefault(arm[0], []).append(arm)
        return partial

    @property
    def figures(self) -> CoverageFigures:
        """The template in numbers."""
        return CoverageFigures(
            len(self.statements),
            len(self.missed_lines()),
            len(self.branches),
            sum(not hits for hits in self.branches.values()),
            len(self.partial_lines()),
        )


class Coverage:
    """What was reached of all templates, over any number of renderings: give it to each in `RenderOptions.coverage`.

    An engine that measures calls `add` once a rendering for every template of the chart, so that what was never
    reached is known too. `templates` has them by name and source, since charts may change between renderings.
    `unmeasured` are templates of engines that do not measure, with the name of the engine.
    """

    __slots__ = ("_lock", "templates", "unmeasured")

    def __init__(self) -> None:
        self.templates: dict[tuple[str, str], TemplateCoverage] = {}
        self.unmeasured: dict[str, str] = {}
        self._lock = allocate_lock()

    def add(self, name: str, source: str, statements: Mapping[int, int], branches: Mapping[Arm, int]) -> None:
        """Count executions of a template; see `TemplateCoverage.add`. Several threads may."""
        with self._lock:
            known = self.templates.get((name, source))
            if known is None:
                known = self.templates[name, source] = TemplateCoverage(name, source)
            known.add(statements, branches)

    def files(self) -> list[TemplateCoverage]:
        """The templates, sorted by name, each file once.

        A subchart that takes part under several aliases, or that several charts carry, has its templates several
        times; of the templates they define only one copy is used. So copies (the same text under the same path below
        their chart) are counted together, under the first name.
        """
        found: dict[tuple[str, str], TemplateCoverage] = {}
        for _, template in sorted(self.templates.items()):
            chart, mark, inner = template.name.rpartition("/templates/")
            file = found.get((inner if mark else chart, template.source))
            if file is None:
                file = TemplateCoverage(template.name, template.source)
                found[inner if mark else chart, template.source] = file
            elif file.name != template.name:
                file.copies += (template.name,)
            file.add(template.statements, template.branches)
        return list(found.values())

    def without(self, patterns: Iterable[str]) -> Coverage:
        """The same without templates whose name fits one of the patterns (``*/charts/postgresql/*``)."""
        from fnmatch import fnmatchcase

        wanted = tuple(patterns)
        kept = Coverage()
        for key, template in self.templates.items():
            if not any(fnmatchcase(template.name, pattern) for pattern in wanted):
                kept.templates[key] = template
        for name, engine in self.unmeasured.items():
            if not any(fnmatchcase(name, pattern) for pattern in wanted):
                kept.unmeasured[name] = engine
        return kept

    @property
    def figures(self) -> CoverageFigures:
        """All files together."""
        figures = [file.figures for file in self.files()]
        return CoverageFigures(*map(sum, zip(*figures, strict=True))) if figures else CoverageFigures()
