"""The folders below ``cache/plugins`` into which plugins are downloaded: one a source, one process at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from ....core.errors import PluginError
from ....core.golib import oserrors
from ....core.home import HelmHome
from ....core.shared_files import locked
from .sources import cache_key

if TYPE_CHECKING:
    from ....core.settings import Settings

_PATIENCE = 600.0
"""Seconds for which another process may download the same plugin."""


def cache_folder(settings: Settings, source: str) -> str:
    """The absolute path of the folder for a source. Raises PluginError for a source that makes no name of a folder."""
    return os.path.abspath(HelmHome(settings.home()).join("cache", "plugins", cache_key(source)))


@contextmanager
def exclusively(folder: str) -> Iterator[None]:
    """Let no other process change `folder`, whose parents are made, while the body runs. Raises PluginError."""
    parent, name = os.path.split(folder)
    try:
        os.makedirs(parent, 0o755, exist_ok=True)
    except OSError as error:
        raise PluginError(oserrors.path_error("mkdir", parent, error)) from None
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(os.path.join(parent, f".{name}.lock"), _PATIENCE, keep=False))
        except TimeoutError as error:
            raise PluginError(str(error)) from None
        except OSError as error:
            raise PluginError(oserrors.path_error("open", folder, error)) from None
        yield
