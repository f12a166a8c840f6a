"""The documentation as files: its pages, its scripts, and how its headings are linked to."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType

from architecture.source_tree import ROOT

DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def script(name: str) -> ModuleType:
    """A module of docs/, by its name."""
    if str(DOCS) not in sys.path:
        sys.path.append(str(DOCS))
    return importlib.import_module(name)


def pages() -> list[Path]:
    """Every page: those of the repository's root, and those below docs/."""
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def documentation() -> str:
    """The text of all pages."""
    return "\n".join(path.read_text(encoding="utf-8") for path in pages())


def without_examples(text: str) -> str:
    """A page without what stands between fences."""
    return _FENCE.sub("", text)


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as web forges and the site make them."""
    found: dict[str, int] = {}
    anchors = set()
    for heading in re.findall(r"^#{1,6} +(.*?) *#*$", without_examples(text), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")
        times = found[slug] = found.get(slug, -1) + 1
        anchors.add(slug if not times else f"{slug}_{times}")
    return anchors


def links(text: str) -> list[tuple[str, str]]:
    """The links of a page that lead to files or headings: path (empty for the page itself) and anchor."""
    found = re.findall(r"\]\(([^()\s]+)\)", without_examples(text))
    return [(path, anchor) for path, _, anchor in (one.partition("#") for one in found) if "://" not in path]
