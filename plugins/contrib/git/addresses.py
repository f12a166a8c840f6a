"""Addresses of charts in Git repositories: ``git+https://HOST/REPOSITORY//PATH?ref=REF``.

PATH is the folder of a chart, or one with folders of charts in it, from the root of the repository on; it may be empty.
REF is a branch, a tag or a commit, ``HEAD`` without one; ``tags=PATTERN`` in its place means all tags like that. The
address of an archive has the name of its file at the end of PATH.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from ....core.errors import RepositoryError
from ....core.golib.strconv import quote as quoted
from ....core.record import Record
from ....core.text import has_control_characters, without_password

SCHEMES = ("git+https", "git+ssh", "git+file")

_HOST = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\])").fullmatch
_REF = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_+./#=-]|@(?!\{)){0,199}").fullmatch
_PATTERN = re.compile(r"[A-Za-z0-9_*?](?:[A-Za-z0-9_+./*?-]){0,199}").fullmatch
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}").fullmatch
_COMMIT = re.compile(r"[0-9a-f]{40}").fullmatch
_LONGEST = 4096
_HEAD = "HEAD"


class Address(Record):
    """A folder of a Git repository at a state, or the archive of a chart (`file`).

    `remote` is what git is told, without credentials but for the name that ssh needs. `path` and `file` are decoded.
    """

    scheme: str
    remote: str
    path: str = ""
    file: str = ""
    ref: str = ""
    tags: str = ""
    username: str = ""
    password: str = ""

    @property
    def commit(self) -> str:
        """The commit that is meant, where the address says it outright; else empty."""
        return self.ref if _COMMIT(self.ref) else ""

    def archive(self, folder: str, file: str, commit: str) -> str:
        """The address of the archive of the chart in a folder at a commit, with this one's credentials."""
        protocol, _, place = self.remote.partition("://")
        user = quote(self.username, safe="") + (f":{quote(self.password, safe='')}" if self.password else "")
        whole = f"{user}@{place}" if user else place
        path = quote(f"{folder}/{file}" if folder else file)
        return f"git+{protocol}://{whole}//{path}?ref={commit}"

    def __str__(self) -> str:
        """The address, without credentials."""
        parts = [part for part in (self.path, self.file) if part]
        query = f"?tags={self.tags}" if self.tags else f"?ref={self.ref}" if self.ref != _HEAD else ""
        return f"git+{self.remote}//{'/'.join(parts)}{query}"


def is_address(text: str) -> bool:
    """Whether a text is an address of the form that is read here (``//`` ends the name of the repository)."""
    scheme, separator, rest = text.partition("://")
    place = rest.partition("?")[0]
    return bool(separator) and scheme.lower() in SCHEMES and "//" in place.lstrip("/")


def parse(text: str) -> Address:
    """Take an address apart. Raises RepositoryError for what is none, without showing a password in it."""
    shown = quoted(without_password(text[:_LONGEST]))
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise RepositoryError(f"{shown} is not the address of a folder in a Git repository") from None
    if not is_address(text) or len(text) > _LONGEST or has_control_characters(text) or parts.fragment:
        raise RepositoryError(
            f"{shown} is not the address of a folder in a Git repository",
            hint="git+https://HOST/REPOSITORY//PATH?ref=REF is what it looks like",
        )
    scheme = parts.scheme.lower()
    repository, _, inner = parts.path.partition("//")
    if scheme == "git+file":
        if parts.netloc:
            raise RepositoryError(f"{shown}: a repository of this machine has no host", hint="git+file:///PATH//FOLDER")
    elif not host or not _HOST(parts.netloc.rpartition("@")[2].rpartition(":")[0] or host) or not _HOST(_plain(host)):
        raise RepositoryError(f"{shown} names no host")
    if len(repository) < 2:
        raise RepositoryError(f"{shown} names no repository")
    ref, tags = _state(parts.query, shown)
    path, file = _inner(unquote(inner), shown)
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    if scheme == "git+ssh" and ((username and not _USER(username)) or password):
        raise RepositoryError(
            f"{shown}: the name of the user is not one that ssh is given", hint="keys let in, not words"
        )
    place = _plain(host) + (f":{port}" if port is not None else "")
    login = f"{username}@" if scheme == "git+ssh" and username else ""
    return Address(
        scheme,
        f"{scheme.removeprefix('git+')}://{login}{place}{repository}",
        path,
        file,
        ref,
        tags,
        "" if scheme == "git+ssh" else username,
        password,
    )


def _plain(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _state(query: str, shown: str) -> tuple[str, str]:
    """The reference and the pattern of tags. Raises RepositoryError for what could be taken for something else."""
    try:
        items = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=4)
    except ValueError:
        items = [("", "")]
    values = dict(items)
    if len(values) != len(items) or values.keys() - {"ref", "tags"} or len(values) > 1:
        raise RepositoryError(f"{shown} has a query that is not understood", hint="?ref=REF or ?tags=PATTERN is one")
    ref, tags = values.get("ref", _HEAD), values.get("tags", "")
    is_plain = _REF(ref) and ".." not in ref and "//" not in ref and not ref.endswith((".lock", "/", "."))
    if not is_plain or ("tags" in values and not _PATTERN(tags)):
        raise RepositoryError(f"{shown} names no branch, tag or commit")
    return ref, tags


def _inner(path: str, shown: str) -> tuple[str, str]:
    """The folder, and the name of the archive where there is one. Raises RepositoryError for a path that leads out."""
    parts = [part for part in path.split("/") if part]
    if any(part in (".", "..") or has_control_characters(part) for part in parts):
        raise RepositoryError(f"{shown}: the path is not one below the repository")
    file = parts.pop() if parts and parts[-1].endswith((".tgz", ".prov")) else ""
    return "/".join(parts), file
