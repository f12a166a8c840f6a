"""Helm's rules about templates: they load, render, and give YAML. Rule: pkg/lint/rules/template.go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError
from ....core.golib.path import clean, extension
from ....core.golib.types import GoError
from ....core.golib.unmarshal import STRING, StructType, unmarshal
from ....core.model.lint import ERROR, WARNING, LintFinding
from ....core.process_limits import ProcessLimitError
from ....core.switching import DEFAULT_ENGINE

if TYPE_CHECKING:
    from ....core.protocols import KernelView, LintSubject

_FOLDER = "templates/"
_EXTENSIONS = frozenset((".yaml", ".yml", ".tpl", ".txt"))
_OBJECT = StructType(
    "rules.K8sYamlStruct", {"Metadata": StructType("struct { Namespace string }", {"Namespace": STRING})}
)


def check_templates(subject: LintSubject, kernel: KernelView) -> Iterator[LintFinding]:
    """Every template of the chart itself renders to YAML and has a known extension; other engines have their own.

    Values that cannot be coalesced are passed over in silence: another rule speaks of values.yaml.
    """
    folder = os.path.join(subject.path, "templates")
    if not os.path.isdir(folder):
        yield LintFinding(WARNING, _FOLDER, "not a directory" if os.path.exists(folder) else "directory not found")
        return
    try:
        chart = subject.chart()
    except ProcessLimitError:
        raise
    except PilothouseError as error:
        yield LintFinding(ERROR, _FOLDER, error.message)
        return
    try:
        subject.values()
    except ProcessLimitError:
        raise
    except PilothouseError:
        return
    try:
        rendered = subject.rendered()
    except ProcessLimitError:
        raise
    except PilothouseError as error:
        yield LintFinding(ERROR, _FOLDER, error.message)
        return
    if chart.metadata.engine not in ("", DEFAULT_ENGINE):
        own = f"{chart.name}/{_FOLDER}"
        for name in sorted(rendered):
            if name.startswith(own):
                yield from _check_text(_FOLDER + name.removeprefix(own), rendered[name])
        return
    for template in chart.templates:
        ending = extension(template.name)
        if ending not in _EXTENSIONS:
            valid = "Valid extensions are .yaml, .yml, .tpl, or .txt"
            yield LintFinding(WARNING, template.name, f"file extension '{ending}' not valid. {valid}")
        yield from _check_text(template.name, rendered.get(clean(f"{chart.name}/{template.name}"), ""))


def _check_text(name: str, text: str) -> Iterator[LintFinding]:
    """What is wrong with what a template has rendered, if that is to be YAML."""
    problem = _object_problem(text) if extension(name) == ".yaml" else ""
    if problem:
        yield LintFinding(ERROR, name, f"unable to parse YAML\n\t{problem}")


def _object_problem(text: str) -> str:
    """Why the first document of a text is no object; empty when it is one, or nothing at all."""
    try:
        unmarshal(text, _OBJECT)
    except GoError as error:
        return str(error)
    return ""
