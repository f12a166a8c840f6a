"""The archives of a chart among the files of a charts folder.

Rule: path/filepath/match.go of Go 1.15 (Glob): a name is part of a pattern, and a broken pattern is only noticed where
a file's name reaches the broken part.
"""

from __future__ import annotations

import os

from ....core.errors import RequirementsError
from ....core.golib.filepath import match
from ....core.golib.types import GoError


class BadPatternError(RequirementsError):
    """The name of a chart makes a pattern that is none."""


def archives_of(name: str, charts: str) -> list[str]:
    """The paths of ``NAME-*.tgz`` in the folder `charts`, sorted; none where there is no such folder.

    Raises BadPatternError.
    """
    try:
        files = sorted(os.listdir(charts))
    except OSError:
        return []
    try:
        return [os.path.join(charts, file) for file in files if match(f"{name}-*.tgz", file)]
    except GoError as error:
        raise BadPatternError(str(error)) from None
