"""``release``: the group of commands that mend releases."""

from __future__ import annotations

import click

from ....core.cli import Group


@click.group(cls=Group)
def release() -> None:
    """Mend releases that were left in the middle of something, or whose records are damaged."""
