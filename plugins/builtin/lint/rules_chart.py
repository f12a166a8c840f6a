"""Helm's rules about Chart.yaml. Rule: pkg/lint/rules/chartfile.go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ....core.errors import PilothouseError
from ....core.golib import semver
from ....core.golib.types import GoError
from ....core.golib.unmarshal import unmarshal
from ....core.model.chart_metadata import METADATA
from ....core.model.lint import ERROR, INFO, WARNING, LintFinding
from .addresses import is_email, is_request_url, is_url
from .chart_files import read_chart_file

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import LintSubject

_ENGINES = "helm_register_engines"
_FILE = "Chart.yaml"


def check_chart_file(subject: LintSubject, kernel: Kernel) -> Iterator[LintFinding]:
    """Chart.yaml can be read, and its fields say what they should."""
    path = os.path.join(subject.path, _FILE)
    if os.path.isdir(path):
        yield LintFinding(ERROR, _FILE, "should be a file, not a directory")
    try:
        fields = unmarshal(read_chart_file(path), METADATA)
    except (GoError, PilothouseError) as error:
        yield LintFinding(ERROR, _FILE, f"unable to parse YAML\n\t{error}")
        return
    folder = os.path.basename(subject.path)
    for severity, text in (
        (ERROR, "" if fields.get("name") else "name is required"),
        (WARNING, _name_form(fields)),
        (ERROR, _folder_name(fields, folder)),
        (ERROR, _api_version(fields)),
        (ERROR, _version(fields)),
        (ERROR, _engine(fields, kernel)),
        (ERROR, _maintainers(fields)),
        (ERROR, _sources(fields)),
        (INFO, "" if fields.get("icon") else "icon is recommended"),
        (ERROR, _icon(fields)),
    ):
        if text:
            yield LintFinding(severity, _FILE, text)


def _name_form(fields: dict[str, Any]) -> str:
    if "." in fields.get("name", ""):
        return "name should be lower case letters and numbers. Words may be separated with dashes"
    return ""


def _folder_name(fields: dict[str, Any], folder: str) -> str:
    name = fields.get("name", "")
    return "" if name == folder else f"directory name ({folder}) and chart name ({name}) must be the same"


def _api_version(fields: dict[str, Any]) -> str:
    api_version = fields.get("apiVersion", "")
    if not api_version:
        return "apiVersion is required"
    return "" if api_version == "v1" else f"apiVersion '{api_version}' is not valid. The value must be \"v1\""


def _version(fields: dict[str, Any]) -> str:
    text = fields.get("version", "")
    if not text:
        return "version is required"
    try:
        version = semver.parse(text)
    except semver.SemverError:
        return f"version '{text}' is not a valid SemVer"
    lowest = "0.0.0-0"
    return "" if version.compare(semver.parse(lowest)) > 0 else f"version {version} is less than or equal to {lowest}"


def _engine(fields: dict[str, Any], kernel: Kernel) -> str:
    engine = fields.get("engine", "")
    if not engine or kernel.find(_ENGINES, engine) is not None:
        return ""
    return f"engine '{engine}' not valid. Valid options are [{' '.join(kernel.registered_names(_ENGINES))}]"


def _maintainers(fields: dict[str, Any]) -> str:
    """What is wrong with the first maintainer with whom something is; Helm crashes on one that is null."""
    for maintainer in fields.get("maintainers", ()):
        name, email, url = [(maintainer or {}).get(field, "") for field in ("name", "email", "url")]
        if not name:
            return "each maintainer requires a name"
        if email and not is_email(email):
            return f"invalid email '{email}' for maintainer '{name}'"
        if url and not is_url(url):
            return f"invalid url '{url}' for maintainer '{name}'"
    return ""


def _sources(fields: dict[str, Any]) -> str:
    for source in fields.get("sources", ()):
        if not is_request_url(source):
            return f"invalid source URL '{source}'"
    return ""


def _icon(fields: dict[str, Any]) -> str:
    icon = fields.get("icon", "")
    return f"invalid icon URL '{icon}'" if icon and not is_request_url(icon) else ""
