"""``dependency``: the group of commands about the subcharts that a chart requires."""

from __future__ import annotations

import click

from ....core.cli import Group


@click.group(cls=Group)
def dependency() -> None:
    """Fetch the subcharts that a chart requires, and show which of them are there.

    A chart names its subcharts in requirements.yaml, each with a name, a version or a constraint on it, and a
    repository: the URL of one, a registered one as @NAME or alias:NAME, or a folder on this machine as file://PATH,
    relative to the chart. Without a repository the subchart is a folder in charts/ already.

    Example of a requirements.yaml:

        dependencies:
        - name: nginx
          version: "1.2.3"
          repository: "https://example.com/charts"
        - name: memcached
          version: "~3.2"
          repository: "file://../memcached"
    """
