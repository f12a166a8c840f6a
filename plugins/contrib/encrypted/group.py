"""``encryption``: the group of commands about the keys of encrypted release records."""

from __future__ import annotations

import click

from ....core.cli import Group


@click.group(cls=Group)
def encryption() -> None:
    """Make and change the keys of encrypted release records (TILLER_STORAGE=encrypted)."""
