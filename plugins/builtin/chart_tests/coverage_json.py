"""Coverage as JSON, for programs. The fields are described in docs/chart-tests.md.

New fields may be added; whatever changes the meaning of an old one raises `VERSION`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .... import __version__

if TYPE_CHECKING:
    from ....core.model.coverage import Coverage, CoverageFigures, TemplateCoverage

VERSION = 1


def coverage_json(coverage: Coverage) -> str:
    """A document with totals, files by name, and what was not measured."""
    document = {
        "format": "pilothouse.coverage",
        "version": VERSION,
        "generator": f"pilothouse {__version__}",
        "totals": _figures(coverage.figures),
        "files": [_file(file) for file in coverage.files()],
        "unmeasured": [{"name": name, "engine": engine} for name, engine in sorted(coverage.unmeasured.items())],
    }
    return json.dumps(document, indent=2) + "\n"


def _figures(figures: CoverageFigures) -> dict[str, Any]:
    return {
        "lines": figures.lines,
        "missed_lines": figures.missed,
        "branches": figures.branches,
        "missed_branches": figures.missed_branches,
        "partial_lines": figures.partial,
        "percent": figures.percent,
    }


def _file(file: TemplateCoverage) -> dict[str, Any]:
    return {
        "name": file.name,
        "copies": list(file.copies),
        "totals": _figures(file.figures),
        "lines": [{"line": line, "hits": hits} for line, hits in sorted(file.statements.items())],
        "branches": [
            {"line": line, "column": column, "arm": arm, "hits": hits}
            for (line, column, arm), hits in sorted(file.branches.items())
        ],
        "missed_lines": file.missed_lines(),
        "partial_lines": sorted(file.partial_lines()),
    }
