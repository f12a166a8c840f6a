"""``sandbox``: the group of commands about the embedded cluster."""

from __future__ import annotations

import click

from ....core.cli import Group


@click.group(cls=Group)
def sandbox() -> None:
    """Look into the embedded cluster, or empty it.

    The sandbox is for trying charts: it keeps objects in a file and answers as an API server does, but it runs no
    containers. Commands use it with `--cluster sandbox` or PILOTHOUSE_CLUSTER=sandbox.
    """
