"""Helm's rules about values.yaml. Rule: pkg/lint/rules/values.go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError
from ....core.golib.yaml import YamlError, load_map
from ....core.model.lint import ERROR, INFO, LintFinding
from .chart_files import read_chart_file

if TYPE_CHECKING:
    from ....core.protocols import KernelView, LintSubject

_FILE = "values.yaml"


def check_values_file(subject: LintSubject, kernel: KernelView) -> Iterator[LintFinding]:
    """There is a values.yaml, and it is a table."""
    path = os.path.join(subject.path, _FILE)
    if not os.path.exists(path):
        yield LintFinding(INFO, _FILE, "file does not exist")
        return
    try:
        load_map(read_chart_file(path), "chartutil.Values")
    except (YamlError, PilothouseError) as error:
        yield LintFinding(ERROR, _FILE, f"unable to parse YAML\n\t{error}")
