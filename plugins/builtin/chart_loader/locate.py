"""Chart references that are paths. Rule: cmd/helm/install.go (locateChartPath) up to where repositories begin."""

from __future__ import annotations

import os
from collections.abc import Callable

from ....core.errors import ChartError, ChartNotFoundError
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote
from ....core.golib.utf8 import WHITE_SPACE
from ....core.model.options import ChartLocation


def locate(location: ChartLocation, verify: Callable[[str], object]) -> str | None:
    """The absolute path of a chart named by a path, or None when the reference may mean a repository's chart.

    With `local_only` the reference must be a path that exists. `verify` checks the provenance of an archive when the
    location asks for it. Raises ChartNotFoundError, ChartError.
    """
    if location.local_only:
        try:
            os.stat(location.reference)
        except OSError as error:
            raise ChartNotFoundError(path_error("stat", location.reference, error)) from None
        return os.path.abspath(location.reference)
    reference = location.reference.strip(WHITE_SPACE)
    if os.path.exists(reference):
        path = os.path.abspath(reference)
        if location.verify:
            if os.path.isdir(path):
                raise ChartError("cannot verify a directory")
            verify(path)
        return path
    if os.path.isabs(reference) or reference.startswith("."):
        raise ChartNotFoundError(f"path {quote(reference)} not found")
    return None
