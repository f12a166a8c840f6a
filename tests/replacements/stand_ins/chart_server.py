"""A server that has served everybody already."""

import os

from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_serve_charts(options, kernel):
    kernel.console.line(f"served {os.path.basename(options.folder)} at {options.address}, and done")
    return True
