"""The reference of template functions: families with examples from docs/examples, and the pages made of them.

A family is a file ``docs/examples/template_functions/NAME.yaml``: `title`, `about`, and `functions` in reading order,
each with `name`, `use` (how it is written), `about`, perhaps a `note` (what surprises people), and `examples`. An
example has a `template`, perhaps `values`, and one of `output`, `matches` (a regular expression, where the output is
another one each time) and `error` (how the error ends).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pilothouse.core.kernel import Kernel
from pilothouse.plugins.builtin.gotpl.go_builtins import BUILTINS

FOLDER = Path(__file__).resolve().parent / "examples" / "template_functions"
ORDER = (
    "helm", "objects", "encoding", "strings", "lists", "maps", "logic", "numbers", "printing", "types", "regex",
    "versions", "dates", "paths", "crypto", "random",
)  # fmt: skip
"""The families as the pages list them: what charts use most comes first."""

OBJECTS = "objects"
"""The family of methods, which nobody registers as functions."""

CHART_FILES = {
    "config/app.ini": "debug = no\n",
    "config/web.ini": "port = 80\n",
    "motd": "Ahoy!\nAll hands on deck.\n",
}
"""The files of the chart that the examples belong to."""

_GO = "gotpl"
_ORIGINS = {"sprig": "Sprig", "helm_functions": "Helm", _GO: "Go"}


def families() -> dict[str, dict[str, Any]]:
    """Every family by name, in the order of the pages."""
    import yaml

    found = {path.stem: path for path in FOLDER.glob("*.yaml")}
    names = [*ORDER, *sorted(found.keys() - set(ORDER))]
    return {name: yaml.safe_load(found[name].read_text(encoding="utf-8")) for name in names}


def registered_functions(kernel: Kernel) -> dict[str, tuple[str, str]]:
    """Every function that templates may call, with the plugin it comes from and its parameters as Go types."""
    found = {name: (_GO, _parameters(function)) for name, function in BUILTINS.items()}
    for provided in kernel.registry("helm_register_template_functions").winners():
        entry = provided.entry
        function = None if entry.late_bound else kernel.load(provided)
        function = function.get(entry.name) if isinstance(function, dict) else function
        found[entry.name] = (provided.plugin.name, _parameters(function))
    return found


def _parameters(function: Any) -> str:
    """The parameters of a GoFunction; nothing for one that is bound late."""
    if function is None:
        return ""
    names = [name.replace("interface {}", "any").replace("reflect.Value", "any") for name in function.parameters]
    if function.variadic:
        names[-1] = f"...{names[-1]}"
    return ", ".join(names)


def _summary(function: dict[str, Any]) -> str:
    """The first sentence about a function."""
    about: str = function["about"]
    first = about.partition(". ")[0].partition(": ")[0].rstrip(".")
    return first + "."


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def index_page(kernel: Kernel) -> Iterator[str]:
    """The families, and all functions by name."""
    known = registered_functions(kernel)
    yield "# Template functions\n"
    yield (
        "Every function that a template of a chart can call, by family. Each example is rendered by a test, and what "
        "it shows is what was printed. `env` and `expandenv` of Sprig are missing, as in Helm v2: a chart may not read "
        "the environment. `lookup` came with Helm 3. In [charts in Jinja](../jinja2.md) the same functions are "
        "functions and filters.\n"
    )
    yield "| family | functions |\n| --- | --- |"
    rows = []
    for family, content in families().items():
        links = []
        for function, anchor in zip(content["functions"], _anchors(content), strict=True):
            link = f"[`{function['name']}`](functions/{family}.md#{anchor})"
            links.append(link)
            if family != OBJECTS:
                origin = _ORIGINS.get(known[function["name"]][0], known[function["name"]][0])
                rows.append((function["name"], link, _summary(function), origin))
        yield f"| [{content['title']}](functions/{family}.md) | {', '.join(links)} |"
    yield "\n## By name\n\n| function | what it does | from |\n| --- | --- | --- |"
    for _, link, summary, origin in sorted(rows, key=lambda row: (row[0].lower(), row[0])):
        yield f"| {link} | {_cell(summary)} | {origin} |"


def _anchors(content: dict[str, Any]) -> list[str]:
    """The anchor of each function's heading. Of names that differ in case alone the first one has it."""
    names = [function["name"] for function in content["functions"]]
    return ["".join(letter for letter in name.lower() if letter.isalnum() or letter in "_-") for name in names]


def family_page(family: str, content: dict[str, Any], kernel: Kernel) -> Iterator[str]:
    """One family, every function with its examples."""
    known = registered_functions(kernel)
    yield f"# {content['title']}\n"
    yield content["about"]
    for function in content["functions"]:
        yield f"\n## {function['name']}\n"
        yield f"```text\n{function['use']}\n```\n"
        yield function["about"] + "\n"
        if function.get("note"):
            yield f"**Mind:** {function['note']}\n"
        for example in function["examples"]:
            yield from _example(example)
        if family != OBJECTS:
            plugin, parameters = known[function["name"]]
            takes = f"; takes `{parameters}`" if parameters else ""
            yield f"*From {_ORIGINS.get(plugin, plugin)}{takes}.*"


def _example(example: dict[str, Any]) -> Iterator[str]:
    """A template, its values, and what it prints."""
    if "values" in example:
        import yaml

        text = yaml.safe_dump(example["values"], sort_keys=False, default_flow_style=False).strip()
        yield f"```yaml title=\"values.yaml\"\n{text}\n```\n"
    yield f"```jinja title=\"template\"\n{example['template']}\n```\n"
    if "matches" in example:
        yield f"prints another text each time, of the form `{example['matches']}`\n"
    elif "error" in example:
        yield f"```text title=\"error\"\n{example['error']}\n```\n"
    else:
        yield f"```text title=\"output\"\n{example['output'].rstrip()}\n```\n"


def pages(kernel: Kernel) -> dict[str, Iterator[str]]:
    """The pages by file name."""
    return {
        "template-functions.md": index_page(kernel),
        **{f"functions/{name}.md": family_page(name, content, kernel) for name, content in families().items()},
    }
