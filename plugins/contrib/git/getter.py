"""Fetching archives of charts from Git repositories: each is packed from its folder at its commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib.strconv import quote
from ....core.text import without_password
from . import addresses
from .charts import pack

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import Fetched, FetchOptions

_SIGNATURE = ".prov"


def fetch(url: str, options: FetchOptions, kernel: Kernel) -> bytes | Fetched:
    """The archive of a chart. Addresses of another form are left to command plugins that have such a scheme.

    Raises RepositoryError, also for signatures: an archive that is packed anew has none.
    """
    if not addresses.is_address(url):
        other = kernel.first_or_none("helm_find_getter", scheme=url.partition(":")[0].lower())
        if other is not None:
            answer: bytes | Fetched = other(url, options, kernel)
            return answer
    if url.endswith(_SIGNATURE):
        raise RepositoryError(
            f"{quote(without_password(url.removesuffix(_SIGNATURE)))} has no signature",
            hint="charts in Git are packed when they are fetched: what vouches for them is their commit",
        )
    address = addresses.parse(url)
    kernel.progress(f"Fetching {options.label or address}")
    try:
        content = pack(address, options, kernel)
    finally:
        kernel.progress("")
    if options.max_size and len(content) > options.max_size:
        raise RepositoryError(f"Failed to fetch {address} : the archive is larger than {options.max_size} bytes")
    return content
