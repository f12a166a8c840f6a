"""Sessions: one set of settings, its plugins and its connections, and every operation as a method."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from ..core.command import setting_text
from ..core.kernel import build_kernel
from ..core.settings import Settings
from .chart_operations import ChartOperations
from .comparing_operations import ComparingOperations
from .console import LoggingConsole
from .release_operations import ReleaseOperations
from .repositories import Repositories

if TYPE_CHECKING:
    from ..core.model.service_target import TlsFiles


class Session(ChartOperations, ReleaseOperations, ComparingOperations):
    """Helm's operations with one set of settings. Made by `connect`; a context manager, closed in the end.

    Methods have the names and the meaning of commands, and their arguments those of flags. A chart is a folder, an
    archive, a reference as on the command line, or one that `load` gave. Values are those of `files`, over them
    `values`, over them `set`, `set_string` and `set_file`, each with one text or several.

    All methods raise `pilothouse.errors`, with the messages that the command prints. Safe for several threads.
    """

    @property
    def repositories(self) -> Repositories:
        """The chart repositories of the session's home."""
        return Repositories(self)


def connect(
    *,
    kube_context: str | None = None,
    kubeconfig: str | os.PathLike[str] | None = None,
    cluster: str | None = None,
    home: str | os.PathLike[str] | None = None,
    host: str | None = None,
    tiller: str | None = None,
    tiller_namespace: str | None = None,
    tls: TlsFiles | None = None,
    storage: str | None = None,
    plugins: str | Iterable[str] = (),
    plugins_dir: str | os.PathLike[str] | None = None,
    settings: Mapping[str, str | int | bool] | None = None,
    environment: Mapping[str, str] | None = None,
    warn: Callable[[str], None] | None = None,
) -> Session:
    """Begin a session; nothing is connected before it is needed.

    Arguments stand for the flags of the same names, and `settings` for any other setting by its name
    (docs/reference/settings.md); what is not given is as the environment says. `plugins` switches plugins on (``NAME``)
    and off (``no:NAME``). `tls` is for a Tiller. `environment` takes the place of the process's. `warn` is called with
    warnings, which go to the logger ``pilothouse`` otherwise.

    Raises PluginError, and SettingError for a setting that there is not.
    """
    wanted = (plugins,) if isinstance(plugins, str) else plugins
    flags = {name: setting_text(value) for name, value in (settings or {}).items()}
    given = {
        "kube-context": kube_context,
        "kubeconfig": kubeconfig,
        "cluster": cluster,
        "home": home,
        "host": host,
        "tiller": tiller,
        "tiller-namespace": tiller_namespace,
        "storage": storage,
        "plugins": ",".join(wanted) or None,
        "plugins-dir": plugins_dir,
    }
    flags.update({name: os.fspath(value) for name, value in given.items() if value is not None})
    chosen = Settings(dict(os.environ if environment is None else environment), flags)
    chosen.is_hosted = True
    kernel = build_kernel(chosen, LoggingConsole(warn))
    for name in flags:
        kernel.setting(name)
        kernel.switch_on("setting", name)
    return Session(kernel, tls)
