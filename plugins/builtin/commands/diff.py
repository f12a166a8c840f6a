"""``diff``: the group of commands that compare."""

from __future__ import annotations

import click

from ....core.cli import Group


@click.group(cls=Group)
def diff() -> None:
    """Show what an operation would change in the cluster, or what differs between revisions or releases.

    Nothing is changed, recorded or run. What Secrets hold is hidden.
    """
