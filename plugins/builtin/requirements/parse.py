"""requirements.yaml as a model, read as Helm reads it into its Go structs.

Rule: pkg/chartutil/requirements.go (LoadRequirements).
"""

from __future__ import annotations

from typing import Any

from ....core.errors import RequirementsError
from ....core.golib.nil import NilSlice
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.golib.unmarshal import ANY, BOOL, STRING, ListType, StructType, unmarshal
from ....core.model.chart import Chart
from ....core.model.requirements import Dependency, Requirements
from ....core.text import has_control_characters

FILE_NAME = "requirements.yaml"

MAX_DEPENDENCIES = 1_000
"""The most entries that one requirements.yaml may have."""

_ATTRIBUTES = {
    "name": "name",
    "version": "version",
    "repository": "repository",
    "condition": "condition",
    "tags": "tags",
    "enabled": "enabled",
    "import-values": "import_values",
    "alias": "alias",
}
"""The attribute of `Dependency` for each field of an entry."""

_DEPENDENCY = StructType(
    "chartutil.Dependency",
    {
        **dict.fromkeys(_ATTRIBUTES, STRING),
        "tags": ListType(STRING),
        "enabled": BOOL,
        "import-values": ListType(ANY),
    },
)
DEPENDENCIES = ListType(_DEPENDENCY, "[]*chartutil.Dependency")
"""The type of the list in requirements.yaml and in its lock."""

_REQUIREMENTS = StructType("chartutil.Requirements", {"dependencies": DEPENDENCIES})


def load_requirements(chart: Chart) -> Requirements | None:
    """The requirements of `chart`, None when it has no requirements.yaml or an empty one.

    Raises RequirementsError with the text of the YAML error or of the value that does not fit.
    """
    content = b""
    for file in chart.files:
        if file.name == FILE_NAME:
            content = file.data
    return parse_requirements(content, f"{chart.name}/{FILE_NAME}") if content else None


def parse_requirements(content: bytes, path: str = FILE_NAME) -> Requirements:
    """The requirements in the bytes of a requirements.yaml, which an error calls `path`. Raises RequirementsError."""
    try:
        fields = unmarshal(content, _REQUIREMENTS)
    except GoError as error:
        from ....core.source_place import yaml_details, yaml_hint

        details = yaml_details(path, content, error)
        raise RequirementsError(str(error), details=details, hint=yaml_hint(error)) from None
    return Requirements(dependencies_of(fields, FILE_NAME))


def dependencies_of(fields: dict[str, Any], file: str) -> list[Dependency]:
    """The entries in the fields of a `file` that was read; a nil list where there is none, which digests tell apart.

    Raises RequirementsError for too many entries, null entries, and names that no chart may have.
    """
    entries = fields.get("dependencies")
    if entries is None:
        return NilSlice()
    if len(entries) > MAX_DEPENDENCIES:
        raise RequirementsError(f"{file} has more than the maximum of {MAX_DEPENDENCIES} dependencies")
    return [_dependency(entry) for entry in entries]


def _dependency(entry: dict[str, object] | None) -> Dependency:
    if entry is None:
        raise RequirementsError("dependencies must not contain null")
    dependency = Dependency()
    for field, value in entry.items():
        setattr(dependency, _ATTRIBUTES[field], value)
    name = dependency.name
    if name in (".", "..") or "/" in name or "\\" in name or has_control_characters(name):
        raise RequirementsError(f"illegal dependency name {quote(name)}")
    return dependency
