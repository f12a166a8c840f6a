"""``repo``: the group of commands about chart repositories."""

from __future__ import annotations

import click

from ....core.cli import Group


@click.group(cls=Group)
def repo() -> None:
    """Manage chart repositories: register, list, forget and index them, and fetch what they have."""
