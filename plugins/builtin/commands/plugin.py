"""Registers the commands."""

from __future__ import annotations

from ....core.entries import CommandEntry
from ....hookspecs import hookimpl

_HERE = __package__


def _command(
    name: str,
    text: str,
    attribute: str = "",
    *,
    module: str = "",
    parent: str = "",
    aliases: tuple[str, ...] = (),
    suggest_for: tuple[str, ...] = (),
    hidden: bool = False,
) -> CommandEntry:
    room = module or (f"{parent}_{name}" if parent else name)
    target = f"{_HERE}.{room}:{attribute or name}"
    return CommandEntry(name, text, target, aliases, parent, hidden, suggest_for)


@hookimpl
def helm_register_commands() -> list[CommandEntry]:
    """The commands of Helm v2, in its order, the program Tiller, and our own."""
    return [
        _command("create", "create a new chart"),
        _command("dependency", "manage a chart's requirements", aliases=("dep", "dependencies")),
        _command("list", "list the requirements of a chart", "list_dependencies", parent="dependency", aliases=("ls",)),
        _command(
            "update", "fetch what requirements.yaml names", "update_dependencies", parent="dependency", aliases=("up",)
        ),
        _command("build", "fetch what requirements.lock names", "build_dependencies", parent="dependency"),
        _command("fetch", "download a chart"),
        _command("inspect", "show what a chart says about itself"),
        _command("values", "print the default values of a chart", "inspect_values", parent="inspect"),
        _command("chart", "print the metadata of a chart", "inspect_chart", parent="inspect"),
        _command("readme", "print the README of a chart", "inspect_readme", parent="inspect"),
        _command("lint", "check a chart for mistakes"),
        _command("package", "pack a chart folder into an archive"),
        _command("repo", "manage chart repositories"),
        _command("add", "register a repository", "add_repository", parent="repo"),
        _command("list", "list the registered repositories", "list_repositories", parent="repo"),
        _command("remove", "forget a repository", "remove_repositories", parent="repo", aliases=("rm",)),
        _command("index", "write the index of a folder of charts", "index_folder", parent="repo"),
        _command("update", "fetch the indexes of repositories", "update_repositories", parent="repo", aliases=("up",)),
        _command("search", "search the registered repositories for charts"),
        _command("serve", "serve a folder of charts over HTTP"),
        _command("verify", "check the signature of a chart archive"),
        _command("delete", "delete releases from the cluster", aliases=("del",), suggest_for=("remove", "rm")),
        _command("get", "show what is recorded about a release"),
        _command("values", "print the values of a release", "get_values", parent="get"),
        _command("manifest", "print the objects of a release", "get_manifest", parent="get"),
        _command("hooks", "print the chart hooks of a release", "get_hooks", parent="get"),
        _command("notes", "print the notes of a release", "get_notes", parent="get"),
        _command("history", "show the revisions of a release", aliases=("hist",)),
        _command("install", "install a chart as a new release"),
        _command("list", "list releases", "list_releases", aliases=("ls",)),
        _command("rollback", "bring a release back to an earlier revision"),
        _command("status", "show the state of a release"),
        _command("upgrade", "upgrade a release"),
        _command("test", "run the tests of a release"),
        _command("reset", "remove Tiller from a cluster"),
        _command("tiller", "serve releases to Helm's clients over gRPC"),
        _command("version", "print the versions of client and server"),
        _command("completion", "print the completion script of a shell"),
        _command("home", "print the folder of Helm's configuration"),
        _command("init", "set up Helm on this machine and Tiller in the cluster"),
        _command("plugin", "manage Helm's command plugins", "plugin_group", module="plugin_group"),
        _command("install", "install a command plugin", "install_plugin", parent="plugin"),
        _command("list", "list the command plugins", "list_command_plugins", parent="plugin"),
        _command("remove", "remove command plugins", "remove_plugins", parent="plugin"),
        _command("update", "update command plugins", "update_plugins", parent="plugin"),
        _command("template", "render a chart on this machine"),
        _command("docs", "write the reference of all commands", hidden=True),
        _command("update", "deprecated: fetch the indexes of repositories", aliases=("up",), hidden=True),
        _command("help", "help about any command", "help_command"),
        *_own_commands(),
    ]


def _own_commands() -> list[CommandEntry]:
    """What Helm does not have."""
    return [
        _command("plugins", "show the plugins that this program is made of"),
        _command("list", "list plugins with what they provide", "list_plugins", parent="plugins"),
        _command("explain", "show who answers an extension point, and in which order", parent="plugins"),
        _command("release", "mend releases that were left in the middle of something"),
        _command("unlock", "clear a release that is stuck in an unfinished operation", parent="release"),
        _command("repair", "put records that cannot be decoded out of the way", parent="release"),
        _command("diff", "show what an operation would change, or what differs between revisions"),
        _command("upgrade", "show what an upgrade would change", "diff_upgrade", parent="diff"),
        _command("rollback", "show what a rollback would change", "diff_rollback", parent="diff"),
        _command("revision", "show what differs between revisions of a release", "diff_revision", parent="diff"),
        _command("release", "show what differs between two releases", "diff_release", parent="diff"),
        _command("apply", "do what a plan of upgrade --plan says, or nothing"),
        _command("drift", "show how live objects differ from the records of releases"),
        _command("unittest", "run the tests that charts have as files"),
    ]
