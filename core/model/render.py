"""What a template engine is given and what it gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .capabilities import Capabilities

if TYPE_CHECKING:
    from .coverage import Coverage


class ReleaseContext:
    """The facts about the release that templates see as `.Release`.

    `time` is the moment of rendering in nanoseconds since 1970 (UTC); `service` is ``Tiller`` for Helm v2.
    """

    __slots__ = ("is_install", "is_upgrade", "name", "namespace", "revision", "service", "time")

    def __init__(
        self,
        name: str,
        namespace: str,
        *,
        revision: int = 0,
        is_install: bool = True,
        is_upgrade: bool = False,
        service: str = "Tiller",
        time: int = 0,
    ) -> None:
        self.name = name
        self.namespace = namespace
        self.revision = revision
        self.is_install = is_install
        self.is_upgrade = is_upgrade
        self.service = service
        self.time = time


class RenderValues:
    """All that templates may look at besides the chart: coalesced values, the release, the capabilities.

    `values` is the top chart's coalesced table; a subchart's values are the table under its name.
    """

    __slots__ = ("capabilities", "release", "values")

    def __init__(self, values: dict[str, Any], release: ReleaseContext, capabilities: Capabilities) -> None:
        self.values = values
        self.release = release
        self.capabilities = capabilities


class RenderOptions:
    """How to render. `strict` makes a missing key an error; `lint_mode` turns failing `required` into a note.

    `profile`, when given, receives seconds spent per template name (subtemplates count for the file that ran them).
    `coverage`, when given, receives what is reached of the templates; an engine may leave it alone.
    """

    __slots__ = ("coverage", "lint_mode", "profile", "strict")

    def __init__(
        self,
        *,
        strict: bool = False,
        lint_mode: bool = False,
        profile: dict[str, float] | None = None,
        coverage: Coverage | None = None,
    ) -> None:
        self.strict = strict
        self.lint_mode = lint_mode
        self.profile = profile
        self.coverage = coverage


RenderedFiles = dict[str, str]
"""Rendered text by full template name (``parent/charts/child/templates/x.yaml``), partials left out."""
