"""``numbers-in-exponent-form``: large numbers of values.yaml that templates print as ``1e+06``.

Numbers from YAML are floating-point ones for templates, and from a million on these are printed with an exponent.
Kubernetes refuses such a text for a whole number, and programs stumble over it in arguments and configuration files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ....core.golib.fmt import to_text
from ....core.model.lint import WARNING, LintFinding
from ....core.model.value_use import ANY_KEY
from .yaml_nodes import Path, find_path, read_nodes

if TYPE_CHECKING:
    from ....core.model.value_use import ValueUse
    from ....core.protocols import KernelView, LintSubject

_FILE = "values.yaml"
_EXPONENT = re.compile(r"(?<![\w.+-])-?\d(?:\.\d+)?e\+\d{2,3}(?![\w.])")


def check(subject: LintSubject, kernel: KernelView) -> Iterator[LintFinding]:
    """A finding for every value that appears with an exponent in what a template that reads it renders to.

    It is put where values.yaml has the value; else, for what comes from a flag or a subchart, where the template reads
    it.
    """
    chart = subject.chart()
    texts = {name.partition("/")[2]: text for name, text in subject.rendered().items()}
    printed = {file: set(_EXPONENT.findall(text)) for file, text in texts.items() if "e+" in text}
    if not any(printed.values()):
        return
    root = read_nodes(chart.values_text)
    seen: set[Path] = set()
    for use in subject.value_uses() or ():
        for path, number in _numbers(subject.values(), (*use.chart, *use.path), whole=use.whole):
            text = to_text(number)
            if path in seen or "e+" not in text or not _may_print(use, text, printed):
                continue
            seen.add(path)
            key = find_path(root, path)
            reader = f"{use.file}:{use.line}:{use.column}"
            advice = "convert it with int64 there, or make it a text"
            if key is not None:
                what = f"{'.'.join(path)} is {number:.0f}, which is printed as {text} ({reader}); {advice}"
                yield LintFinding(WARNING, _FILE, what, key.line + 1, key.column + 1)
            else:
                what = f".Values.{'.'.join(use.path)} is {number:.0f}, which is printed as {text}; {advice}"
                yield LintFinding(WARNING, use.file, what, use.line, use.column)


def _may_print(use: ValueUse, text: str, printed: dict[str, set[str]]) -> bool:
    """Whether a text is in what the file of a use renders to; a partial may print into any file."""
    if use.file.rpartition("/")[2].startswith("_"):
        return any(text in texts for texts in printed.values())
    return text in printed.get(use.file, ())


def _numbers(table: Any, path: Path, *, whole: bool) -> Iterator[tuple[Path, float]]:
    """The numbers at a path of values, and those below it where all is read, with their paths."""
    found: list[tuple[Path, Any]] = [((), table)]
    for name in path:
        found = [((*place, key), item) for place, value in found for key, item in _below(value, name)]
    while found:
        place, value = found.pop()
        if isinstance(value, float):
            yield place, value
        elif whole:
            found += [((*place, key), item) for key, item in _below(value, ANY_KEY)]


def _below(value: Any, name: str) -> list[tuple[str, Any]]:
    """What a table or list has under a key, or under any."""
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = [(str(number), item) for number, item in enumerate(value)]
    else:
        return []
    return items if name == ANY_KEY else [(key, item) for key, item in items if key == name]
