"""What a plugin is installed from, told by the text that names it: a path, the URL of an archive, or a repository.

Rules: pkg/plugin/installer/installer.go, pkg/plugin/cache/cache.go.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Protocol

from ....core.errors import PluginError
from ....core.golib.path import base
from ....core.golib.types import GoError
from ....core.golib.url import URL, parse
from ....core.text import has_control_characters

if TYPE_CHECKING:
    from ....core.kernel import Kernel

ARCHIVE_SUFFIXES = (".tar.gz", ".tgz")
_SCP_ADDRESS = re.compile("([a-zA-Z0-9_]+)@([a-zA-Z0-9._-]+):(.*)")
_PASSWORD = re.compile(r"(//[^/@:\s]*):[^/@\s]*@")


class Source(Protocol):
    """Something that a plugin can be installed from."""

    name: str
    """What its folder among the plugins is called."""

    def fetch(self) -> str:
        """Bring the plugin to this machine and return the folder it is in. Raises PilothouseError."""
        ...


class LocalSource:
    """A folder of this machine, used where it is."""

    def __init__(self, path: str) -> None:
        self.path = os.path.abspath(path)
        self.name = base(self.path)

    def fetch(self) -> str:
        """The folder itself."""
        return self.path


def source_of(kernel: Kernel, text: str, version: str) -> Source:
    """The source that a text names; `version` is a tag, branch or constraint, and for repositories only.

    Raises PluginError for a text that names none (``Cannot detect VCS``).
    """
    if os.path.exists(text):
        return LocalSource(text)
    if text.startswith(("http://", "https://")) and text.endswith(ARCHIVE_SUFFIXES):
        from .archive_source import ArchiveSource

        return ArchiveSource(kernel, text)
    from .checkout_source import CheckoutSource

    return CheckoutSource(kernel, text, version)


def address_of(text: str) -> URL:
    """The URL that a text stands for; ``git@host:path`` is one of ssh. Raises PluginError."""
    found = _SCP_ADDRESS.fullmatch(text)
    if found is not None:
        return URL(scheme="ssh", user=found[1], host=found[2], path=f"/{found[3]}")
    try:
        return parse(text)
    except GoError as error:
        raise PluginError(without_password(str(error))) from None


def cache_key(text: str) -> str:
    """The folder below ``cache/plugins`` for a source: scheme, user, host and path joined by dashes.

    Raises PluginError for a text whose key would be no single, printable name.
    """
    address = address_of(text)
    user = (address.user or "").partition(":")[0]
    scheme = "" if _SCP_ADDRESS.fullmatch(text) else address.scheme
    key = "".join(f"{part}-" for part in (scheme, user) if part) + address.host + address.path
    key = key.replace("/", "-").replace(":", "-")
    if key in (".", "..") or "\\" in key or "\0" in key or has_control_characters(key):
        raise PluginError("Cannot detect VCS", details=("the source has characters that no folder may have",))
    return key


def without_password(text: str) -> str:
    """A text with the passwords of URLs in it taken out."""
    return _PASSWORD.sub(r"\1:xxxxx@", text)
