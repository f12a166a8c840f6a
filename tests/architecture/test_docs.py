"""The documentation keeps up with the code: reference pages are fresh, and nothing public goes unmentioned."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest
from architecture.source_tree import ROOT
from pilothouse.core import errors
from pilothouse.core.testkit import make_kernel
from pilothouse.hookspecs import POINTS

REFERENCE = ROOT / "docs" / "reference"


def generator() -> ModuleType:
    """The script that writes the reference pages."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documentation() -> str:
    """All pages, the README included."""
    paths = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@pytest.mark.parametrize("name", generator().pages())
def test_a_reference_page_says_what_the_code_says(name: str) -> None:
    path = REFERENCE / name
    assert path.exists(), "write the page: make docs"
    assert path.read_text(encoding="utf-8") == generator().pages()[name], "write the pages anew: make docs"


def test_no_reference_page_is_left_over() -> None:
    assert {path.name for path in REFERENCE.glob("*.md")} == set(generator().pages())


def test_everything_that_users_and_plugin_authors_meet_is_documented() -> None:
    text = documentation()
    settings = make_kernel().settings.entries.values()
    classes = [name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception)]
    rules = make_kernel().registered_names("helm_register_lint_rules")
    names = [*POINTS, *(entry.name for entry in settings), *classes, *rules, *generator().environment_variables()]
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", text)] == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for path in [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append((str(path.relative_to(ROOT)), target))
    assert broken == []
