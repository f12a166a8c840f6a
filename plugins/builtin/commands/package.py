"""``package``: pack chart folders into archives, and sign them. Steps and messages: cmd/helm/package.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, INT, Flag, command
from ....core.errors import ChartError, UnmetRequirementsError, UsageError
from ....core.golib import semver
from ....core.golib.types import GoError
from ....core.model.options import LoadOptions, PackageOptions, RequirementsUpdate
from ....core.model.provenance import SigningOptions
from ....core.process_limits import limited
from ._connection import debug
from ._keyring_flag import KEYRING_FLAG, keyring_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.kernel import Kernel
    from ....core.model.chart import Chart

_REQUIREMENTS = "requirements.yaml"


@command(
    "package",
    Flag("--save", kind=BOOL, default=True, shown_default="true", help="keep it in the repository of this machine too"),
    Flag("--sign", kind=BOOL, help="sign it with a secret key"),
    Flag("--key", help="name of the key, or a part of it; with --sign"),
    KEYRING_FLAG,
    Flag("--version", help="version of the chart instead of its own"),
    Flag("--app-version", help="appVersion of the chart instead of its own"),
    Flag("--destination", "-d", default=".", shown_default=".", completes="dir", help="folder to write to"),
    Flag("--dependency-update", "-u", kind=BOOL, help="fetch what requirements.yaml names first"),
    Flag("--passphrase-fd", kind=INT, default=-1, shown_default="-1", help="descriptor to read the passphrase from"),
    Flag("--reproducible", kind=BOOL, help="the same bytes each time, of the time in $SOURCE_DATE_EPOCH"),
    usage=" [flags] [CHART_PATH] [...]",
    completes="dir",
)
def package(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Pack chart folders into archives, NAME-VERSION.tgz each.

    With --sign, the signature goes beside the archive, into a file of its name and .prov. A locked key is opened with
    the passphrase in $HELM_KEY_PASSPHRASE, with the one on --passphrase-fd, or with what is typed.
    """
    if not args:
        raise UsageError("need at least one argument, the path to the chart")
    options["keyring"] = keyring_path(kernel, options["keyring"])
    if options["sign"]:
        for flag in ("key", "keyring"):
            if not options[flag]:
                raise UsageError(f"--{flag} is required for signing a package")
        options["passphrase"] = _passphrase(kernel, options["passphrase_fd"])
    for path in args:
        _package(kernel, os.path.abspath(path), options)


def _package(kernel: Kernel, folder: str, options: dict[str, Any]) -> None:
    if options["dependency_update"]:
        update = RequirementsUpdate(keyring=options["keyring"])
        kernel.first("helm_update_requirements", path=folder, options=update)
    chart = _load(kernel, folder, options)
    if os.path.basename(folder) != chart.name:
        raise ChartError(f"directory name ({os.path.basename(folder)}) and Chart.yaml name ({chart.name}) must match")
    _check_requirements(kernel, folder, chart)
    destination = options["destination"]
    archive = _save(
        kernel, chart, PackageOptions(os.getcwd() if destination == "." else destination, options["reproducible"])
    )
    if options["save"]:
        kernel.first("helm_open_repositories").save_locally(archive)
        local = os.path.join(kernel.settings.home(), "repository", "local")
        debug(kernel, f"Successfully saved {archive} to {local}\n")
    if options["sign"]:
        _sign(kernel, archive, options)


def _load(kernel: Kernel, folder: str, options: dict[str, Any]) -> Chart:
    """The chart in a folder, with the versions that the flags give it."""
    if not os.path.isfile(os.path.join(folder, "Chart.yaml")):
        raise ChartError("chart metadata (Chart.yaml) missing", details=(f"there is no Chart.yaml in {folder}",))
    with limited(kernel.settings):
        chart: Chart = kernel.first("helm_load_chart", path=folder, options=LoadOptions())
    if options["version"]:
        try:
            semver.parse(options["version"])
        except GoError as error:
            raise UsageError(str(error)) from None
        chart.metadata.version = options["version"]
        debug(kernel, f"Setting version to {options['version']}")
    if options["app_version"]:
        chart.metadata.app_version = options["app_version"]
        debug(kernel, f"Setting appVersion to {options['app_version']}")
    return chart


def _check_requirements(kernel: Kernel, folder: str, chart: Chart) -> None:
    """Raise UnmetRequirementsError for subcharts that the requirements name and the chart has not."""
    file = chart.file(_REQUIREMENTS)
    if file is None or not file.data:
        return
    present = {subchart.name for subchart in chart.dependencies}
    wanted = kernel.first("helm_list_requirements", path=folder).statuses
    missing = tuple(requirement.name for requirement in wanted if requirement.name not in present)
    if missing:
        raise UnmetRequirementsError(
            f"found in requirements.yaml, but missing in charts/ directory: {', '.join(missing)}",
            missing=missing,
            hint="fetch them first: --dependency-update",
        )


def _save(kernel: Kernel, chart: Chart, options: PackageOptions) -> str:
    """Write the archive and say where it is."""
    try:
        archive: str = kernel.first("helm_package_chart", chart=chart, options=options)
    except ChartError as error:
        error.message = f"Failed to save: {error.message}"
        raise
    kernel.console.line(f"Successfully packaged chart and saved it to: {archive}")
    return archive


def _passphrase(kernel: Kernel, descriptor: int) -> Callable[[str], str]:
    from ._passphrase import passphrase_source

    return passphrase_source(kernel, descriptor)


def _sign(kernel: Kernel, archive: str, options: dict[str, Any]) -> None:
    signing = SigningOptions(options["key"], options["keyring"], options["passphrase"])
    provenance: str = kernel.first("helm_sign_chart", path=archive, options=signing)
    if kernel.settings.enabled("debug"):
        with open(provenance, encoding="utf-8", errors="surrogateescape") as stream:
            debug(kernel, stream.read())
