"""``oci``: the group of commands about charts in registries."""

from __future__ import annotations

import click

from ....core.cli import Group


@click.group(cls=Group)
def oci() -> None:
    """Manage charts in registries of the Open Container Initiative: store, download and list them, and log in."""
