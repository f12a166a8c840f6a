"""What `postrender` provides: the flags of Helm 3's post-rendering, and one for patches from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.entries import FlagEntry, SettingEntry
from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Generator

    from ....core.model.chart import Chart
    from ....core.model.render import RenderedFiles
    from ....core.model.service_target import ServiceTarget
    from ....core.protocols import KernelView

PROGRAM = "post-renderer"
ARGUMENTS = "post-renderer-args"
PATCHES = "post-render-patches"
TIMEOUT = "post-renderer-timeout"

_COMMANDS = ("install", "template", "upgrade", "diff upgrade")


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """What is given by flags alone, so that no program is run that nobody has just named, and how long it may run."""
    return [
        SettingEntry(
            PROGRAM,
            "",
            "",
            "program that changes rendered manifests, from its standard input to its standard output",
            "--post-renderer",
        ),
        SettingEntry(
            ARGUMENTS, "", "", "arguments of the post-renderer, as a list with commas", "--post-renderer-args"
        ),
        SettingEntry(PATCHES, "", "", "file of patches for rendered manifests", "--post-render-patches"),
        SettingEntry(TIMEOUT, "PILOTHOUSE_POST_RENDERER_TIMEOUT", "300", "seconds that a post-renderer may run"),
    ]


@hookimpl
def helm_register_flags() -> list[FlagEntry]:
    """The flags of Helm 3, and ours for patches."""
    return [
        FlagEntry(
            "--post-renderer",
            "program that changes rendered manifests: a path, or a name to be looked up in $PATH",
            PROGRAM,
            _COMMANDS,
            completes="file",
        ),
        FlagEntry(
            "--post-renderer-args",
            "argument of the post-renderer (can be repeated)",
            ARGUMENTS,
            _COMMANDS,
            kind="stringArray",
        ),
        FlagEntry(
            "--post-render-patches",
            "file of patches for rendered manifests, as Kustomize has them",
            PATCHES,
            _COMMANDS,
            completes="file",
        ),
    ]


@hookimpl
def helm_post_render(files: RenderedFiles, chart: Chart, kernel: KernelView) -> RenderedFiles | None:
    """Patch what was rendered, then let the program have it. Raises UsageError, SettingError, ManifestError."""
    if not _is_wanted(kernel):
        return None
    from .post_rendering import post_render

    return post_render(files, chart.name, kernel)


@hookimpl(wrapper=True)
def helm_connect_release_service(target: ServiceTarget, kernel: KernelView) -> Generator[None, Any, Any]:
    """Refuse to leave rendering to a Tiller, which would not post-render. Raises UsageError."""
    if not target.is_here and _is_wanted(kernel):
        from ....core.errors import UsageError

        given = [f"--{name}" for name in (PROGRAM, PATCHES, ARGUMENTS) if kernel.setting(name)]
        raise UsageError(
            f"{' and '.join(given)} cannot be used with a Tiller: it renders the chart itself",
            hint="--tiller none works on releases here, without a Tiller (and without --host)",
        )
    return (yield)


def _is_wanted(kernel: KernelView) -> bool:
    return any(kernel.setting(name) for name in (PROGRAM, ARGUMENTS, PATCHES))
