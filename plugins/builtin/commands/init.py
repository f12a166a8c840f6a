"""``init``: set up Helm's home, and install Tiller for those who use one. Rules: cmd/helm/init.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, INT, STRING_ARRAY, Flag, command
from ....core.errors import PilothouseError, UsageError
from ....core.golib.strconv import quote
from ....core.golib.yaml import dump
from ....core.model.repository import LOCAL_URL, STABLE_URL, HomeSetup
from ....core.model.service_target import TillerTls
from ....core.model.tiller_installation import TillerInstallation

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import RepositoryService

_OLD_STABLE_URL = "https://kubernetes-charts.storage.googleapis.com"
_OUTPUT_FORMATS = ("json", "yaml")


@command(
    "init",
    Flag("--tiller-image", "-i", help="image of Tiller"),
    Flag("--canary-image", kind=BOOL, help="use the image of Tiller that is under development"),
    Flag("--upgrade", kind=BOOL, help="bring a Tiller that is there already up to this version"),
    Flag("--force-upgrade", kind=BOOL, help="with --upgrade, also take a newer Tiller down to this version"),
    Flag("--client-only", "-c", kind=BOOL, help="set up this machine alone, install no Tiller"),
    Flag("--dry-run", kind=BOOL, help="change nothing, neither here nor in the cluster"),
    Flag("--skip-refresh", kind=BOOL, help="do not fetch the index of the stable repository"),
    Flag("--skip-repos", kind=BOOL, help="register no repositories"),
    Flag("--wait", kind=BOOL, help="wait until Tiller answers, as long as --tiller-connection-timeout"),
    Flag("--use-deprecated-stable-repository", kind=BOOL, help="register the stable repository at its former address"),
    Flag("--tiller-tls", kind=BOOL, help="install Tiller with TLS"),
    Flag("--tiller-tls-verify", kind=BOOL, help="install Tiller with TLS and have it verify its clients"),
    Flag("--tiller-tls-key", completes="file", help="file of Tiller's TLS key"),
    Flag("--tiller-tls-cert", completes="file", help="file of Tiller's TLS certificate"),
    Flag("--tls-ca-cert", completes="file", help="file of the certificate authority"),
    Flag("--tiller-tls-hostname", help="name that Tiller's certificate must carry"),
    Flag("--stable-repo-url", default=STABLE_URL, shown_default=STABLE_URL, help="URL of the stable repository"),
    Flag("--local-repo-url", default=LOCAL_URL, shown_default=LOCAL_URL, help="URL of this machine's repository"),
    Flag("--net-host", kind=BOOL, help="give Tiller the network of its node"),
    Flag("--service-account", help="service account of Tiller"),
    Flag("--history-max", kind=INT, help="most revisions that are kept of a release; 0 for all"),
    Flag("--replicas", kind=INT, default=1, shown_default="1", help="number of Tillers"),
    Flag("--node-selectors", help="labels of the nodes on which Tiller may run: KEY=VALUE,..."),
    Flag("--output", "-o", kind="OutputFormat", help="print the objects of Tiller as json or yaml, and do nothing"),
    Flag("--override", kind=STRING_ARRAY, help="set fields of Tiller's Deployment: KEY=VALUE,..."),
    Flag(
        "--automount-service-account-token",
        kind=BOOL,
        default=True,
        shown_default="true",
        help="give Tiller the token of its service account",
    ),
)
def init(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Set up this machine: Helm's home with the stable repository and the one of this machine.

    Pilothouse needs no Tiller: with --client-only everything is there that it needs. Without, a Tiller is installed
    in the cluster as well, for others that use one. --output prints the objects of that and does nothing else.
    """
    output = options["output"]  # a text only where the flag is given: an empty one is refused too
    if isinstance(output, str) and output not in _OUTPUT_FORMATS:
        raise UsageError(
            f'invalid argument {quote(output)} for "-o, --output" flag: unknown output format {quote(output)}'
        )
    if args:
        raise UsageError("This command does not accept arguments")
    installation = _installation(kernel, options)
    if output:
        _print_manifests(kernel, installation, output)
        return
    if kernel.settings.enabled("debug"):
        _print_manifests(kernel, installation, "yaml")
    if options["dry_run"]:
        return
    _set_up_home(kernel, options)
    kernel.console.line(f"$HELM_HOME has been configured at {kernel.settings.home()}.")
    if options["client_only"]:
        kernel.console.line("Not installing Tiller due to 'client-only' flag having been set")
        return
    from ._tiller import install_tiller

    install_tiller(
        kernel,
        installation,
        upgrade=options["upgrade"],
        force=options["force_upgrade"],
        wait=options["wait"],
        tls=_client_tls(installation, options["tiller_tls_hostname"]),
    )


def _installation(kernel: Kernel, options: dict[str, Any]) -> TillerInstallation:
    """What the flags say about the Tiller. Raises UsageError where files for TLS are missing."""
    with_tls = options["tiller_tls"] or options["tiller_tls_verify"]
    needed = [("key", options["tiller_tls_key"]), ("certificate", options["tiller_tls_cert"])]
    if options["tiller_tls_verify"]:
        needed.append(("CA", options["tls_ca_cert"]))
    for name, path in needed if with_tls else ():
        if not path or not os.path.exists(path):
            raise UsageError(f"missing required TLS {name} file")
    return TillerInstallation(
        namespace=kernel.setting("tiller-namespace"),
        image=options["tiller_image"],
        canary=options["canary_image"],
        tls=with_tls,
        tls_verify=options["tiller_tls_verify"],
        tls_key=options["tiller_tls_key"],
        tls_cert=options["tiller_tls_cert"],
        tls_ca=options["tls_ca_cert"],
        host_network=options["net_host"],
        service_account=options["service_account"],
        history_max=options["history_max"],
        replicas=options["replicas"],
        node_selectors=options["node_selectors"],
        overrides=options["override"],
        automount_token=options["automount_service_account_token"],
    )


def _client_tls(installation: TillerInstallation, hostname: str) -> TillerTls | None:
    """The TLS with which the Tiller that is installed is spoken to: by its own certificate, as in Helm."""
    if not installation.tls:
        return None
    return TillerTls(
        verify=installation.tls_verify,
        ca_file=installation.tls_ca,
        cert_file=installation.tls_cert,
        key_file=installation.tls_key,
        hostname=hostname,
    )


def _print_manifests(kernel: Kernel, installation: TillerInstallation, output: str) -> None:
    """Print the objects of Tiller as JSON documents, or as YAML documents with an end mark."""
    documents: list[dict[str, Any]] = kernel.first("helm_build_tiller_manifests", installation=installation)
    if output == "json":
        from ....core.golib.json import encode

        for document in documents:
            kernel.console.line(encode(document, indent="    "))
        return
    for document in documents:
        kernel.console.line(f"---\n{dump(document)}")
    kernel.console.line("...")


def _set_up_home(kernel: Kernel, options: dict[str, Any]) -> None:
    """Lay out Helm's home. Raises what the repositories raise (``error initializing: …``)."""
    stable = _OLD_STABLE_URL if options["use_deprecated_stable_repository"] else options["stable_repo_url"]
    setup = HomeSetup(stable, options["local_repo_url"], options["skip_refresh"], options["skip_repos"])
    repositories: RepositoryService = kernel.first("helm_open_repositories")
    try:
        repositories.initialise(setup)
    except PilothouseError as error:
        error.message = f"error initializing: {error.message}"
        raise
