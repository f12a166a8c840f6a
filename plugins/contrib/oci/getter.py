"""Fetching archives of charts from registries, and their signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from . import charts, references
from .registry import Registry

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import FetchOptions

_SIGNATURE = ".prov"


def fetch(url: str, options: FetchOptions, kernel: Kernel) -> bytes:
    """The archive of a chart, or with ``.prov`` at the end of its file's name the signature.

    Raises RepositoryError.
    """
    reference = references.parse(url)
    if not (reference.tag or reference.digest):
        raise RepositoryError(f"{reference} names no version of a chart")
    kernel.progress(f"Downloading {options.label or reference.name}")
    try:
        with Registry(reference.host, options, kernel) as registry:
            manifest, _ = charts.read(registry, reference)
            if reference.file.endswith(_SIGNATURE):
                return charts.signature_of(registry, reference, manifest, options.max_size)
            return charts.archive_of(registry, reference, manifest, options.max_size)
    finally:
        kernel.progress("")
