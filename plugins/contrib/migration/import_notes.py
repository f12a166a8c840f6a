"""What of a revision of Helm 3 has no counterpart in Helm v2, in sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .fields import Fields
from .helm3_chart import LOCK, REQUIREMENTS, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.release import Release

_TEMPLATE_USES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\blookup\b"), "lookup, which Helm v2 has not"),
    (re.compile(r"\.Capabilities\.HelmVersion\b"), ".Capabilities.HelmVersion, which Helm v2 has not"),
    (re.compile(r"\.Chart\.(?:Type|Dependencies)\b"), ".Chart.Type or .Chart.Dependencies, which Helm v2 has not"),
    (re.compile(r"\.Release\.Service\b"), '.Release.Service, which says "Tiller" here and "Helm" there'),
    (re.compile(r"\b(?:toYamlPretty|fromYamlArray|fromJsonArray|mustToJson|mustFromJson|mustRegex\w+|"
                r"dig|get|mustMerge|bcrypt|htpasswd|sha512sum|regexQuoteMeta)\b"),
     "functions that are newer than Helm v2"),
)  # fmt: skip
"""What is looked for in the actions of templates; the same words in the text around them mean nothing."""


def import_notes(document: dict[str, Any], release: Release, *, whole: bool) -> Iterator[str]:
    """Sentences about the newest revision that is imported.

    With `whole` it is one of ours that has come back as it was, and nothing is missing. Raises DamagedRecordError.
    """
    if whole:
        return
    chart = Fields(document).object("chart")
    metadata = chart.object("metadata")
    files = {each.text("name") for each in chart.objects("files")}
    if metadata.text("apiVersion") == "v2":
        yield "its chart has apiVersion v2, which becomes v1"
    if metadata.text("type") == "library":
        yield "its chart is a library, which Helm v2 does not know: it is a chart like any other here"
    if metadata.objects("dependencies"):
        if REQUIREMENTS not in files:
            yield f"dependencies of Chart.yaml are in {REQUIREMENTS}"
        yield "records of Helm 3 hold no subcharts: the chart in this record has none"
    if chart.table("lock") and LOCK not in files:
        yield f"Chart.lock is {LOCK}"
    if chart.text("schema") and SCHEMA not in files:
        yield f"{SCHEMA} is a file of the chart, which checks values with the plugin jsonschema only"
    if any(name.startswith("crds/") for name in files):
        yield "Helm v2 does nothing with the chart's folder crds: what is in the cluster stays there"
    yield from _template_notes(release)


def _template_notes(release: Release) -> Iterator[str]:
    texts = [file.data.decode("utf-8", "replace") for file in release.chart.templates]
    actions = [action for text in texts for action in _actions(text)]
    for pattern, what in _TEMPLATE_USES:
        if any(pattern.search(action) for action in actions):
            yield f"templates use {what}"


def _actions(text: str) -> Iterator[str]:
    """What stands in a template between two opening braces and the next closing one.

    The text is gone through once, however many actions begin in it and end nowhere.
    """
    for part in text.split("}"):
        action = part.partition("{{")[2]
        if action:
            yield action
