"""Bringing the subcharts that requirements name into the charts folder of a chart, and writing the lock.

Rules: pkg/downloader/manager.go (Update), pkg/resolver/resolver.go; without repositories: a subchart is in the charts
folder already or comes from a folder (``file://``). Unlike Helm, nothing is moved aside meanwhile: every archive is
made before the first one is written, and each takes its place at once.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, RequirementsError
from ....core.golib import semver, url
from ....core.golib.oserrors import path_error
from ....core.golib.path import clean
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.model.options import LoadOptions, PackageOptions
from ....core.model.requirements import Dependency, Requirements
from .lock import LOCK_NAME, digest, lock_text, locked_digest
from .parse import load_requirements

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart

_FILE = "file://"


def update_requirements(path: str, kernel: Kernel) -> None:
    """Bring the charts folder of the chart in the folder `path` up to date and say what is done.

    Raises RequirementsError, ChartError.
    """
    chart = _load_folder(path, kernel)
    requirements = load_requirements(chart)
    if requirements is None:
        kernel.console.line(f"No requirements found in {path}/charts.")
        return
    _check_repositories(path, requirements)
    sum = digest(requirements)
    _check_versions(path, requirements)
    found = _fetch_all(path, requirements, kernel)
    lock = chart.file(LOCK_NAME)
    if lock is None or locked_digest(lock.data) != sum:
        _write(os.path.join(path, LOCK_NAME), lock_text(found, sum).encode("utf-8", "surrogateescape"))


def _load_folder(path: str, kernel: Kernel) -> Chart:
    try:
        os.stat(path)
    except OSError as error:
        raise RequirementsError(f"could not find {path}: {path_error('stat', path, error)}") from None
    if not os.path.isdir(path):
        raise RequirementsError("only unpacked charts can be updated")
    chart: Chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
    return chart


def _check_repositories(path: str, requirements: Requirements) -> None:
    """Raise RequirementsError for repositories that are neither folders nor URLs, and for folders that do not exist."""
    missing = []
    for dependency in requirements.dependencies:
        repository = dependency.repository
        if repository.startswith(_FILE):
            _local_path(path, repository)
        elif repository and not _is_url(repository):
            missing.append(repository)
    if not missing:
        return
    message = f"no repository definition for {', '.join(missing)}. Please add them via 'helm repo add'"
    if any("//" not in name and not name.startswith(("@", "alias:")) for name in missing):
        message += (
            "\nNote that repositories must be URLs or aliases. For example, to refer to the stable\n"
            'repository, use "https://charts.helm.sh/stable" or "@stable" instead of\n'
            "\"stable\". Don't forget to add the repo, too ('helm repo add')."
        )
    raise RequirementsError(message)


def _is_url(text: str) -> bool:
    """Whether a text is an absolute URL or path (url.ParseRequestURI)."""
    try:
        return bool(url.parse(text).scheme) or text.startswith("/")
    except GoError:
        return False


def _local_path(path: str, repository: str) -> str:
    """The folder that a ``file://`` repository, or a path below the chart, names. Raises RequirementsError."""
    name = repository.removeprefix(_FILE)
    folder = clean(name if name.startswith("/") else f"{path}/{name}")
    try:
        os.stat(folder)
    except FileNotFoundError:
        raise RequirementsError(f"directory {folder} not found") from None
    except OSError as error:
        raise RequirementsError(path_error("stat", folder, error)) from None
    return folder


def _check_versions(path: str, requirements: Requirements) -> None:
    """Raise RequirementsError for subcharts that should be in the charts folder and are not, and bad constraints."""
    for dependency in requirements.dependencies:
        if not dependency.repository:
            _local_path(path, f"charts/{dependency.name}")
        elif not dependency.repository.startswith(_FILE):
            _constraint(dependency, f"dependency {quote(dependency.name)} has")


def _constraint(dependency: Dependency, subject: str) -> semver.Constraints:
    try:
        return semver.Constraints(dependency.version)
    except GoError as error:
        raise RequirementsError(f"{subject} an invalid version/constraint format: {error}") from None


def _fetch_all(path: str, requirements: Requirements, kernel: Kernel) -> list[Dependency]:
    """Put all subcharts into the charts folder and drop their older archives; the requirements with exact versions."""
    charts = os.path.join(path, "charts")
    try:
        os.makedirs(charts, 0o755, exist_ok=True)
    except FileExistsError:
        raise RequirementsError(f"{quote(charts)} is not a directory") from None
    except OSError as error:
        raise RequirementsError(path_error("mkdir", charts, error)) from None
    kernel.console.line(f"Saving {len(requirements.dependencies)} charts")
    archives: dict[str, bytes] = {}
    try:
        found = [_fetch(path, dependency, archives, kernel) for dependency in requirements.dependencies]
    except RequirementsError as error:
        kernel.console.line(f"Save error occurred:  {error.message}")
        kernel.console.line("Deleting newly downloaded charts, restoring pre-update state")
        raise
    kernel.console.line("Deleting outdated charts")
    names = {dependency.name for dependency in requirements.dependencies if dependency.repository}
    outdated = [file for name in sorted(names) for file in _archives_of(name, charts, kernel)]
    for name, content in archives.items():
        _write(os.path.join(charts, name), content)
    for file in outdated:
        if os.path.basename(file) not in archives:
            os.remove(file)
    return found


def _fetch(path: str, dependency: Dependency, archives: dict[str, bytes], kernel: Kernel) -> Dependency:
    """Find one subchart and add its archive to `archives`, if it needs one; the entry of the lock."""
    if not dependency.repository:
        kernel.console.line(
            f"Dependency {dependency.name} did not declare a repository. Assuming it exists in the charts directory"
        )
        _check_present(os.path.join(path, "charts", dependency.name), dependency, kernel)
        return Dependency(dependency.name, dependency.version)
    if not dependency.repository.startswith(_FILE):
        kernel.console.line(f"Downloading {dependency.name} from repo {dependency.repository}")
        raise RequirementsError(
            f"could not find : chart {dependency.name} not found in {dependency.repository}",
            details=("no installed plugin fetches charts from repositories",),
        )
    chart = _load_subchart(_local_path(path, dependency.repository), kernel)
    constraint = _constraint(dependency, f"dependency {dependency.name} has")
    if not constraint.check(_version(chart, "")):
        raise RequirementsError(f"can't get a valid version for dependency {dependency.name}")
    name, content = _pack(chart, kernel)
    archives[name] = content
    return Dependency(dependency.name, chart.metadata.version, dependency.repository)


def _pack(chart: Chart, kernel: Kernel) -> tuple[str, bytes]:
    """The name and the content of the archive of a chart. Raises RequirementsError."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        options = PackageOptions(folder, reproducible=True)
        try:
            archive: str = kernel.first("helm_package_chart", chart=chart, options=options)
        except PilothouseError as error:
            raise RequirementsError(error.message, details=error.details, hint=error.hint) from error
        with open(archive, "rb") as stream:
            return os.path.basename(archive), stream.read()


def _check_present(folder: str, dependency: Dependency, kernel: Kernel) -> None:
    """Raise RequirementsError unless the folder has a chart of a version that is wanted."""
    try:
        chart = _load_subchart(folder, kernel)
    except PilothouseError as error:
        raise RequirementsError(f"Unable to load chart: {error.message}", details=error.details) from None
    constraint = _constraint(dependency, f"Dependency {dependency.name} has")
    prefix = f"Invalid version {dependency.version} for dependency {dependency.name}: "
    if not constraint.check(_version(chart, prefix)):
        raise RequirementsError(
            f"Dependency {dependency.name} at version {chart.metadata.version} does not satisfy the constraint "
            f"{dependency.version}"
        )


def _load_subchart(path: str, kernel: Kernel) -> Chart:
    """The chart in a folder or archive. Raises RequirementsError with the loader's sentence."""
    try:
        chart: Chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
    except PilothouseError as error:
        raise RequirementsError(error.message, details=error.details, hint=error.hint) from error
    return chart


def _version(chart: Chart, prefix: str) -> semver.Version:
    try:
        return semver.parse(chart.metadata.version)
    except GoError as error:
        raise RequirementsError(f"{prefix}{error}") from None


def _archives_of(name: str, charts: str, kernel: Kernel) -> list[str]:
    """The archives of any version of a chart in the charts folder."""
    candidates = [
        os.path.join(charts, file)
        for file in sorted(os.listdir(charts))
        if file.startswith(f"{name}-") and file.endswith(".tgz")
    ]
    return [path for path in candidates if _load_subchart(path, kernel).name == name]


def _write(path: str, content: bytes) -> None:
    """Put a file in place whole; until then its name is one that loaders of charts pass over.

    Raises RequirementsError.
    """
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name}.{os.getpid()}")
    try:
        with open(temporary, "xb") as stream:
            stream.write(content)
        os.replace(temporary, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(temporary)
        raise RequirementsError(path_error("open", path, error)) from None
