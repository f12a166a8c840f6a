"""Which release store a name stands for, and what happens when nobody provides it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .errors import StorageError
from .golib.strconv import quote

if TYPE_CHECKING:
    from .kernel import Kernel
    from .protocols import StorageDriver

_HOOK = "helm_register_storage_drivers"


def make_storage_driver(kernel: Kernel, name: str, context: object, advice: str) -> StorageDriver:
    """The driver of the store `name`, made from a `StorageContext`; a contrib plugin that has it is switched on.

    Raises StorageError for a name that no plugin registers, where Tiller silently keeps releases in memory; `advice`
    says what names the store. Raises what making the driver raises, and PluginError when two plugins provide it.
    """
    make = kernel.registered(_HOOK, name)
    if make is not None:
        driver: StorageDriver = make(context)
        return driver
    off = [found for plugin in kernel.plugins for kind, found in plugin.provides if kind == "storage_driver"]
    known = ", ".join(sorted({*kernel.registered_names(_HOOK), *off}))
    raise StorageError(
        f"unknown release store {quote(name)}",
        details=(f"release stores: {known or 'none'}", *kernel.complaints()),
        hint=f"{_installation(name)}{advice}",
    )


def _installation(name: str) -> str:
    if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9_-]*", name):
        return ""
    return f"`pip install pilothouse-storage-{name}` may provide it, if you trust that package; "
