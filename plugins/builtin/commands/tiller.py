"""``tiller``: serve releases to others, as Helm's Tiller does. Rules: cmd/tiller/tiller.go."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from ....core import identity
from ....core.cli import Command, kernel_of, pass_kernel, settings_of
from ....core.command import BOOL, GLOBAL_FLAGS, HELP_FLAG, INT, INT32, STRING, Flag, setting_text
from ....core.errors import PilothouseError, StorageError, UsageError
from ....core.flags import click_option
from ....core.golib.path import clean
from ....core.golib.strconv import NumError, atoi, quote
from ....core.model.tiller_serving import TillerOptions
from ._go_flags import parse_go_flags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ....core.kernel import Kernel

_NAMESPACE_FILE = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"
_NAMESPACE = "kube-system"
_REQUESTS_LEVEL = 6
"""The verbosity from which on Kubernetes' client for Go logs each request."""

_SQL = "sql"
_POSTGRES = "postgres"

_FLAGS = (
    Flag("--listen", help="address:port to listen on (default :44134 with --tls-verify, else 127.0.0.1:44134)"),
    Flag("--probe", kind=BOOL, shown_default="true", help="answer probes and serve metrics over HTTP"),
    Flag("--probe-listen", shown_default=":44135", help="address:port to listen on for probes and metrics"),
    Flag("--storage", shown_default="configmap", help="release store: configmap, secret, memory, sql or a plugin's"),
    Flag("--sql-dialect", shown_default=_POSTGRES, help="dialect of the sql store; only postgres is one"),
    Flag("--sql-connection-string", help="database of the sql store"),
    Flag(
        "--history-max",
        kind=INT,
        shown_default="0",
        help="revisions kept of each release; 0 for all. Default: $TILLER_HISTORY_MAX",
    ),
    Flag("--tls", kind=BOOL, help="serve TLS. Default: whether $TILLER_TLS_ENABLE is not empty"),
    Flag(
        "--tls-verify",
        kind=BOOL,
        help="serve TLS to clients with a certificate. Default: whether $TILLER_TLS_VERIFY is not empty",
    ),
    Flag("--tls-key", completes="file", help="private key of the server (default tls.key in $TILLER_TLS_CERTS)"),
    Flag("--tls-cert", completes="file", help="certificate of the server (default tls.crt in $TILLER_TLS_CERTS)"),
    Flag("--tls-ca-cert", completes="file", help="authority of clients' certificates (default ca.crt likewise)"),
    Flag("--allow-insecure", kind=BOOL, help="listen beyond this machine without asking for client certificates"),
    Flag(
        "--drain-timeout",
        kind=INT,
        shown_default="25",
        help="seconds that running operations have to end once the server is told to stop",
    ),
    Flag("--experimental-release", kind=BOOL, help="hand work on objects to Rudder; not served"),
    Flag("--trace", kind=BOOL, help="log every call"),
    Flag("--version", kind=BOOL, help="print the version number"),
    Flag("--v", kind=INT32, help="verbosity; from 6 on requests to the API server are logged"),
)

_LOGGING_FLAGS = (
    Flag("--logtostderr", kind=BOOL, hidden=True),
    Flag("--alsologtostderr", kind=BOOL, hidden=True),
    Flag("--skip_headers", kind=BOOL, hidden=True),
    Flag("--skip_log_headers", kind=BOOL, hidden=True),
    Flag("--vmodule", kind=STRING, hidden=True),
    Flag("--stderrthreshold", kind=STRING, hidden=True),
    Flag("--log_dir", kind=STRING, hidden=True),
    Flag("--log_file", kind=STRING, hidden=True),
    Flag("--log_file_max_size", kind="uint", hidden=True),
    Flag("--log_backtrace_at", kind=STRING, hidden=True),
)
"""Flags of Tiller that say where the log goes. They are taken and change nothing: it goes to standard error."""


class _TillerCommand(Command):
    """Reads its flags as Tiller does; the command gets those that were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the flags; words behind them mean nothing, as for Tiller. Raises UsageError."""
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        values, _ = parse_go_flags((*_FLAGS, *_LOGGING_FLAGS, *GLOBAL_FLAGS), args)
        if values.pop(HELP_FLAG.parameter, False):
            kernel_of(ctx).console.line(ctx.get_help())
            ctx.exit()
        for flag in GLOBAL_FLAGS:
            if flag.parameter in values:
                settings_of(ctx).flags[flag.setting] = setting_text(values.pop(flag.parameter))
        for flag in _LOGGING_FLAGS:
            values.pop(flag.parameter, None)
        ctx.params = values
        ctx.args = []
        return []


@pass_kernel
def _run(kernel: Kernel, **given: Any) -> None:
    """Serve releases to Helm's clients and Pilothouse's over gRPC, as Helm's Tiller does.

    Without client certificates (--tls-verify) only this machine is served, which is how clients come that use a
    tunnel to Tiller's Pod; --allow-insecure serves everybody who reaches the address. Plugins that implement
    helm_call_refusals decide who may do what.

    SIGTERM and SIGINT drain: no new calls are taken, running operations may come to their end, and what has not by
    the end of --drain-timeout is broken off and recorded as failed. A second signal ends at once.
    """
    if given.get("version"):
        kernel.console.line(identity.HELM_VERSION)
        return
    if given.get("experimental_release"):
        raise UsageError(
            "--experimental-release is not served: there is no Rudder to hand work to",
            hint="a plugin that implements helm_apply_manifests works on objects in Tiller's place",
        )
    _note_settings(kernel, given)
    options = tiller_options(given, kernel.settings.environment)
    try:
        _check_dialect(kernel, given.get("sql_dialect", _POSTGRES))
        kernel.first("helm_serve_releases", options=options)
    except PilothouseError as error:
        if kernel.settings.enabled("debug") and error.__cause__ is not None:
            kernel.console.traceback(error)
        _log_end(kernel, error)
        raise click.exceptions.Exit(error.exit_code) from None


def tiller_options(given: Mapping[str, Any], environment: Mapping[str, str]) -> TillerOptions:
    """The options of serving: flags that were given by parameter name, else Tiller's variables, else its defaults."""
    folder = environment.get("TILLER_TLS_CERTS", "")
    options = TillerOptions(
        tls=bool(environment.get("TILLER_TLS_ENABLE")),
        tls_verify=bool(environment.get("TILLER_TLS_VERIFY")),
        tls_key=_in_folder(folder, "tls.key"),
        tls_cert=_in_folder(folder, "tls.crt"),
        tls_ca_cert=_in_folder(folder, "ca.crt"),
    )
    return options.replace(**{name: value for name, value in given.items() if name in TillerOptions.fields})


def _in_folder(folder: str, name: str) -> str:
    """Rule: filepath.Join, for which an empty folder is none."""
    return clean(f"{folder}/{name}") if folder else name


def _note_settings(kernel: Kernel, given: Mapping[str, Any]) -> None:
    """Put what flags and Tiller's variables say about stores and logging into the settings."""
    settings = kernel.settings
    for name in ("storage", "sql-connection-string"):
        parameter = name.replace("-", "_")
        if parameter in given:
            settings.flags[name] = given[parameter]
    settings.flags["history-max"] = str(given.get("history_max", _history_max(kernel)))
    if "tiller-namespace" not in settings.flags:
        settings.flags["tiller-namespace"] = namespace(settings.environment)
    if given.get("trace"):
        settings.flags["debug"] = "true"
    if max(given.get("v", 0), _number(settings.environment.get("KUBE_LOG_LEVEL", ""))) >= _REQUESTS_LEVEL:
        settings.flags["trace-requests"] = "true"


def _history_max(kernel: Kernel) -> int:
    """The default of ``--history-max``."""
    text = kernel.settings.environment.get("TILLER_HISTORY_MAX", "")
    try:
        return atoi(text) if text else 0
    except NumError:
        kernel.warn(f"Invalid max history {quote(text)}. Defaulting to 0.")
        return 0


def _number(text: str) -> int:
    try:
        return atoi(text)
    except NumError:
        return 0


def namespace(environment: Mapping[str, str]) -> str:
    """The namespace of release records: Tiller's variable, else that of the Pod that this runs in, else kube-system."""
    if environment.get("TILLER_NAMESPACE"):
        return environment["TILLER_NAMESPACE"]
    try:
        with open(_NAMESPACE_FILE, encoding="utf-8", errors="surrogateescape") as file:
            return file.read().strip() or _NAMESPACE
    except OSError:
        return _NAMESPACE


def _check_dialect(kernel: Kernel, dialect: str) -> None:
    if kernel.setting("storage") == _SQL and dialect != _POSTGRES:
        raise StorageError(
            f"Cannot initialize SQL storage driver: sql: unknown driver {quote(dialect)} (forgotten import?)",
            hint="the connection string names the kind of database; --sql-dialect has to be postgres",
        )


def _log_end(kernel: Kernel, error: PilothouseError) -> None:
    """Say why nothing is served (any more), as Tiller does: a line of its log."""
    console = kernel.console
    now = time.strftime("%Y/%m/%d %H:%M:%S")
    console.notice(f"[main] {now} {error.message}")
    if console.explains:
        hints = (error.hint, *kernel.hints(error))
        for line in (*error.details, *(f"hint: {hint}" for hint in hints if hint)):
            console.notice(f"[main] {now} {line}")


tiller = _TillerCommand(
    "tiller",
    params=[click_option(flag) for flag in (*_FLAGS, *_LOGGING_FLAGS)],
    callback=_run,
    help=_run.__doc__,
)
