"""Charts that are one JSON document in a folder."""

import json
from pathlib import Path

from pilothouse.core.errors import ChartError
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_locate_chart(location):
    path = Path(location.reference).resolve()
    return str(path) if path.exists() else None


@hookimpl
def helm_load_chart(path):
    try:
        document = json.loads((Path(path) / "chart.json").read_text())
    except OSError:
        raise ChartError(f"{path} has no chart.json") from None
    templates = [File(f"templates/{name}", text.encode()) for name, text in document["templates"].items()]
    return Chart(Metadata(document["name"], document["version"]), templates, json.dumps(document["values"]))
