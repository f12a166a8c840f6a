"""``removed-api-versions``: objects of API versions that a version of Kubernetes does not serve any more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ....core.api_removals import NEWEST, Removal, find_removal, served
from ....core.errors import TemplateError
from ....core.golib import semver
from ....core.model.lint import ERROR, WARNING, LintFinding
from ....core.model.options import CapabilitiesRequest
from ....core.model.render import ReleaseContext, RenderOptions, RenderValues
from .rendered_documents import Sources
from .yaml_nodes import child

if TYPE_CHECKING:
    from ....core.model.render import RenderedFiles
    from ....core.protocols import KernelView, LintSubject


def check(subject: LintSubject, kernel: KernelView) -> Iterator[LintFinding]:
    """A finding for every object that the chosen version of Kubernetes refuses, or will refuse in a later one.

    Without a version, the newest one is taken, and nothing is an error. Templates that choose by what the cluster
    offers see the API versions of that version.
    """
    asked = subject.options.kube_version
    version = semver.parse(asked) if asked else None
    minor = NEWEST if version is None else version.minor
    sources = Sources(subject.chart(), _rendered(subject, kernel, minor))
    for document in sources.documents(subcharts=True):
        for thing in document.objects():
            api_version, kind = child(thing, "apiVersion"), child(thing, "kind")
            if api_version is None or kind is None:
                continue
            removal = find_removal(api_version.value, kind.value)
            if removal is not None and minor >= removal.deprecated:
                severity = ERROR if asked and minor >= removal.removed else WARNING
                file, line, column = sources.place(document, api_version)
                name = child(child(thing, "metadata"), "name")
                what = f"{kind.value} {name.value}" if name is not None else kind.value
                yield LintFinding(severity, file, _text(removal, what, minor), line, column)


def _text(removal: Removal, what: str, minor: int) -> str:
    gone = "is" if minor >= removal.removed else "will be"
    text = f"{removal.api_version} of {what} {gone} gone from Kubernetes 1.{removal.removed} on"
    if not removal.replacement:
        return f"{text}, and nothing takes its place"
    return f"{text}; {removal.replacement} is there from 1.{removal.since} on"


def _rendered(subject: LintSubject, kernel: KernelView, minor: int) -> RenderedFiles:
    """What the chart renders for a version of Kubernetes; what it renders otherwise, when it fails for that one."""
    usual = subject.rendered()
    known = kernel.first("helm_resolve_capabilities", request=CapabilitiesRequest()).api_versions
    request = CapabilitiesRequest(f"1.{minor}", tuple(sorted(served(known, minor))))
    release = ReleaseContext("testRelease", subject.options.namespace, is_install=False, time=time.time_ns())
    values = RenderValues(subject.values(), release, kernel.first("helm_resolve_capabilities", request=request))
    try:
        files: RenderedFiles = kernel.first(
            "helm_render_chart", chart=subject.chart(), render_values=values, options=RenderOptions(lint_mode=True)
        )
    except TemplateError:
        return usual
    return files
