"""Fetching URLs through the downloaders of plugins.

Rule: pkg/getter/plugingetter.go.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import PluginError, RepositoryError
from ....core.golib.path import clean
from ....core.golib.strconv import quote
from .discover import find_plugins, usable
from .environment import plugin_environment
from .process import start, wait

if TYPE_CHECKING:
    from subprocess import Popen
    from typing import Any

    from ....core.kernel import Kernel
    from ....core.model.options import FetchOptions
    from ....core.protocols import Getter, KernelView
    from .manifest import Plugin

MAX_SIZE = 1 << 30
"""What a downloader may give where nobody asks for less (bytes)."""

_CHUNK = 1 << 16


def find_getter(scheme: str, kernel: Kernel) -> Getter | None:
    """The downloader of the first plugin that has one for a scheme, or None; a broken path list has no plugins."""
    try:
        plugins = find_plugins(kernel.settings, kernel.console)
    except PluginError:
        return None
    for plugin in usable(plugins):
        for downloader in plugin.manifest.downloaders:
            if scheme in downloader.protocols:
                return PluginGetter(plugin, downloader.command, kernel)
    return None


class PluginGetter:
    """Fetches by running a command of a plugin; its standard output is the content.

    The command is a program in the plugin's folder; its own words come first, then the paths of certificate, key and
    authority (empty ones too), then the URL. User name and password are not passed on.
    """

    def __init__(self, plugin: Plugin, command: str, kernel: Kernel) -> None:
        self.plugin = plugin
        self.command = command
        self._kernel = kernel

    def __call__(self, url: str, options: FetchOptions, kernel: KernelView) -> bytes:
        """The content behind `url`. Raises RepositoryError (``plugin "get.sh" exited with error``)."""
        import subprocess

        program, *words = self.command.split(" ")
        words = [clean(os.path.join(self.plugin.folder, program)), *words]
        words += [options.cert_file, options.key_file, options.ca_file, url]
        environment = plugin_environment(self._kernel.settings, self.plugin.manifest.name, self.plugin.folder)
        self._kernel.console.flush()
        process = start(words, environment, stdout=subprocess.PIPE)
        limit = options.max_size or MAX_SIZE
        try:
            content = _read(process, limit)
        except BaseException:
            process.kill()
            raise
        if len(content) > limit:
            process.kill()
            wait(process)
            raise RepositoryError(
                f"plugin {quote(self.command)} gave more than {limit} bytes",
                details=(f"plugin {self.plugin.manifest.name} in {self.plugin.folder}",),
            )
        code = wait(process)
        if code:
            raise RepositoryError(
                f"plugin {quote(self.command)} exited with error",
                details=(f"plugin {self.plugin.manifest.name} in {self.plugin.folder} ended with exit code {code}",),
            )
        return content


def _read(process: Popen[bytes], limit: int) -> bytes:
    """What a process writes, and at most one chunk more than `limit`."""
    stream: Any = process.stdout
    pieces: list[bytes] = []
    size = 0
    with stream:
        while size <= limit:
            piece = stream.read1(_CHUNK)
            if not piece:
                break
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)
