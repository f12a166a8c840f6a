"""Rendered manifests: text with the little that was read of it."""

from __future__ import annotations


class Manifest:
    """A piece of rendered text with the template file it came from and the kind found in it.

    `kind` is ``Unknown`` or empty where none was found. `name` and `annotations` come from the document's metadata
    and are empty where only the kind was looked for.
    """

    __slots__ = ("annotations", "api_version", "content", "kind", "name", "source")

    def __init__(
        self,
        source: str,
        content: str,
        kind: str = "",
        api_version: str = "",
        name: str = "",
        annotations: dict[str, str] | None = None,
    ) -> None:
        self.source = source
        self.content = content
        self.kind = kind
        self.api_version = api_version
        self.name = name
        self.annotations = annotations if annotations is not None else {}


HOOK_EVENTS: tuple[str, ...] = (
    "unknown",
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "test-success",
    "test-failure",
    "crd-install",
)
"""The annotation's word for each number of Hook.Event."""

DELETE_POLICIES: tuple[str, ...] = ("hook-succeeded", "hook-failed", "before-hook-creation")
"""The annotation's word for each number of Hook.DeletePolicy."""


class ChartHook:
    """A manifest that runs at an event of the release's life instead of belonging to it.

    `events` and `delete_policies` are the annotation's words (``pre-install``, ``before-hook-creation`` …);
    `delete_timeout` is in seconds. `last_run` is nanoseconds since 1970, 0 when it never ran.
    """

    __slots__ = ("delete_policies", "delete_timeout", "events", "last_run", "manifest", "weight")

    def __init__(
        self,
        manifest: Manifest,
        events: list[str],
        weight: int = 0,
        delete_policies: list[str] | None = None,
        delete_timeout: int = 0,
    ) -> None:
        self.manifest = manifest
        self.events = events
        self.weight = weight
        self.delete_policies = delete_policies if delete_policies is not None else []
        self.delete_timeout = delete_timeout
        self.last_run = 0


class ClassifiedManifests:
    """Rendered files taken apart: chart hooks, generic manifests in the asked order, and notes dropped on the way."""

    __slots__ = ("hooks", "manifests", "notices")

    def __init__(self, hooks: list[ChartHook], manifests: list[Manifest], notices: list[str]) -> None:
        self.hooks = hooks
        self.manifests = manifests
        self.notices = notices
