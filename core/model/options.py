"""Options records: what a caller asks of a hook, by field instead of by a row of arguments."""

from __future__ import annotations

from ..record import Record


class ChartLocation(Record):
    """Where to look for a chart and how to reach it (the chart-source flags of Helm's commands)."""

    reference: str
    version: str = ""
    verify: bool = False
    keyring: str = ""
    repository: str = ""
    username: str = ""
    password: str = ""
    cert_file: str = ""
    key_file: str = ""
    ca_file: str = ""
    local_only: bool = False
    """Accept only a path that exists, never a repository (as `template` does)."""


class LoadOptions(Record):
    """Limits on what a chart loader accepts. Sizes are bytes; a limit of 0 means none.

    A chart may unpack to 100 MiB (as in Helm 4) and have files of 20 MiB (what a Tiller can be sent);
    `ratio` is unpacked by packed size.
    """

    max_chart_size: int = 100 * 1024 * 1024
    max_file_size: int = 20 * 1024 * 1024
    max_files: int = 20_000
    max_ratio: int = 1_000


class ValueSources(Record):
    """The value flags of a command line, each list in the order given.

    With `exact`, integers stay integers, for values that go on as a text; templates see them as float.
    """

    files: tuple[str, ...] = ()
    set: tuple[str, ...] = ()
    set_string: tuple[str, ...] = ()
    set_file: tuple[str, ...] = ()
    username: str = ""
    password: str = ""
    cert_file: str = ""
    key_file: str = ""
    ca_file: str = ""
    exact: bool = False


class FetchOptions(Record):
    """Credentials and TLS material for one download; empty means none."""

    username: str = ""
    password: str = ""
    cert_file: str = ""
    key_file: str = ""
    ca_file: str = ""


class CapabilitiesRequest(Record):
    """Which capabilities templates shall see without asking a cluster.

    `kube_version` is ``major.minor`` text or empty for the default; `api_versions` replaces the default set unless
    empty.
    """

    kube_version: str = ""
    api_versions: tuple[str, ...] = ()


class TextTemplate(Record):
    """A template that is no file of a chart: ``--name-template``, ``version --template``.

    `name` is what errors call it. `functions` gives it the functions of Sprig, the ones that read the environment
    included: such a text comes from the user's own command line. `root_type` is the Go type of the root object where
    that is a message and no map.
    """

    text: str
    name: str
    functions: bool = False
    root_type: str = ""


class RequirementsUpdate(Record):
    """How subcharts are fetched: whether signatures are checked, with which key ring, with fresh indexes or not.

    With `locked`, the versions of the lock are taken (``dependency build``).
    """

    verify: bool = False
    keyring: str = ""
    skip_refresh: bool = False
    locked: bool = False
