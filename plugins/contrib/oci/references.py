"""Addresses of charts in registries: ``oci://HOST[:PORT]/PATH[:TAG][@DIGEST][/FILE]``.

Rules: the OCI distribution specification (names, tags, digests) and Helm 3 (``+`` of a version is ``_`` in a tag). The
address of an archive has the name of its file at the end, which is what it is saved as.
"""

from __future__ import annotations

import re
from functools import cmp_to_key

from ....core.errors import RepositoryError
from ....core.golib import semver
from ....core.golib.strconv import quote
from ....core.record import Record
from ....core.text import without_password

SCHEME = "oci://"

_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
).fullmatch
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_PATH = re.compile(f"{_PART}(?:/{_PART})*").fullmatch
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}").fullmatch
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}").fullmatch
_WHOLE = re.compile(r"([^:@]*)(?::([^:@/]*))?(?:@(sha256:[^:@/]*))?(?:/([^/]+))?").fullmatch
_VERSION = re.compile(
    r"(?:0|[1-9][0-9]{0,17})(?:\.(?:0|[1-9][0-9]{0,17})){2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?"
).fullmatch
_LONGEST = 2048


class Reference(Record):
    """A chart in a registry, or a folder of charts: `path` is the repository's, `tag` and `digest` perhaps empty.

    `file` is the name of an archive or signature that the address ends with, empty for none.
    """

    host: str
    path: str
    tag: str = ""
    digest: str = ""
    file: str = ""

    @property
    def name(self) -> str:
        """The last part of the path: what the chart is called."""
        return self.path.rpartition("/")[2]

    @property
    def version(self) -> str:
        """The version that the tag stands for, empty where it stands for none."""
        return version_of(self.tag)

    def __str__(self) -> str:
        """The address."""
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        path = f"/{self.path}" if self.path else ""
        return f"{SCHEME}{self.host}{path}{tag}{digest}" + (f"/{self.file}" if self.file else "")


def is_address(text: str) -> bool:
    """Whether a text is an address in a registry."""
    return text[: len(SCHEME)].lower() == SCHEME


def parse(text: str) -> Reference:
    """Take an address apart. Raises RepositoryError for what is none, without showing a password in it."""
    host, _, rest = text[len(SCHEME) :].partition("/")
    shown = quote(without_password(text))
    if not is_address(text) or len(text) > _LONGEST:
        raise RepositoryError(f"{shown} is not the address of a chart in a registry")
    if "@" in host:
        raise RepositoryError(
            f"{shown} has a user name in it", hint="`oci login` keeps credentials, --username and --password give them"
        )
    if not _HOST(host) or not 0 <= int(_port(host) or 0) <= 65535:
        raise RepositoryError(f"{shown} names no registry", hint="oci://HOST/PATH/CHART:VERSION is what it looks like")
    found = _WHOLE(rest.removesuffix("/"))
    if found is None:
        raise RepositoryError(f"{shown} is not the address of a chart in a registry")
    path, tag, digest, file = (part or "" for part in found.groups())
    if tag or digest or not file:
        path = path.removesuffix("/")
    else:
        path, file = f"{path}/{file}", ""
    if path and not _PATH(path):
        raise RepositoryError(
            f"{shown}: {quote(path)} is not the name of a repository in a registry",
            hint="those are of small letters, digits and single dots, dashes and underscores between them",
        )
    if (":" in rest and tag and not _TAG(tag)) or (digest and not _DIGEST(digest)) or _has_empty_part(rest):
        raise RepositoryError(f"{shown} has no valid tag or digest", hint="the only digests are of SHA-256")
    return Reference(host.lower(), path, tag, digest, file)


def _has_empty_part(rest: str) -> bool:
    return ":@" in rest or rest.endswith((":", "@"))


def _port(host: str) -> str:
    return host.rpartition(":")[2] if not host.endswith("]") and ":" in host else ""


def is_name(path: object) -> bool:
    """Whether something may be the name of a repository."""
    return isinstance(path, str) and len(path) <= 255 and _PATH(path) is not None


def is_digest(text: object) -> bool:
    """Whether something is a digest that can be verified: one of SHA-256."""
    return isinstance(text, str) and _DIGEST(text) is not None


def is_tag(text: object) -> bool:
    """Whether something is a tag, and so can be printed and asked for."""
    return isinstance(text, str) and _TAG(text) is not None


def tag_of(version: str) -> str:
    """The tag of a version. Raises RepositoryError for one that no tag can have."""
    tag = version.replace("+", "_")
    if not _VERSION(version) or not _TAG(tag):
        raise RepositoryError(
            f"the version {quote(version)} cannot be a tag", hint="versions such as 1.2.3 and 1.2.3-rc.1 can be one"
        )
    return tag


def version_of(tag: str) -> str:
    """The version that a tag stands for, empty for any other tag (``latest``)."""
    version = tag.replace("_", "+")
    if not _TAG(tag) or not _VERSION(version):
        return ""
    try:
        semver.parse(version)
    except semver.SemverError:
        return ""
    return version


def newest_first(tags: list[str]) -> list[str]:
    """The versions that tags stand for, newest first; tags that are no versions are passed over."""
    versions = {version for version in map(version_of, tags) if version}
    return sorted(sorted(versions), key=cmp_to_key(_compare), reverse=True)


def _compare(one: str, other: str) -> int:
    return semver.parse(one).compare(semver.parse(other))
