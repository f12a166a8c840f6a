"""Prints tables that an API server made, one after the other under one header.

Rules: k8s.io/kubernetes/pkg/kubectl/cmd/get TablePrinter, k8s.io/kubernetes/pkg/printers HumanReadablePrinter
"""

from __future__ import annotations

from typing import Any

from ....core.golib.tabwriter import align

_TABLE_VERSIONS = ("meta.k8s.io/v1", "meta.k8s.io/v1beta1")
_NO_AGE = "<unknown>"


def is_table(content: dict[str, Any]) -> bool:
    """Whether an answer is a table and not an object, as servers without tables give it."""
    return content.get("kind") == "Table" and content.get("apiVersion") in _TABLE_VERSIONS


def sort_tables(tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tables of a group by the name in their first row, equal names in the order in which they came.

    They stay as they are where one of them has no row that begins with a text. Rule: pkg/kube/client.go sortTableSlice
    """
    names = [_first_cell(table) for table in tables]
    if not all(isinstance(name, str) for name in names):
        return tables
    return [tables[place] for place in sorted(range(len(tables)), key=names.__getitem__)]


def print_objects(group: list[dict[str, Any]]) -> str:
    """The rows of all tables of a group; objects that are no tables with their name and age.

    Columns are aligned within each table only. A header comes first, and again where the columns change; a table
    without rows prints nothing.
    """
    parts: list[str] = []
    columns: list[dict[str, Any]] = []
    header_printed = False
    plain_printed = False
    for content in group:
        if not is_table(content):
            parts.append(_plain_text(content, header=not plain_printed))
            plain_printed = True
            continue
        own = content.get("columnDefinitions") or []
        if own and own != columns:
            columns = own
            header_printed = False
        rows = content.get("rows") or []
        parts.append(_table_text(columns, rows, header=bool(rows) and not header_printed))
        header_printed = header_printed or bool(rows)
    return "".join(parts)


def _first_cell(table: dict[str, Any]) -> Any:
    rows = table.get("rows")
    cells = rows[0].get("cells") if rows else None
    return cells[0] if cells else None


def _table_text(columns: list[dict[str, Any]], rows: list[dict[str, Any]], *, header: bool) -> str:
    shown = [place for place, column in enumerate(columns) if not column.get("priority")]
    lines = ["\t".join([str(columns[place].get("name", "")).upper() for place in shown])] if header else []
    for row in rows:
        cells = row.get("cells") or []
        lines.append("\t".join([_cell_text(cells[place]) for place in shown if place < len(cells)]))
    return _aligned(lines)


def _plain_text(content: dict[str, Any], *, header: bool) -> str:
    lines = ["NAME\tAGE"] if header else []
    for item in content["items"] if isinstance(content.get("items"), list) else [content]:
        metadata = item.get("metadata") or {}
        lines.append(f"{metadata.get('name', '')}\t{_age(metadata.get('creationTimestamp'))}")
    return _aligned(lines)


def _aligned(lines: list[str]) -> str:
    return align("".join([line + "\n" for line in lines]), 6, 4, 3)


def _cell_text(cell: Any) -> str:
    """A cell as Go prints it; of a text the first line only."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        first, newline, _ = cell.partition("\n")
        return first + "..." if newline else first
    if type(cell) is int:
        return str(cell)
    from ....core.golib.fmt import sprint

    return sprint([cell])


def _age(timestamp: Any) -> str:
    """How long ago a moment of the API was, ``<unknown>`` where there is none."""
    import time
    from calendar import timegm

    from ....core.golib.human_duration import human_duration

    try:
        moment = timegm(time.strptime(timestamp, "%Y-%m-%dT%H:%M:%SZ"))
    except (TypeError, ValueError):
        return _NO_AGE
    return human_duration(int(time.time()) - moment)
