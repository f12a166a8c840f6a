"""Explaining a value: every layer that speaks of a path, in the order in which layers count, and which one wins.

The layers, weakest first: defaults of the subchart, of its parents (innermost first), values imported by requirements,
``-f`` files, the ``--set`` family. A path in a subchart's ``global`` table is also followed in the globals above it,
which win over the subchart's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....core.errors import PilothouseError, ValuesError
from ....core.golib.json import encode
from ....core.golib.reflect import deep_copy
from ....core.golib.types import GoError
from ....core.golib.yaml import YamlError, load_map
from ....core.model.chart import Chart
from ....core.model.options import ValueSources
from ....core.protocols import KernelView
from .coalesce import GLOBAL
from .defaults import chart_defaults
from .positions import line_of
from .sources import SourceReader, as_read_again, assign, assignments, unreadable
from .strvals import Allowance
from .tables import merge_into

_WIDEST = 60


class _Layer:
    """One layer that has something at the path: where it comes from and what it says."""

    __slots__ = ("source", "value")

    def __init__(self, source: str, value: Any) -> None:
        self.source = source
        self.value = value


_MISSING: Any = object()
"""No value at all, which is not null."""


def explain_value(
    chart: Chart, sources: ValueSources, path: str, reader: SourceReader, kernel: KernelView
) -> list[str]:
    """The lines that explain the value at the dotted `path`.

    The path may begin with ``.Values``, as in templates. The first line is the effective value; then one line a layer,
    lowest first, ``*`` before those that make up the value. `chart` is the chart as loaded; requirements are applied
    here to find out what they import. Raises ValuesError, and what reading the sources and processing requirements
    raise.
    """
    path = path.removeprefix(".Values.")
    names = path.split(".")
    if not all(names):
        raise ValuesError(f"a values path is made of names with dots between them, not {path!r}")
    table: dict[str, Any] = {}
    given = _given_layers(sources, names, reader, table)
    overrides = as_read_again(table)
    processed = kernel.first("helm_process_requirements", chart=chart, overrides=overrides)
    values = kernel.first("helm_coalesce_values", chart=processed, overrides=overrides)
    layers = [*_default_layers(chart, processed, names, kernel), *given]
    effective = _at(values, names)
    winners = _winners(layers, effective)
    width = max((len(layer.source) for layer in layers), default=0)
    lines = [f"{path}: {_shown(effective)}"]
    for index, layer in enumerate(layers):
        mark = "*" if index in winners else " "
        lines.append(f"{mark} {layer.source.ljust(width)}  {_shown(layer.value)}")
    if not layers:
        lines.append("  set by no default, file or flag" if effective is _MISSING else "  made of subcharts' defaults")
    return lines


def _winners(layers: list[_Layer], effective: Any) -> set[int]:
    """The layers that make up the effective value: all tables of a merged table, else the last that agrees."""
    if isinstance(effective, dict):
        return {index for index, layer in enumerate(layers) if isinstance(layer.value, dict)}
    for index in range(len(layers) - 1, -1, -1):
        value = layers[index].value
        if value == effective or (value is None and effective is _MISSING):
            return {index}
    # A list of which the last layer set single items is equal to none of them.
    return {len(layers) - 1} if layers and effective is not _MISSING else set()


def _default_layers(chart: Chart, processed: Chart, names: list[str], kernel: KernelView) -> Iterator[_Layer]:
    """The defaults that speak of the path: innermost chart first, each with what it imports, then globals above."""
    chain = _chain(processed, names)
    originals = _originals(chart, chain)
    for depth in range(len(chain) - 1, -1, -1):
        yield from _own_default(originals[depth], chain[depth], names[depth:], depth)
        imported = _imported(originals[depth], chain[depth], names[depth:], kernel)
        if imported is not _MISSING:
            yield _Layer(f"import-values of {chain[depth].name}", imported)
    below = names[len(chain) - 1 :]
    if len(chain) > 1 and below[:1] == [GLOBAL]:
        for depth in range(len(chain) - 2, -1, -1):
            yield from _own_default(originals[depth], chain[depth], below, depth)


def _own_default(original: Chart, named: Chart, names: list[str], depth: int) -> Iterator[_Layer]:
    """What a chart's own values.yaml says at a path below it."""
    if not original.values_text:
        return
    value = _at(chart_defaults(original), names)
    if value is not _MISSING:
        place = f"values.yaml of subchart {named.name}" if depth else "values.yaml"
        line = line_of(original.values_text, names)
        yield _Layer(f"{place}:{line}" if line else place, value)


def _chain(chart: Chart, names: list[str]) -> list[Chart]:
    """The chart and, for the leading names that name subcharts, those."""
    chain = [chart]
    for name in names:
        subchart = next((candidate for candidate in chain[-1].dependencies if candidate.name == name), None)
        if subchart is None:
            break
        chain.append(subchart)
    return chain


def _originals(chart: Chart, chain: list[Chart]) -> list[Chart]:
    """The charts as loaded behind a chain of processed ones (copies share their templates; names may be aliases)."""
    originals = [chart]
    for processed in chain[1:]:
        candidates = originals[-1].dependencies
        originals.append(next((one for one in candidates if one.templates is processed.templates), processed))
    return originals


def _imported(original: Chart, processed: Chart, names: list[str], kernel: KernelView) -> Any:
    """The value that requirements brought into a chart's defaults, when it would differ without them."""
    if processed.values_text == original.values_text:
        return _MISSING
    without = Chart(processed.metadata, values_text=original.values_text, dependencies=processed.dependencies)
    before = _at(kernel.first("helm_coalesce_values", chart=without, overrides={}), names)
    after = _at(chart_defaults(processed), names)
    return _MISSING if before == after else after


def _globals_above(names: list[str]) -> list[list[str]]:
    """The paths of the globals that win over a path in the globals of a subchart, nearest first."""
    if GLOBAL not in names[1:]:
        return []
    position = names.index(GLOBAL, 1)
    return [names[:depth] + names[position:] for depth in range(position - 1, -1, -1)]


def _given_layers(sources: ValueSources, names: list[str], reader: SourceReader, table: dict[str, Any]) -> list[_Layer]:
    """The files and flags that speak of the path; `table` ends up with everything that is given."""
    paths = [names, *_globals_above(names)]
    found: list[list[_Layer]] = [[] for _ in paths]
    for source, text, values in _steps(sources, reader, table):
        for path, layers in zip(paths, found, strict=True):
            value = _at(values, path)
            if value is not _MISSING:
                line = line_of(text, path) if text is not None else 0
                layers.append(_Layer(f"{source}:{line}" if line else source, value))
    return [layer for layers in found for layer in layers]


def _steps(
    sources: ValueSources, reader: SourceReader, table: dict[str, Any]
) -> Iterator[tuple[str, bytes | None, dict[str, Any]]]:
    """Each file and flag by itself: what to call it, its text if it has lines, and the values that it gives."""
    for name in sources.files:
        content = reader.values_file(name)
        try:
            values = load_map(content)
        except YamlError as error:
            raise unreadable(name, content, error) from None
        merge_into(table, deep_copy(values))
        yield f"-f {name}", content, values
    allowance = Allowance()
    for flag, texts, to_value in assignments(sources, reader):
        for text in texts:
            alone: dict[str, Any] = {}
            try:
                assign(flag, text, alone, to_value, Allowance())
            except PilothouseError:
                # Whether the text is right shows below, on top of what was given before it.
                alone = {}
            assign(flag, text, table, to_value, allowance)
            yield f"{flag} {text}", None, alone


def _at(values: Any, names: list[str]) -> Any:
    """The value at a path of keys (and positions in lists), `_MISSING` when there is none."""
    for name in names:
        if isinstance(values, dict) and name in values:
            values = values[name]
        elif isinstance(values, list) and name.isdecimal() and int(name) < len(values):
            values = values[int(name)]
        else:
            return _MISSING
    return values


def _shown(value: Any) -> str:
    """A value on one line, cut when it is long."""
    if value is _MISSING:
        return "(no value)"
    try:
        text = encode(value, escape_html=False)
    except GoError:
        return "(nested too deeply to be shown)"
    return text if len(text) <= _WIDEST else text[: _WIDEST - 3] + "..."
