"""Where templates read values."""

from __future__ import annotations

from ..record import Record

ANY_KEY = "*"
"""Stands in a path for a key or item that only running the template would tell."""


class ValueUse(Record):
    """A place in a template that reads a value.

    `chart` are the names of subcharts on the way from the chart to the one whose values are meant (empty: its own),
    `path` the keys below `.Values` there. With `whole`, everything below the path is read as well. The first `needed`
    keys of the path have to be there, the others are tested before or have a default. `file` is a path inside the
    chart; `line` and `column` count from 1.
    """

    chart: tuple[str, ...]
    path: tuple[str, ...]
    whole: bool
    needed: int
    file: str
    line: int
    column: int
