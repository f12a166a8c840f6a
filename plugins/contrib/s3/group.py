"""``s3``: the group of commands that change chart repositories in buckets."""

from __future__ import annotations

import click

from ....core.cli import Group


@click.group(cls=Group)
def s3() -> None:
    """Change chart repositories in buckets of S3.

    Everything else works with them as with other repositories: repo add NAME s3://BUCKET/PREFIX.
    """
