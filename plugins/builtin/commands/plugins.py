"""``plugins``: the group of commands about the parts this program is made of."""

from __future__ import annotations

import click

from ....core.cli import Group


@click.group(cls=Group)
def plugins() -> None:
    """Show the plugins that this program is made of: what they provide, which are active, who answers.

    (Helm v2's own command plugins are under `plugin`, singular.)
    """
