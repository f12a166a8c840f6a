"""``package``: pack chart folders into archives, and sign them. Flags: cmd/helm/package.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, INT, Flag, command
from ....core.errors import UsageError
from ....core.model.client_requests import Packaging
from ._client import open_client
from ._keyring_flag import KEYRING_FLAG

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.kernel import Kernel


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
    client = open_client(kernel)
    passphrase = _passphrase(kernel, options["passphrase_fd"]) if options["sign"] else None
    for path in args:
        client.package(
            Packaging(
                path,
                destination=options["destination"],
                version=options["version"],
                app_version=options["app_version"],
                update_requirements=options["dependency_update"],
                reproducible=options["reproducible"],
                save=options["save"],
                sign=options["sign"],
                key=options["key"],
                keyring=options["keyring"],
                passphrase=passphrase,
            )
        )


def _passphrase(kernel: Kernel, descriptor: int) -> Callable[[str], str]:
    from ._passphrase import passphrase_source

    return passphrase_source(kernel, descriptor)
