"""The default values of a chart: the text of its values.yaml as a table.

Requirements processing and coalescing ask for the same texts several times in one run, so what was read is remembered
by its text.
"""

from __future__ import annotations

from typing import Any

from ....core.errors import ValuesError
from ....core.golib.reflect import deep_copy
from ....core.golib.utf8 import encode
from ....core.golib.yaml import YamlError, load_map
from ....core.model.chart import Chart

_REMEMBERED = 200
_LONGEST = 4 * 1024 * 1024
"""Characters of all texts that are remembered, of which each takes many times as much memory when it is read."""

_NO_UTF8 = ("\udcfe", "\udcff")
"""How UTF-16 begins; the YAML reader recognises it in bytes."""

_read: dict[str, dict[str, Any]] = {}


def chart_defaults(chart: Chart) -> dict[str, Any]:
    """The chart's own default values; the caller may change them.

    Raises ValuesError with the text of values.yaml and what is wrong with it.
    """
    text = chart.values_text
    known = _read.get(text)
    if known is None:
        try:
            known = load_map(encode(text) if text[:1] in _NO_UTF8 else text, "chartutil.Values")
        except YamlError as error:
            from ....core.source_place import yaml_details, yaml_hint

            message = f"Error: Reading chart '{chart.name}' default values ({text}): {error}"
            details = yaml_details(f"{chart.name}/values.yaml", text, error)
            raise ValuesError(message, details=details, hint=yaml_hint(error)) from None
        if len(_read) >= _REMEMBERED or sum(map(len, list(_read))) + len(text) > _LONGEST:
            _read.clear()
        _read[text] = known
    table: dict[str, Any] = deep_copy(known)
    return table
