"""``oci pull``: download a chart from a registry."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag, command
from ....core.errors import ChartError, RepositoryError, UsageError
from ....core.golib.oserrors import path_error
from .source_flags import CREDENTIAL_FLAGS, TLS_FLAGS, options_of

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import RepositoryService

_KEYRING = "~/.gnupg/pubring.gpg"


@command(
    "pull",
    Flag("--destination", "-d", default=".", shown_default=".", completes="dir", help="folder for the chart"),
    Flag("--untar", kind=BOOL, help="unpack the chart there"),
    Flag("--version", help="version of the chart, or a constraint on it; default the newest"),
    Flag("--devel", kind=BOOL, help="versions under development too, unless --version is given"),
    Flag("--prov", kind=BOOL, help="download the signature too, and do not check it"),
    Flag("--verify", kind=BOOL, help="check the signature of the chart"),
    Flag("--keyring", default=_KEYRING, shown_default=_KEYRING, completes="file", help="file of public keys"),
    *CREDENTIAL_FLAGS,
    *TLS_FLAGS,
    usage=" [flags] oci://HOST/PATH/CHART[:VERSION]",
)
def pull(kernel: Kernel, args: tuple[str, ...], **flags: Any) -> None:
    """Download a chart from a registry, and with --untar unpack it.

    The digest that is printed is that of the chart's manifest: oci://HOST/PATH/CHART@DIGEST means this very chart.
    """
    import tempfile

    from ....core.model.options import ChartLocation
    from ....core.model.repository import ALWAYS, LATER, NEVER
    from . import references

    if len(args) != 1:
        raise UsageError("This command needs 1 argument: oci://HOST/PATH/CHART[:VERSION]")
    if not references.is_address(args[0]):
        raise RepositoryError(f"{args[0]} is not in a registry", hint="oci://HOST/PATH/CHART is what it looks like")
    keyring = flags["keyring"]
    if keyring == _KEYRING:
        keyring = kernel.settings.environment.get("HOME", "") + _KEYRING[1:]
    credentials = options_of(flags)
    location = ChartLocation(
        args[0],
        version=flags["version"] or (">0.0.0-0" if flags["devel"] else ""),
        keyring=keyring,
        username=credentials.username,
        password=credentials.password,
        cert_file=credentials.cert_file,
        key_file=credentials.key_file,
        ca_file=credentials.ca_file,
    )
    verification = ALWAYS if flags["verify"] else LATER if flags["prov"] else NEVER
    service: RepositoryService = kernel.first("helm_open_repositories")
    source = service.resolve(location)
    pinned = location.replace(reference=_pinned(source.url), version="")
    if not flags["untar"]:
        service.download(pinned, flags["destination"], verification=verification)
    else:
        with tempfile.TemporaryDirectory(prefix="helm-") as folder:
            archive = service.download(pinned, folder, verification=verification).path
            _unpack(archive, flags["destination"])
    reference = references.parse(source.url)
    shown = reference.replace(digest="", file="")
    kernel.console.line(f"Pulled: {str(shown).removeprefix(references.SCHEME)}")
    kernel.console.line(f"Digest: {reference.digest}")


def _pinned(address: str) -> str:
    """The reference of a chart by its digest, from the address of its archive."""
    from . import references

    return str(references.parse(address).replace(tag="", file=""))


def _unpack(archive: str, target: str) -> None:
    """Unpack an archive below a folder. Raises ChartError."""
    from ....core.archive.expand import expand_chart
    from ....core.shared_files import make_folders

    try:
        make_folders(os.path.abspath(target))
        with open(archive, "rb") as stream:
            packed = stream.read()
    except OSError as error:
        raise ChartError(path_error("open", str(error.filename or archive), error)) from None
    expand_chart(packed, target)
