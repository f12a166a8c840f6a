"""Charts that begin with nothing but a name."""

from pathlib import Path

from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_create_chart(path):
    Path(path).mkdir()
    Path(path, "Chart.yaml").write_text(f"apiVersion: v1\nname: {Path(path).name}\nversion: 9.9.9\n")
    return True
