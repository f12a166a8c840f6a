"""``plugin``: the group of commands about Helm's command plugins."""

from __future__ import annotations

import click

from ....core.cli import Group


@click.group("plugin", cls=Group)
def plugin_group() -> None:
    """Install, list, update and remove Helm's command plugins.

    A command plugin is a folder with a plugin.yaml, and becomes a command of its own. (The plugins that this program
    itself is made of are under `plugins`, plural.)
    """
