"""What the client is asked: operations as a user means them, before a chart is found and values are read.

`sources` are where values come from. Where a record has a `chart_path`, its request may have the chart already; the
path may be empty then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..record import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from .chart import Chart
    from .comparison import Comparison
    from .lint import LintReport
    from .options import ChartLocation, ValueSources
    from .release import Release
    from .release_requests import InstallRequest, UpdateRequest
    from .render import ReleaseContext, RenderedFiles


class Installation(Record):
    """What to install and how. `request` lacks the values, and where they are not given, chart, name and namespace.

    With `atomic`, what fails is purged; with `update_requirements`, subcharts that are missing are fetched. `redact`
    says what may be told of the error of a dry run, which shows manifests.
    """

    chart_path: str
    sources: ValueSources
    request: InstallRequest
    name_template: str = ""
    atomic: bool = False
    update_requirements: bool = False
    redact: Callable[[str], str] | None = None


class Upgrade(Record):
    """What to upgrade and how. `request` lacks the values, and where it is not given, the chart.

    With `install`, a release that does not exist is installed, into `namespace`; with `atomic`, what fails is rolled
    back, or purged where it was installed. `redact` as in `Installation`.
    """

    chart_path: str
    sources: ValueSources
    request: UpdateRequest
    install: bool = False
    namespace: str = ""
    atomic: bool = False
    redact: Callable[[str], str] | None = None


class Upgraded(Record):
    """What an upgrade has made, and whether there was no such release before."""

    release: Release
    installed: bool


class LocalRendering(Record):
    """What to render without a cluster: the chart in a folder or archive of this machine, or one that is loaded.

    `profile`, when given, receives seconds by template name.
    """

    chart_path: str
    sources: ValueSources
    chart: Chart | None = None
    name: str = "release-name"
    name_template: str = ""
    namespace: str = ""
    is_upgrade: bool = False
    kube_version: str = ""
    api_versions: tuple[str, ...] = ()
    profile: dict[str, float] | None = None


class RenderedLocally(Record):
    """What came of rendering: the chart with its requirements applied, the values given, the texts by template name."""

    chart: Chart
    overrides: dict[str, object]
    release: ReleaseContext
    files: RenderedFiles


class Linting(Record):
    """Which charts to check, and how. `enable` and `disable` are rules, or ``all``; words may have commas."""

    paths: tuple[str, ...]
    sources: ValueSources
    namespace: str = "default"
    strict: bool = False
    enable: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    kube_version: str = ""


class LintedChart(Record):
    """What came of one chart: a report, or the error why it could not be looked at. `failed` says whether it fails."""

    path: str
    report: LintReport | None
    skipped: str
    failed: bool


class Packaging(Record):
    """What to pack and how.

    The chart is the one in `folder`; `version` and `app_version` take the place of its own. With `save` the archive is
    kept in the repository of this machine too. `key` and `keyring` are for `sign`; `passphrase` is asked when the key
    is locked, with its name. An empty `keyring` is none: who wants the usual one asks the settings.
    """

    folder: str
    destination: str = "."
    version: str = ""
    app_version: str = ""
    update_requirements: bool = False
    reproducible: bool = False
    save: bool = True
    sign: bool = False
    key: str = ""
    keyring: str = ""
    passphrase: Callable[[str], str] | None = None


class Fetching(Record):
    """Which chart to download, and where to: `destination`, or with `untar` unpacked below `untar_folder`.

    With `keep_provenance` its signature is downloaded and not checked.
    """

    location: ChartLocation
    devel: bool = False
    destination: str = "."
    keep_provenance: bool = False
    untar: bool = False
    untar_folder: str = "."


class Search(Record):
    """Which charts of the registered repositories are wanted: all (None), or those with a keyword in their texts."""

    keyword: str | None = None
    is_expression: bool = False
    every_version: bool = False
    version: str = ""
    devel: bool = False


class SearchHit(Record):
    """A version of a chart that a search has found; `name` is ``REPOSITORY/CHART``."""

    name: str
    version: str
    app_version: str
    description: str


class DriftSearch(Record):
    """Which releases to look at for drift: those of `names`, or without any, all that are deployed.

    With `correct`, what has drifted is set back. `ignore` and `show_secrets` as in
    `core.model.comparison.ComparisonOptions`.
    """

    names: tuple[str, ...] = ()
    correct: bool = False
    ignore: tuple[str, ...] = ()
    show_secrets: bool = False


class Drift(Record):
    """What was found out about one release.

    `skipped` says why it was not looked at, `error` why that failed. `found` is the drift, None where it was not looked
    at; `corrected` are sentences on what was done about it, and `left` is the drift after that.
    """

    release: str
    namespace: str = ""
    revision: int = 0
    skipped: str = ""
    error: str = ""
    found: Comparison | None = None
    corrected: tuple[str, ...] = ()
    left: Comparison | None = None

    @property
    def stays(self) -> bool:
        """Whether there is drift now."""
        comparison = self.left if self.left is not None else self.found
        return comparison is not None and bool(comparison.objects)
