"""What somebody has to know who goes on with Helm 3: what it does otherwise with this release, or not at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....core.model.release import DEPLOYED
from .recorded_objects import documents_of, is_served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.chart import Chart
    from ....core.model.release import Release

_TEMPLATE_USES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\.Release\.Time\b"), ".Release.Time, which is gone: it renders as nothing"),
    (re.compile(r"\.Release\.Service\b"), '.Release.Service, which says "Helm" there and "Tiller" here'),
    (re.compile(r"\.Capabilities\.TillerVersion\b"), ".Capabilities.TillerVersion, which is gone: an error there"),
    (
        re.compile(r"\.Capabilities\.KubeVersion\.Git(?:Commit|TreeState)\b"),
        "parts of .Capabilities.KubeVersion that are gone: an error there",
    ),
    (
        re.compile(r"\.Chart\.(?:Engine|TillerVersion)\b"),
        ".Chart.Engine or .Chart.TillerVersion, which are gone: an error there",
    ),
)
"""What templates use that Helm 3 has otherwise. Source: https://helm.sh/docs/faq/changes_since_helm2/."""

_MOST_NAMED = 5


def export_notes(release: Release, served: frozenset[str]) -> Iterator[str]:
    """Sentences about the newest revision that is exported; `served` is what the cluster offers."""
    yield from _hook_notes(release)
    yield from _chart_notes(release.chart)
    yield from _object_notes(release, served)
    if release.extras:
        yield f"Helm 3 knows nothing of {_names(sorted(release.extras))}, which Pilothouse has noted on the release"
    if release.info.status != DEPLOYED:
        yield f"the newest revision is {release.info.status}, and stays that"


def _hook_notes(release: Release) -> Iterator[str]:
    by_event: dict[str, list[str]] = {}
    for hook in release.hooks:
        for event in hook.events:
            by_event.setdefault(event, []).append(f"{hook.manifest.kind}/{hook.manifest.name}")
    if crds := by_event.get("crd-install"):
        yield (
            f"Helm 3 has no crd-install hooks: {_names(crds)} stay in the cluster as they are; a chart for Helm 3 has "
            "them in its folder crds"
        )
    if failing := by_event.get("test-failure"):
        yield f"Helm 3 has no test-failure: it expects {_names(failing)} to succeed"


def _chart_notes(chart: Chart) -> Iterator[str]:
    engines = {each.metadata.engine for each in chart.walk()} - {"", "gotpl"}
    if engines:
        yield f"Helm 3 renders with gotpl alone: upgrades need another chart than one for {_names(sorted(engines))}"
    if chart.dependencies:
        names = [subchart.name for subchart in chart.dependencies]
        yield f"records of Helm 3 hold no subcharts: of {_names(names)} only the default values are carried over"
    texts = [file.data.decode("utf-8", "replace") for each in chart.walk() for file in each.templates]
    for pattern, what in _TEMPLATE_USES:
        if any(pattern.search(text) for text in texts):
            yield f"templates use {what}"


def _object_notes(release: Release, served: frozenset[str]) -> Iterator[str]:
    elsewhere: set[str] = set()
    gone: set[str] = set()
    for thing in documents_of(release):
        metadata = thing.get("metadata")
        namespace = metadata.get("namespace") if isinstance(metadata, dict) else None
        if namespace and namespace != release.namespace:
            elsewhere.add(str(namespace))
        api_version, kind = str(thing.get("apiVersion", "")), str(thing.get("kind", ""))
        if kind and not is_served(served, api_version, kind):
            gone.add(f"{kind} in {api_version}")
    if elsewhere:
        yield f"it has objects in {_names(sorted(elsewhere))} too; its records are in {release.namespace} alone"
    if gone:
        yield (
            f"the cluster does not serve {_names(sorted(gone))}: upgrades of Helm 3 fail until the record says "
            f"otherwise: `pilothouse mapkubeapis {release.name}`, then export again"
        )


def _names(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
