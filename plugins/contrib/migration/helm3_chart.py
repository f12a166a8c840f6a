"""Charts as Helm 3's records have them, in both directions.

Helm 3 keeps no subcharts in its records: what their default values are, it has in the values of the chart itself. Its
metadata has neither `engine` nor `tillerVersion`, but the requirements, which Helm v2 has in files. Rules: pkg/chart
and pkg/chartutil/dependencies.go of Helm 3.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ....core.errors import DamagedRecordError, ValuesError
from ....core.golib.types import GoError
from ....core.golib.unmarshal import ANY, BOOL, STRING, ListType, StructType, Type, unmarshal
from ....core.golib.yaml import YamlError, dump, to_json_value
from ....core.model.chart import Chart, File, Maintainer, Metadata

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from .fields import Fields

_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What JSON has as it is, and YAML only by escapes."""

REQUIREMENTS, LOCK, SCHEMA = "requirements.yaml", "requirements.lock", "values.schema.json"

_TEXTS = {
    "name": "name",
    "home": "home",
    "version": "version",
    "description": "description",
    "icon": "icon",
    "apiVersion": "api_version",
    "condition": "condition",
    "tags": "tags",
    "appVersion": "app_version",
    "kubeVersion": "kube_version",
}
"""The attribute of `Metadata` for each text of Helm 3's metadata."""

_ENTRY: dict[str, Type] = {
    "name": STRING,
    "version": STRING,
    "repository": STRING,
    "condition": STRING,
    "tags": ListType(STRING),
    "enabled": BOOL,
    "import-values": ListType(ANY),
    "alias": STRING,
}
_DEPENDENCIES = ListType(StructType("chart.Dependency", _ENTRY))
_FILES = {
    REQUIREMENTS: StructType("chart.Metadata", {"dependencies": _DEPENDENCIES}),
    LOCK: StructType("chart.Lock", {"generated": STRING, "digest": STRING, "dependencies": _DEPENDENCIES}),
}


def chart_document(chart: Chart, kernel: Kernel) -> dict[str, Any]:
    """The JSON of a chart. Raises ValuesError for default values that cannot be read."""
    lock = _declared(chart, LOCK)
    return {
        "metadata": _metadata_document(chart),
        "lock": {name: value for name, value in lock.items() if value} or None,
        "templates": [{"name": file.name, "data": file.data} for file in chart.templates],
        "values": _default_values(chart, kernel),
        "schema": None,
        "files": [{"name": file.name, "data": file.data} for file in chart.files],
    }


def values_table(text: str, what: str) -> dict[str, Any]:
    """The table in a text of values, whole numbers as such. Raises ValuesError."""
    try:
        values = to_json_value(text)
    except YamlError as error:
        raise ValuesError(f"{what} cannot be read: {error}") from None
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ValuesError(f"{what} are no table")
    return values


def _default_values(chart: Chart, kernel: Kernel) -> dict[str, Any]:
    """The defaults of a chart, with those of the subcharts that Helm 3 does not keep."""
    if not chart.dependencies:
        return values_table(chart.values_text, f"the values of chart {chart.name}")
    values: dict[str, Any] = kernel.first("helm_coalesce_values", chart=chart, overrides={})
    return values


def _metadata_document(chart: Chart) -> dict[str, Any]:
    metadata = chart.metadata
    document: dict[str, Any] = {name: getattr(metadata, attribute) for name, attribute in _TEXTS.items()}
    document["apiVersion"] = metadata.api_version or "v1"
    document["sources"] = list(metadata.sources)
    document["keywords"] = list(metadata.keywords)
    document["maintainers"] = [
        _present({"name": each.name, "email": each.email, "url": each.url}) for each in metadata.maintainers
    ]
    document["deprecated"] = metadata.deprecated
    document["annotations"] = dict(metadata.annotations)
    document["dependencies"] = _enabled_dependencies(chart)
    return _present(document)


def _enabled_dependencies(chart: Chart) -> list[dict[str, Any]]:
    """The requirements that the chart has subcharts for, under the names that these have."""
    names = {subchart.name for subchart in chart.dependencies}
    found = []
    for entry in _declared(chart, REQUIREMENTS).get("dependencies") or ():
        name = (entry or {}).get("alias") or (entry or {}).get("name")
        if name in names:
            found.append({"repository": "", **_present({**entry, "name": name, "enabled": True})})
    return found


def _declared(chart: Chart, name: str) -> dict[str, Any]:
    """The fields of requirements.yaml or its lock; none where it is absent or cannot be read, as it did no harm."""
    file = chart.file(name)
    if file is None:
        return {}
    try:
        fields: dict[str, Any] = unmarshal(file.data, _FILES[name])
    except GoError:
        return {}
    return fields


def _present(document: dict[str, Any]) -> dict[str, Any]:
    """The members that are not empty."""
    return {name: value for name, value in document.items() if value}


def read_chart(fields: Fields) -> Chart:
    """The chart in the JSON of Helm 3. Raises DamagedRecordError."""
    metadata = fields.object("metadata")
    chart = Chart(_metadata(metadata), _files(fields, "templates"), files=_files(fields, "files"))
    values = fields.table("values")
    chart.values_text = values_text(values)
    present = {file.name for file in chart.files}
    if metadata.members.get("dependencies") and REQUIREMENTS not in present:
        entries = [dependency.members for dependency in metadata.objects("dependencies")]
        chart.files.append(_yaml_file(REQUIREMENTS, {"dependencies": entries}))
    if fields.table("lock") and LOCK not in present:
        chart.files.append(_yaml_file(LOCK, fields.table("lock")))
    if (schema := fields.data("schema")) and SCHEMA not in present:
        chart.files.append(File(SCHEMA, schema))
    return chart


def values_text(values: dict[str, Any]) -> str:
    """A table as the text that Helm v2 keeps; empty for an empty one.

    What YAML as Go writes it cannot hold (control characters) is JSON, which is YAML too.
    """
    if not values:
        return ""
    try:
        return dump(values)
    except YamlError:
        text = json.dumps(values, ensure_ascii=False)
        return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _yaml_file(name: str, content: dict[str, Any]) -> File:
    return File(name, values_text(content).encode("utf-8", "surrogateescape"))


def _metadata(fields: Fields) -> Metadata:
    metadata = Metadata()
    for name, attribute in _TEXTS.items():
        setattr(metadata, attribute, fields.text(name))
    if metadata.api_version == "v2":
        metadata.api_version = "v1"
    metadata.sources = fields.texts("sources")
    metadata.keywords = fields.texts("keywords")
    metadata.deprecated = fields.flag("deprecated")
    metadata.annotations = fields.text_table("annotations")
    maintainers = fields.objects("maintainers")
    if maintainers:
        metadata.maintainers = [
            Maintainer(each.text("name"), each.text("email"), each.text("url")) for each in maintainers
        ]
    return metadata


def _files(fields: Fields, name: str) -> list[File]:
    files = [File(each.text("name"), each.data("data")) for each in fields.objects(name)]
    for file in files:
        parts = file.name.replace("\\", "/").split("/")
        if not file.name or file.name.startswith("/") or ".." in parts or "\0" in file.name:
            raise DamagedRecordError(f"chart.{name} has a file whose name leads out of the chart")
    return files
