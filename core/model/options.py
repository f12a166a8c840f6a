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

    `document` is a YAML text that counts as one more file, behind the others: values that a program gives.
    With `exact`, integers stay integers, for values that go on as a text; templates see them as float. With
    `files_only`, every name is that of a file, never a URL or standard input (as `lint` does).
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
    files_only: bool = False
    document: str = ""


class FetchOptions(Record):
    """Credentials and TLS material for one download, and what is known of an earlier one; empty means none.

    Credentials are for the URL's own scheme, host and port. `max_size` is how large the content may be (bytes; 0: as
    large as the getter takes). `validators` is what `Fetched` had when the same URL was fetched before: a getter that
    understands it may answer that nothing has changed. `label` is what a progress line calls the download.
    """

    username: str = ""
    password: str = ""
    cert_file: str = ""
    key_file: str = ""
    ca_file: str = ""
    max_size: int = 0
    validators: str = ""
    label: str = ""


class Fetched(Record):
    """What a getter may give instead of bytes: the content, and `validators` to ask with the next time.

    With `unchanged` the content is empty: it is what it was when the `validators` of the options were given.
    """

    content: bytes
    validators: str = ""
    unchanged: bool = False


class PackageOptions(Record):
    """How a chart is packed: into which existing folder, and whether byte for byte the same each time.

    An archive that is not `reproducible` carries the time at which it was made, as Helm's do.
    """

    destination: str
    reproducible: bool = False


class ScaffoldOptions(Record):
    """How a chart is created: `starter` is the path of a chart to start from, empty for the built-in scaffold."""

    starter: str = ""


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
