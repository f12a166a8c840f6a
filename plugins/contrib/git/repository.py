"""Git repositories, kept in the folder for caches: states are fetched once, each without its history.

One bare repository for each remote, which one process at a time works with. What is fetched is known by its commit, so
nothing in it grows old; repositories that were not used for longest are removed when there are too many.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from ....core import private_files
from ....core.errors import RepositoryError
from ....core.golib.oserrors import path_error
from ....core.record import Record
from ....core.shared_files import locked
from .program import MAX_ANSWER, SECONDS, Git

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import FetchOptions
    from .addresses import Address

MAX_TAGS = 100
"""So many tags are looked at for ``tags=PATTERN``, those that git calls newest."""
MAX_REPOSITORIES = 40

_LINE = re.compile(rb"([0-9a-f]{40})\t(\S+)")
_ENTRY = re.compile(rb"([0-7]{6}) (\w+) ([0-9a-f]{40}) +([0-9]+|-)\t(.*)", re.DOTALL)
_HEADER = re.compile(rb"([0-9a-f]{40}) blob ([0-9]+)\n")
_MARK = ".lock"


class Entry(Record):
    """Something in a tree: its mode as git writes it, the name of its content, and the size of that."""

    mode: str
    id: str
    size: int


class Repository:
    """A repository on this machine that has, or fetches, states of a remote one."""

    def __init__(self, address: Address, git: Git) -> None:
        self._address = address
        self._git = git

    def commits(self) -> list[str]:
        """The commits that the address means, fetched: one for a reference; for tags, by version of git's own order.

        Raises RepositoryError.
        """
        found = [self._address.commit] if self._address.commit else self._ask()
        missing = [commit for commit in dict.fromkeys(found) if not self._has(commit)]
        if missing:
            self._git.run(
                "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance",
                "--no-write-fetch-head", "--", self._address.remote, *missing,
            )  # fmt: skip
        return found

    def entries(self, commit: str) -> dict[str, Entry]:
        """Everything in a commit by its path, folders left out. Raises RepositoryError."""
        output = self._git.run("ls-tree", "-r", "-z", "-l", "--full-tree", commit)
        entries = {}
        for line in output.split(b"\0"):
            found = _ENTRY.fullmatch(line)
            if found:
                mode, _, id, size, path = found.groups()
                name = path.decode("utf-8", "surrogateescape")
                entries[name] = Entry(mode.decode(), id.decode(), 0 if size == b"-" else int(size))
        return entries

    def contents(self, entries: Sequence[Entry]) -> list[bytes]:
        """The contents of files, in order. Raises RepositoryError."""
        wanted = "".join(f"{entry.id}\n" for entry in entries).encode()
        limit = sum(entry.size + 200 for entry in entries)
        output = self._git.run("cat-file", "--batch", input=wanted, limit=limit) if entries else b""
        contents, position = [], 0
        for entry in entries:
            found = _HEADER.match(output, position)
            if not found or found[1].decode() != entry.id:
                raise RepositoryError(f"{self._address} cannot be read: the content {entry.id} is missing")
            end = found.end() + int(found[2])
            contents.append(output[found.end() : end])
            position = end + 1
        return contents

    def _ask(self) -> list[str]:
        """The commits that the remote has for the reference or the tags of the address. Raises RepositoryError."""
        address = self._address
        if address.tags:
            words = ["--sort=-version:refname", "--", address.remote, "refs/tags/*"]
        elif address.ref.startswith("refs/"):
            words = ["--", address.remote, address.ref, f"{address.ref}^{{}}"]
        else:
            names = (
                address.ref,
                f"refs/tags/{address.ref}",
                f"refs/tags/{address.ref}^{{}}",
                f"refs/heads/{address.ref}",
            )
            words = ["--", address.remote, *names]
        output = self._git.run("ls-remote", "--quiet", *words, limit=MAX_ANSWER)
        known = {name.decode("utf-8", "replace"): commit.decode() for commit, name in _LINE.findall(output)}
        if address.tags:
            tags = [name for name in known if not name.endswith("^{}")]
            fitting = [name for name in tags if fnmatchcase(name.removeprefix("refs/tags/"), address.tags)]
            return [known.get(f"{name}^{{}}", known[name]) for name in fitting[:MAX_TAGS]]
        # As git itself: a tag before a branch of the same name, and of a tag what it stands for.
        for name in (f"{address.ref}^{{}}", f"refs/tags/{address.ref}^{{}}", f"refs/tags/{address.ref}"):
            if name in known:
                return [known[name]]
        found = known.get(f"refs/heads/{address.ref}", known.get(address.ref, ""))
        if not found:
            raise RepositoryError(f"{address} cannot be read: there is no branch or tag called {address.ref}")
        return [found]

    def _has(self, commit: str) -> bool:
        try:
            self._git.run("cat-file", "-e", f"{commit}^{{tree}}")
        except RepositoryError:
            return False
        return True


@contextmanager
def opened(address: Address, options: FetchOptions, kernel: Kernel) -> Iterator[Repository]:
    """The repository of an address, for the body of a ``with`` alone. Raises RepositoryError."""
    root = kernel.settings.cache_directory()
    folder = os.path.join(root, "git", hashlib.sha256(address.remote.encode("utf-8", "surrogateescape")).hexdigest())
    if not root or not private_files.ensure_directory(os.path.dirname(folder)):
        with tempfile.TemporaryDirectory(prefix="git-") as temporary:
            yield _prepared(address, options, temporary, kernel)
        return
    try:
        with locked(f"{folder}{_MARK}", SECONDS):
            if not private_files.ensure_directory(folder):
                raise RepositoryError(f"{folder} is not a folder of yours alone")
            os.utime(folder)
            yield _prepared(address, options, folder, kernel)
    except TimeoutError:
        raise RepositoryError(f"{address} cannot be read: another process works with it") from None
    except OSError as error:
        raise RepositoryError(f"{address} cannot be read: {path_error('open', folder, error)}") from None
    _prune(os.path.dirname(folder))


def _prepared(address: Address, options: FetchOptions, folder: str, kernel: Kernel) -> Repository:
    """The repository in a folder, which is made one where it is not."""
    git = Git(address, options, folder, kernel)
    if not os.path.exists(os.path.join(folder, "HEAD")):
        git.run("init", "--quiet", "--bare", "--template=")
    return Repository(address, git)


def _prune(folder: str) -> None:
    """Remove the repositories that were not used for longest and are too many; those in use stay."""
    try:
        with os.scandir(folder) as entries:
            kept = [(entry.stat(follow_symlinks=False).st_mtime_ns, entry.path) for entry in entries if entry.is_dir()]
    except OSError:
        return
    for _, path in sorted(kept, reverse=True)[MAX_REPOSITORIES:]:
        try:
            with locked(f"{path}{_MARK}", 0):
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            continue
