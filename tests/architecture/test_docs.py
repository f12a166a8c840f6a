"""The documentation keeps up with the code: reference pages are fresh, and nothing public goes unmentioned."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import ModuleType

import click
import pytest
from architecture.documentation import DOCS, REFERENCE, anchors, documentation, links, pages, script, without_examples
from architecture.source_tree import ROOT
from pilothouse import errors
from pilothouse.core import default_plugins
from pilothouse.core.command import GLOBAL_FLAGS, CommandDeclaration
from pilothouse.core.testkit import make_kernel
from pilothouse.hookspecs import POINTS

HELM_COMMANDS = set(
    "completion create delete dependency fetch get help history home init inspect install lint list package plugin "
    "repo reset rollback search serve status template test upgrade verify version".split()
)
"""The commands of Helm v2.17.0."""


def generator() -> ModuleType:
    """The script that writes the reference pages."""
    return script("generate")


@cache
def generated() -> dict[str, str]:
    """What the reference pages have to say."""
    return dict(generator().pages())


def missing(names: list[str], text: str) -> list[str]:
    """The names that a text does not have as words of their own."""
    return [name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]


def page(path: str) -> str:
    """A page of the reference."""
    return (REFERENCE / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", generated())
def test_a_reference_page_says_what_the_code_says(name: str) -> None:
    path = REFERENCE / name
    assert path.exists(), "write the page: make docs"
    assert path.read_text(encoding="utf-8") == generated()[name], "write the pages anew: make docs"


def test_no_reference_page_is_left_over() -> None:
    assert {path.relative_to(REFERENCE).as_posix() for path in REFERENCE.rglob("*.md")} == generated().keys()


def test_everything_that_users_and_plugin_authors_meet_is_documented() -> None:
    settings = [entry.name for entry in make_kernel().settings.entries.values()]
    rules = make_kernel().registered_names("helm_register_lint_rules")
    names = [*POINTS, *settings, *errors.__all__, *rules, *generator().environment_variables()]
    assert missing(names, documentation()) == []


def test_every_extension_point_has_a_chapter_with_an_example() -> None:
    chapters = dict(re.findall(r"(?ms)^## (helm_\w+)\n(.*?)(?=^## |\Z)", page("extension-points.md")))
    assert [name for name in POINTS if "```python" not in chapters.get(name, "")] == []


def test_every_error_has_a_chapter_and_a_row() -> None:
    text = page("errors.md")
    assert [name for name in errors.__all__ if f"\n## {name}\n" not in text or f"| [`{name}`](" not in text] == []


def test_every_plugin_has_a_chapter_and_a_row() -> None:
    text = page("plugins.md")
    names = [*default_plugins.BUILTIN, *default_plugins.CONTRIB]
    assert [name for name in names if f"\n## {name}\n" not in text or f"| [`{name}`](" not in text] == []


def test_every_setting_has_a_row() -> None:
    kernel = make_kernel(flags={"plugins": ",".join(default_plugins.CONTRIB)})
    names = [*kernel.settings.entries, *kernel.registered_names("helm_register_settings")]
    assert [name for name in names if f"\n| `{name}` |" not in page("settings.md")] == []


def test_every_command_has_a_chapter_with_all_its_flags() -> None:
    kernel = make_kernel(flags={"plugins": ",".join(default_plugins.CONTRIB)})
    lacking = {}
    for path, provided in generator().named_commands(kernel).items():
        if provided.entry.hidden:
            continue
        text = page(f"commands/{path.partition(' ')[0]}.md")
        chapter = re.search(rf"(?ms)^##? pilothouse {re.escape(path)}\n(.*?)(?=^##? pilothouse |\Z)", text)
        command = kernel.load(provided)
        if isinstance(command, CommandDeclaration):
            flags = (*command.flags, *kernel.added_flags(path, command.flags), *GLOBAL_FLAGS)
            names = [name for flag in flags if not flag.hidden for name in flag.names if name.startswith("--")]
        else:
            shown = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
            names = [name for option in shown for name in option.opts if name.startswith("--")]
        absent = missing(names, chapter[1]) if chapter else ["the chapter"]
        if absent:
            lacking[path] = absent
    assert lacking == {}


def test_every_command_that_helm_does_not_have_is_on_the_page_about_compatibility() -> None:
    kernel = make_kernel(flags={"plugins": ",".join(default_plugins.CONTRIB)})
    entries = [provided.entry for provided in generator().named_commands(kernel).values()]
    ours = {entry.name for entry in entries if not entry.parent and not entry.hidden} - HELM_COMMANDS
    text = (DOCS / "compatibility.md").read_text(encoding="utf-8")
    table = text.partition("## Names that were free")[2].partition("\n## ")[0]
    listed = {name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert listed == ours


def test_what_is_not_in_a_text_is_noticed() -> None:
    assert missing(["--name", "name"], "`--names`, `--name-template`, file-name") == ["--name", "name"]
    assert missing(["--name"], "`-n`, `--name`: text") == []


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_of_a_page_lead_somewhere(path: Path) -> None:
    broken = []
    for target, anchor in links(path.read_text(encoding="utf-8")):
        found = path.parent / target if target else path
        if found.is_dir():
            found = found / "README.md" if anchor else found
        if not found.exists() or (anchor and anchor not in anchors(found.read_text(encoding="utf-8"))):
            broken.append((target, anchor))
    assert broken == []


def test_anchors_are_those_of_web_forges() -> None:
    text = "# `trim` and *more*\n## A/B: c\n```\n# no heading\n```\n## Same\n## Same\n## [x](y.md) z\n"
    assert anchors(text) == {"trim-and-more", "ab-c", "same", "same_1", "x-z"}
    assert links("[a](b.md#c) `x` [d](#e)\n```\n[f](g)\n```\n[h](https://i)") == [("b.md", "c"), ("", "e")]


def test_every_page_is_reached_from_another_one_or_from_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = set(re.findall(r"([\w/-]+\.md)$", navigation, re.MULTILINE))
    folders = set(re.findall(r"([\w/-]+)/\*$", navigation, re.MULTILINE))
    paths = [path.relative_to(DOCS) for path in DOCS.rglob("*.md")]
    lost = [str(path) for path in paths if path.as_posix() not in listed and path.parent.as_posix() not in folders]
    assert lost == []


def test_every_page_begins_with_its_title() -> None:
    first = {path.relative_to(ROOT).as_posix(): without_examples(path.read_text(encoding="utf-8")) for path in pages()}
    untitled = [name for name, text in first.items() if not re.match(r"(<!--.*?-->\s*)?# \S", text, re.DOTALL)]
    assert untitled == []
