"""What `secrets` provides."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from ....core.entries import FlagEntry, SettingEntry
from ....core.settings import parse_bool
from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.lint import LintOptions, LintReport
    from ....core.model.options import ValueSources
    from ....core.model.render import RenderedFiles, RenderValues
    from ....core.model.service_target import ServiceTarget
    from ....core.model.tiller_serving import TillerCall
    from ....core.protocols import ReleaseService

SETTING = "resolve-secrets"
_HELP = "look up the secrets that values refer to"
_REVEAL = "show the secrets that values refer to"
_REUSE = "look up references that only the recorded values of the release have"


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """What switches the plugin on; ``false`` keeps it quiet although it is asked for by name.

    To show secrets takes the flag each time, and so does trust in a record: an environment variable would be forgotten.
    """
    return [
        SettingEntry(SETTING, "PILOTHOUSE_RESOLVE_SECRETS", "", _HELP, "--resolve-secrets"),
        SettingEntry("reveal-secrets", "", "false", _REVEAL, "--reveal-secrets"),
        SettingEntry("reuse-references", "", "false", _REUSE, "--reuse-references"),
    ]


@hookimpl
def helm_register_flags() -> list[FlagEntry]:
    """The flags of the commands that render charts, and of those that show what came of it."""
    rendering = ("install", "upgrade", "diff upgrade", "template", "lint")
    return [
        FlagEntry("--resolve-secrets", _HELP, SETTING, rendering, kind="bool"),
        FlagEntry("--reuse-references", _REUSE, "reuse-references", ("upgrade", "diff upgrade"), kind="bool"),
        FlagEntry("--reveal-secrets", _REVEAL, "reveal-secrets", ("template",), kind="bool"),
    ]


@hookimpl(wrapper=True)
def helm_read_values(sources: ValueSources, kernel: Kernel) -> Generator[None, dict[str, Any], dict[str, Any]]:
    """Put references in the place of what files encrypted by SOPS hold. Raises ValuesError, MissingExtraError."""
    values = yield
    if not _is_on(kernel):
        return values
    from .values_files import with_references

    return with_references(values, sources, kernel)


@hookimpl(wrapper=True)
def helm_coalesce_values(
    overrides: dict[str, Any], kernel: Kernel
) -> Generator[None, dict[str, Any], dict[str, Any]]:
    """Take note of the references that the user gives, for the rendering that follows."""
    if _is_on(kernel):
        from .given import note

        note(kernel, overrides)
    return (yield)


@hookimpl(wrapper=True)
def helm_process_requirements(kernel: Kernel) -> Generator[None, Chart, Chart]:
    """Take no note of what requirements coalesce on their way: defaults of charts are among it."""
    if not _is_on(kernel):
        return (yield)
    from .given import noting_nothing

    with noting_nothing():
        return (yield)


@hookimpl(wrapper=True)
def helm_lint_chart(options: LintOptions, kernel: Kernel) -> Generator[None, LintReport, LintReport]:
    """Take note of the references among the values of the command; what lint coalesces has defaults among it."""
    if not _is_on(kernel):
        return (yield)
    from .given import note_text, noting_nothing

    note_text(kernel, options.values_text)
    with noting_nothing():
        return (yield)


@hookimpl(wrapper=True)
def helm_render_chart(
    render_values: RenderValues, kernel: Kernel
) -> Generator[None, RenderedFiles, RenderedFiles]:
    """Let templates see what the references stand for, for as long as they run. Raises ValuesError."""
    if not _is_on(kernel):
        return (yield)
    from .given import given_references
    from .lookup import lookup_of

    unresolved = render_values.values
    render_values.values = lookup_of(kernel).resolved(unresolved, given_references(kernel))
    try:
        return (yield)
    finally:
        render_values.values = unresolved


@hookimpl(wrapper=True)
def helm_connect_release_service(
    target: ServiceTarget, kernel: Kernel
) -> Generator[None, ReleaseService, ReleaseService]:
    """Conceal what releases hold that were made with references; send none to a Tiller."""
    service = yield
    if service is None or not _is_on(kernel):
        return service
    from .guarded_service import guarded

    found: Any = guarded(service, kernel, is_here=target.is_here)
    return found  # type: ignore[no-any-return]


@hookimpl(wrapper=True)
def helm_serve_releases(kernel: Kernel) -> Generator[None, bool, bool]:
    """Serve nothing: clients would read the environment and the files of the server. Raises SettingError."""
    if _is_on(kernel):
        from ....core.errors import SettingError

        raise SettingError(
            f"a served Tiller looks up no secrets: {_WHOSE}",
            hint="start it with -p no:secrets, or without PILOTHOUSE_RESOLVE_SECRETS",
        )
    return (yield)


@hookimpl
def helm_call_refusals(call: TillerCall, kernel: Kernel) -> list[str]:
    """Refuse every call, should somebody serve this kernel although `helm_serve_releases` said no."""
    return [f"this Tiller is set to look up secrets, which only makes sense without one: {_WHOSE}"] * _is_on(kernel)


_WHOSE = "references of its clients would read its own environment and files"


def _is_on(kernel: Kernel) -> bool:
    """Whether references are looked up: they are when the plugin is on, unless the setting says no."""
    return parse_bool(kernel.setting(SETTING)) is not False
