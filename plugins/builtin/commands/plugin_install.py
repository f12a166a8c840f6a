"""``plugin install``: install a command plugin. Rule: cmd/helm/plugin_install.go."""

from __future__ import annotations

from ....core.command import Flag, command
from ....core.kernel import Kernel
from ._arguments import check_arguments
from ._command_plugins import open_plugins, warn_of_built_in


@command(
    "install",
    Flag("--version", help="tag, branch or constraint that says which version to take from a repository"),
    usage=" [options] <path|url>...",
    completes="dir",
)
def install_plugin(kernel: Kernel, args: tuple[str, ...], *, version: str) -> None:
    """Install a command plugin and run its install script.

    The plugin is a folder of this machine, the URL of an archive (.tgz or .tar.gz), or that of a git, svn, hg or bzr
    repository. Its script runs with all your rights: install only what you trust.

        pilothouse plugin install https://example.com/helm-env.git --version "^1.2"
    """
    check_arguments(args, "plugin")
    plugin = open_plugins(kernel).install(args[0], version)
    warn_of_built_in(kernel, plugin)
    kernel.console.line(f"Installed plugin: {plugin.name}")
