"""Installing a chart: what ``install`` does, and ``upgrade --install`` for a release that does not exist.

Rules: installCmd.run in cmd/helm/install.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, UnmetRequirementsError, UnsentRequestError
from ....core.golib.yaml import dump
from ....core.model.release_requests import InstallRequest, UninstallRequest
from ....core.record import Record
from ._chart_source import apply_requirements, keyring, load_chart, warn_if_deprecated
from ._connection import ask, debug
from ._documents import TABLE, write_result
from ._release_name import check_release_name, name_from_template
from ._secrets import without_secrets, without_secrets_below
from ._shown_release import shown_release
from ._status_text import status_document, status_text
from ._undo import uninstall

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.options import ValueSources
    from ....core.model.release import Release
    from ....core.protocols import ReleaseService

_DRY_RUN_DESCRIPTION = "Dry run complete"


class Installation(Record):
    """What to install and how. `request` lacks the chart, the values and, where they are not given, name and namespace.

    With `atomic`, what fails is purged; with `update_requirements`, subcharts that are missing are fetched; `output` is
    the format of the state that is printed in the end.
    """

    chart_path: str
    sources: ValueSources
    request: InstallRequest
    name_template: str = ""
    atomic: bool = False
    update_requirements: bool = False
    output: str = TABLE
    hide_secrets: bool = False


def install_release(kernel: Kernel, service: ReleaseService, installation: Installation) -> None:
    """Install a chart and print the state of the release. Raises what reading the chart and the service raise."""
    debug(kernel, f"CHART PATH: {installation.chart_path}\n")
    request = installation.request
    namespace = request.namespace or kernel.first("helm_default_namespace")
    values_text = read_values_text(kernel, installation.sources)
    name = request.name
    if installation.name_template:
        name = name_from_template(kernel, installation.name_template)
        kernel.console.line(f"FINAL NAME: {name}")
    check_release_name(name)
    chart = _read_chart(kernel, installation, values_text)
    request = request.replace(chart=chart, values_text=values_text, name=name, namespace=namespace)
    kernel.console.flush()
    try:
        release = ask(service.install, request)
    except PilothouseError as error:
        if installation.hide_secrets and request.dry_run:
            error.message = without_secrets_below(error.message)
        if installation.atomic and not isinstance(error, UnsentRequestError):
            _purge(kernel, service, request, error)
        raise
    _print(kernel, service, installation, release)


def read_values_text(kernel: Kernel, sources: ValueSources) -> str:
    """The values of the command line as the YAML that the service gets. Raises ValuesError."""
    return dump(kernel.first("helm_read_values", sources=sources.replace(exact=True)))


def _read_chart(kernel: Kernel, installation: Installation, values_text: str) -> Chart:
    """The chart with its requirements applied; missing subcharts are fetched where that is wanted."""
    chart = load_chart(kernel, installation.chart_path)
    warn_if_deprecated(kernel, chart)
    try:
        return apply_requirements(kernel, chart, values_text)
    except UnmetRequirementsError as error:
        if not (installation.update_requirements and error.missing):
            raise
    from ....core.model.options import RequirementsUpdate

    options = RequirementsUpdate(keyring=keyring(kernel))
    kernel.first("helm_update_requirements", path=installation.chart_path, options=options)
    return apply_requirements(kernel, load_chart(kernel, installation.chart_path), values_text)


def _purge(kernel: Kernel, service: ReleaseService, request: InstallRequest, error: PilothouseError) -> None:
    """Erase what a failed installation left."""
    kernel.console.line(f"INSTALL FAILED\nPURGING CHART\nError: {error.message}")
    kernel.console.flush()
    purge = UninstallRequest(request.name, request.disable_hooks, True, request.timeout)
    uninstall(kernel, service, purge, dry_run=request.dry_run)
    kernel.console.line("Successfully purged a chart!")


def _print(kernel: Kernel, service: ReleaseService, installation: Installation, release: Release) -> None:
    """Print the new release, and its state unless nothing was installed."""
    if installation.output == TABLE:
        kernel.console.line(f"NAME:   {release.name}")
        if kernel.settings.enabled("debug"):
            print_release(kernel, release, hide_secrets=installation.hide_secrets)
    if installation.request.dry_run:
        if release.info.description != _DRY_RUN_DESCRIPTION:
            kernel.console.line(f"WARNING: {release.info.description}")
        return
    print_status(kernel, service, release.name, installation.output)


def print_release(kernel: Kernel, release: Release, *, hide_secrets: bool) -> None:
    """Print everything about a release, for ``--debug``; nothing where its values cannot be computed."""
    try:
        text = shown_release(kernel, without_secrets(release) if hide_secrets else release)
    except PilothouseError:
        return
    kernel.console.write(text)


def print_status(kernel: Kernel, service: ReleaseService, name: str, output: str) -> None:
    """Print the state of a release as ``status`` does."""
    kernel.console.flush()
    result = ask(service.status, name)
    write_result(kernel, output, lambda: status_text(result), lambda: status_document(result))
