"""Coverage as one HTML page over the sources of the templates.

The page needs nothing but itself: no script, no other file, nothing from any network, which its own policy says to the
browser as well. Whatever comes from charts (names, sources) is escaped, and unprintable characters are written out.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ....core.text import decoded, printable
from .coverage_style import STYLE
from .coverage_words import missing_ranges, percent_text, plain_name, why_partial

if TYPE_CHECKING:
    from ....core.model.coverage import Coverage, CoverageFigures, TemplateCoverage

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>Template coverage</title>
<style>
"""

_LEGEND = """<ul class="legend">
<li><span class="key hit"></span>reached</li>
<li><span class="key part"></span>reached, but not in every way</li>
<li><span class="key miss"></span>never reached</li>
<li>The number beside a line says how often it was executed.</li>
</ul>
"""


def coverage_html(coverage: Coverage) -> str:
    """The page: totals, an index of files, and every file with its lines."""
    files = coverage.files()
    parts = [_HEAD, STYLE, "</style>\n</head>\n<body>\n<main>\n<h1>Template coverage</h1>\n"]
    parts.append(_totals(coverage.figures, len(files)))
    parts.append(_index(files, coverage.figures))
    parts.append(_unmeasured(coverage))
    if files:
        parts.append(_LEGEND)
    parts += [_file(file, number) for number, file in enumerate(files, 1)]
    parts.append("</main>\n</body>\n</html>\n")
    return "".join(parts)


def _totals(figures: CoverageFigures, files: int) -> str:
    reached, taken = figures.lines - figures.missed, figures.branches - figures.missed_branches
    return (
        f'<p class="total {_grade(figures.percent)}"><strong>{percent_text(figures.percent)}</strong> '
        f"<span>{reached} of {figures.lines} lines and {taken} of {figures.branches} branches "
        f"in {files} template{'' if files == 1 else 's'}</span></p>\n"
    )


def _index(files: list[TemplateCoverage], totals: CoverageFigures) -> str:
    rows = [
        f'<tr><th scope="row"><a href="#f{number}">{_breakable(file.name)}</a></th>{_cells(file.figures)}</tr>\n'
        for number, file in enumerate(files, 1)
    ]
    headings = "".join(
        f'<th scope="col"{extra}>{name}</th>'
        for name, extra in (
            ("Template", ""),
            ("Lines", ""),
            ("Missed", ""),
            ("Branches", ' class="wide"'),
            ("Missed", ' class="wide"'),
            ("Partial", ' class="wide"'),
            ("Cover", ""),
        )
    )
    return (
        f'<table class="index">\n<thead><tr>{headings}</tr></thead>\n<tbody>\n{"".join(rows)}</tbody>\n'
        f'<tfoot><tr><th scope="row">Total</th>{_cells(totals)}</tr></tfoot>\n</table>\n'
    )


def _cells(figures: CoverageFigures) -> str:
    return (
        f'<td data-unit="lines">{figures.lines}</td><td data-unit="missed">{figures.missed}</td>'
        f'<td class="wide">{figures.branches}</td><td class="wide">{figures.missed_branches}</td>'
        f'<td class="wide">{figures.partial}</td>'
        f'<td class="{_grade(figures.percent)}">{percent_text(figures.percent)}</td>'
    )


def _unmeasured(coverage: Coverage) -> str:
    if not coverage.unmeasured:
        return ""
    items = "".join(
        f"<li>{_breakable(name)} <small>engine {escape(plain_name(engine))}</small></li>\n"
        for name, engine in sorted(coverage.unmeasured.items())
    )
    return f"<h2>Not measured</h2>\n<p>These were rendered by engines that do not measure.</p>\n<ul>\n{items}</ul>\n"


def _file(file: TemplateCoverage, number: int) -> str:
    figures = file.figures
    missing = missing_ranges(file)
    said = f"{figures.lines - figures.missed} of {figures.lines} lines"
    if figures.branches:
        said += f", {figures.branches - figures.missed_branches} of {figures.branches} branches"
    if missing:
        said += f"; never reached: {', '.join(missing)}"
    copies = "".join(f"<li>{_breakable(name)}</li>" for name in file.copies)
    also = f'<p class="also">Counted together with its copies:</p><ul class="also">{copies}</ul>\n' if copies else ""
    is_open = " open" if figures.missed or figures.missed_branches else ""
    return (
        f'<details class="file" id="f{number}"{is_open}>\n'
        f'<summary><h2>{_breakable(file.name)}</h2> '
        f'<span class="{_grade(figures.percent)}">{percent_text(figures.percent)}</span></summary>\n'
        f"<p>{said}</p>\n{also}{_source(file, number)}</details>\n"
    )


def _source(file: TemplateCoverage, number: int) -> str:
    partial = file.partial_lines()
    lines = file.source.split("\n")
    if not lines[-1]:
        lines.pop()
    written = []
    for line, text in enumerate(lines, 1):
        hits = file.statements.get(line)
        arms = partial.get(line, [])
        kind = "none" if hits is None else "part" if arms else "hit" if hits else "miss"
        shown = escape(printable(decoded(text.removesuffix("\r"))), quote=False)
        place = f"f{number}-{line}"
        margin = f'<a href="#{place}">{line}</a>{_times(hits)}'
        written.append(f'<div class="line {kind}" id="{place}">{margin}<code>{shown}</code></div>\n')
        written += [f'<p class="why">{escape(reason)}</p>\n' for reason in why_partial(file, arms)]
    return f'<div class="source">\n{"".join(written)}</div>\n'


def _times(hits: int | None) -> str:
    """How often a line was executed, large numbers shortened."""
    if hits is None:
        return "<i></i>"
    for size, unit in ((1_000_000_000, "G"), (1_000_000, "M"), (1000, "k")):
        if hits >= size:
            return f'<i title="{hits} times">{hits // size}{unit}×</i>'
    return f"<i>{hits}×</i>"


def _breakable(name: str) -> str:
    """A name that may go on in a new line after a slash."""
    return escape(plain_name(name)).replace("/", "/<wbr>")


def _grade(percent: float) -> str:
    return "all" if percent == 100 else "most" if percent >= 80 else "few"
