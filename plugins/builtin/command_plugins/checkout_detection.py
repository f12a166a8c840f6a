"""Which version control system a URL or a folder is of, and its checkout on this machine.

Rules: github.com/Masterminds/vcs 1.13.1, which Helm uses.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, PluginError
from ....core.golib.path import clean
from ....core.golib.url import URL
from ....core.model.options import FetchOptions
from .process import look_up
from .sources import address_of, without_password

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from .checkout import Checkout

CANNOT_DETECT = "Cannot detect VCS"
_KINDS = ("git", "svn", "hg", "bzr")
_PART = r"[A-Za-z0-9_.\-]+"
_KNOWN_HOSTS = {
    "github.com": ("git", rf"/{_PART}/{_PART}(/{_PART})*"),
    "bitbucket.org": ("git", rf"/{_PART}/{_PART}(/{_PART})*"),
    "launchpad.net": ("bzr", rf"/(({_PART})(/{_PART})?|~{_PART}/(\+junk|{_PART})/{_PART})(/{_PART})*"),
    "git.launchpad.net": ("git", rf"/(({_PART})|~{_PART}/(\+git|{_PART})/{_PART})"),
    "hub.jazz.net": ("git", rf"/git/[a-z0-9]+/{_PART}(/{_PART})*"),
    "go.googlesource.com": ("git", rf"/{_PART}/?"),
    "git.openstack.org": ("git", rf"/{_PART}/{_PART}"),
}
_SCHEMES = {"git+ssh": "git", "git": "git", "bzr+ssh": "bzr", "svn+ssh": "svn"}
_PAGE_SIZE = 1 << 20


def checkout_of(kernel: Kernel, text: str, folder: str) -> Checkout:
    """The repository that `text` names, with the folder for it, which may have a checkout already.

    Raises PluginError: ``Cannot detect VCS``, ``git is not installed``, ``The Remote does not match the VCS endpoint``.
    """
    environment = kernel.settings.environment
    try:
        kind, remote = _detect_remote(kernel, text)
    except PluginError as error:
        if error.message != CANNOT_DETECT:
            raise
        kind, remote = kind_of_folder(folder), ""
        if not kind:
            raise
    return _open(environment, kind, remote, folder)


def checkout_in(environment: Mapping[str, str], folder: str) -> Checkout:
    """The checkout in a folder. Raises PluginError (``Cannot detect VCS``)."""
    kind = kind_of_folder(folder)
    if not kind:
        raise PluginError(CANNOT_DETECT)
    return _open(environment, kind, "", folder)


def kind_of_folder(folder: str) -> str:
    """The version control system whose checkout a folder is; empty for none."""
    return next((kind for kind in _KINDS if os.path.exists(os.path.join(folder, f".{kind}"))), "")


def _open(environment: Mapping[str, str], kind: str, remote: str, folder: str) -> Checkout:
    try:
        look_up(kind, environment)
    except PluginError:
        raise PluginError(f"{kind} is not installed") from None
    there = kind_of_folder(folder)
    if there and there != kind:
        raise PluginError("Wrong VCS detected", details=(f"{folder} is of {there}, not of {kind}",))
    checkout = _class_of(kind)(environment, remote, folder)
    if there:
        configured = checkout.configured_remote()
        if configured and remote and configured != remote:
            raise PluginError(
                "The Remote does not match the VCS endpoint",
                details=(f"{folder} comes from {without_password(configured)}",),
                hint=f"remove {folder} to get it anew",
            )
        checkout.remote = remote or configured
    return checkout


def _class_of(kind: str) -> type[Checkout]:
    if kind == "git":
        from .checkout_git import GitCheckout

        return GitCheckout
    if kind == "svn":
        from .checkout_svn import SvnCheckout

        return SvnCheckout
    if kind == "hg":
        from .checkout_hg import HgCheckout

        return HgCheckout
    from .checkout_bzr import BzrCheckout

    return BzrCheckout


def _detect_remote(kernel: Kernel, text: str) -> tuple[str, str]:
    """The version control system behind a URL, and the URL of the repository. Raises PluginError."""
    address = address_of(text)
    kind = _kind_of_url(address)
    if kind:
        return kind, text
    if address.scheme in ("http", "https") and address.host:
        found = _ask_page(kernel, address)
        if found is not None:
            return found
    raise PluginError(
        CANNOT_DETECT,
        details=(f"{without_password(text)!r} is neither a path, nor the URL of an archive or a known repository",),
        hint="behind file:// only a folder with .git, .hg, .svn or .bzr is a repository: clone a bare one first"
        if address.scheme == "file"
        else "URLs of repositories end in .git, .hg, .svn or .bzr, those of archives in .tgz or .tar.gz",
    )


def _kind_of_url(address: URL) -> str:
    """The version control system that a URL speaks of by itself; empty when it does not."""
    if address.scheme == "file":
        return kind_of_folder(clean(address.path)) if not address.host else ""
    user = (address.user or "").partition(":")[0]
    if not address.host or address.host.startswith("-") or user.startswith("-"):
        return ""
    if address.scheme in _SCHEMES:
        return _SCHEMES[address.scheme]
    if address.host in _KNOWN_HOSTS:
        kind, pattern = _KNOWN_HOSTS[address.host]
        return kind if re.fullmatch(pattern, address.path) else ""
    suffix = re.search(r"\.(git|hg|svn|bzr)$", address.path)
    if suffix:
        return suffix[1]
    return user if user in ("git", "hg") else ""


def _ask_page(kernel: Kernel, address: URL) -> tuple[str, str] | None:
    """What the page at a URL says about a repository, as the go command asks (``<meta name="go-import" …>``)."""
    query = f"{address.query}+go-get=1" if address.query else "go-get=1"
    asked = URL(
        scheme=address.scheme, user=address.user, host=address.host, path=address.path, raw_path=address.raw_path,
        query=query,
    )  # fmt: skip
    try:
        page = kernel.fetch(str(asked), FetchOptions(max_size=_PAGE_SIZE))
    except PilothouseError:
        return None
    from .go_import import repository_in

    found = repository_in(page.decode("utf-8", "replace"), address.host + address.path)
    if found is None or found[0] not in _KINDS:
        return None
    kind, remote = found
    try:
        target = address_of(remote)
    except PluginError:
        return None
    # A page may send us to another machine, but not to a file of this one, nor hide an option in the address.
    is_remote = target.scheme in ("http", "https", "ssh", *_SCHEMES) and bool(target.host)
    return (kind, remote) if is_remote and not target.host.startswith("-") else None
