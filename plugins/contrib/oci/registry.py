"""A registry, as far as charts need one: tags, manifests, blobs, and the catalogue where it has one.

Rules: the OCI distribution specification 1.1. Everything that comes is bounded, and what has a digest is compared with
it before anybody sees it.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from ....core.errors import PilothouseError, RepositoryError
from ....core.text import printable
from . import references
from .authorization import Authorization
from .docker_config import Credentials, DockerConfig
from .exchange import Exchange, NoTlsError, is_loopback, origin_of, resolve, shown_url
from .manifests import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.kernel import Kernel
    from ....core.model.options import FetchOptions
    from .exchange import Answer

MAX_MANIFEST = 4 * 1024 * 1024
"""No manifest and no page of a list may be larger (bytes), as the specification has it."""
MAX_ITEMS = 100_000
"""No list may have more tags or names."""

_MAX_PAGES = 200
_NEXT = re.compile(r'<([^<>]*)>\s*;[^,]*\brel="?next"?')
_PLAIN_HTTP = "oci-plain-http"
_HUB = {"docker.io": "registry-1.docker.io", "index.docker.io": "registry-1.docker.io"}


class UnknownManifestError(RepositoryError):
    """A repository has no such tag or digest, or does not exist."""


class Registry:
    """One registry, with the credentials and the TLS files of `options`, else those that Docker's file has."""

    def __init__(self, host: str, options: FetchOptions, kernel: Kernel) -> None:
        self.host = host
        environment = kernel.settings.environment
        self._exchange = Exchange(options, environment)
        given = Credentials(options.username, options.password)
        self._base = _base_address(host, options, kernel, self._exchange)
        origin = origin_of(self._base)
        self._exchange.home = origin
        self._authorization = Authorization(
            self._exchange, origin, lambda: given or DockerConfig(environment).find(host), kernel.conceal
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._exchange.close()

    def ping(self) -> None:
        """Make sure that there is a registry, and that it lets us in. Raises RepositoryError."""
        answer = self._ask("GET", "/v2/", "", limit=MAX_MANIFEST)
        if answer.status != 200:
            raise self._failure(answer, f"{self.host} is not a registry, or does not let us in")

    def tags(self, path: str) -> list[str]:
        """All tags of a repository that are valid, as the registry orders them; those that are not are passed over.

        Raises UnknownManifestError when there is no such repository, RepositoryError.
        """
        items = self._items(f"/v2/{path}/tags/list?n=1000", f"repository:{path}:pull", "tags", path)
        return [tag for tag in items if references.is_tag(tag)]

    def catalogue(self) -> list[str] | None:
        """The names of all repositories; None where the registry does not tell them. Raises RepositoryError."""
        try:
            items = list(self._items("/v2/_catalog?n=1000", "registry:catalog:*", "repositories", ""))
        except RefusedError:
            return None
        return [name for name in items if references.is_name(name)]

    def manifest(self, path: str, reference: str) -> tuple[bytes, str]:
        """A manifest by tag or digest, and its digest. Raises UnknownManifestError, RepositoryError."""
        url = f"/v2/{path}/manifests/{reference}"
        answer = self._ask("GET", url, f"repository:{path}:pull", limit=MAX_MANIFEST, accept=MANIFEST)
        shown = f"{self.host}/{path}{'@' if references.is_digest(reference) else ':'}{reference}"
        if answer.status == 404:
            raise UnknownManifestError(f"{shown} does not exist")
        if answer.status != 200:
            raise self._failure(answer, f"{shown} cannot be had")
        digest = digest_of(answer.body)
        promised = reference if references.is_digest(reference) else answer.header("Docker-Content-Digest")
        if promised and references.is_digest(promised) and promised != digest:
            raise RepositoryError(f"{shown}: the registry sent a manifest with another digest, {digest}")
        return answer.body, digest

    def blob(self, path: str, digest: str, size: int, limit: int) -> bytes:
        """The content of a digest, which is verified; `size` is what the manifest promises. Raises RepositoryError."""
        shown = f"{self.host}/{path}@{digest}"
        if size > limit:
            raise RepositoryError(f"{shown} is larger than {limit} bytes")
        answer = self._ask("GET", f"/v2/{path}/blobs/{digest}", f"repository:{path}:pull", limit=size)
        if answer.status != 200:
            raise self._failure(answer, f"{shown} cannot be had")
        if len(answer.body) != size or digest_of(answer.body) != digest:
            found = digest_of(answer.body)
            raise RepositoryError(f"{shown}: the registry sent something else, with the digest {found}")
        return answer.body

    def put_blob(self, path: str, content: bytes) -> str:
        """Upload a blob unless it is there already; its digest. Raises RepositoryError."""
        digest, scope = digest_of(content), f"repository:{path}:pull,push"
        answer = self._ask("HEAD", f"/v2/{path}/blobs/{digest}", scope, limit=0)
        if answer.status == 200:
            return digest
        answer = self._ask("POST", f"/v2/{path}/blobs/uploads/", scope, limit=MAX_MANIFEST, body=b"")
        location = answer.header("Location")
        if answer.status != 202 or not location:
            raise self._failure(answer, f"{self.host} does not take an upload to {path}")
        target = resolve(answer.url, location)
        origin = origin_of(target)
        own = origin == origin_of(self._base)
        if not own and origin[0] != "https":
            raise RepositoryError(f"{self.host} wants an upload at {shown_url(target)}, which is not encrypted")
        separator = "&" if urlsplit(target).query else "?"
        headers = {"Content-Type": "application/octet-stream", **(self._authorization.headers() if own else {})}
        url = f"{target}{separator}digest={digest.replace(':', '%3A')}"
        answer = self._exchange.send("PUT", url, headers, limit=MAX_MANIFEST, body=content)
        if answer.status != 201:
            raise self._failure(answer, f"{self.host} did not take the upload to {path}")
        return digest

    def put_manifest(self, path: str, tag: str, content: bytes) -> str:
        """Store a manifest under a tag; its digest. Raises RepositoryError."""
        url, scope = f"/v2/{path}/manifests/{tag}", f"repository:{path}:pull,push"
        answer = self._ask("PUT", url, scope, limit=MAX_MANIFEST, body=content, content_type=MANIFEST)
        if answer.status != 201:
            raise self._failure(answer, f"{self.host} did not take {path}:{tag}")
        return digest_of(content)

    def _ask(
        self,
        method: str,
        url: str,
        scope: str,
        *,
        limit: int,
        accept: str = "",
        body: bytes | None = None,
        content_type: str = "",
    ) -> Answer:
        """One question, once more with what the registry asks for when it answers 401."""
        headers = {"Accept": accept} if accept else {}
        if content_type:
            headers["Content-Type"] = content_type
        # The limit is for what is asked for: an error or a challenge may come instead.
        room = max(limit, MAX_MANIFEST)
        for _ in range(3):
            sent = {**headers, **self._authorization.headers()}
            if method in ("GET", "HEAD"):
                answer = self._exchange.follow(method, self._base + url, sent, limit=room)
            else:
                answer = self._exchange.send(method, self._base + url, sent, limit=room, body=body)
            is_own = origin_of(answer.url) == origin_of(self._base)
            if answer.status != 401 or not is_own or not self._authorization.answer(answer, scope):
                break
        return answer

    def _items(self, url: str, scope: str, field: str, path: str) -> Iterator[Any]:
        """The items of a list in pages. Raises RepositoryError for lists without end and pages that are none."""
        count = 0
        start = urlsplit(url).path
        for _ in range(_MAX_PAGES):
            answer = self._ask("GET", url, scope, limit=MAX_MANIFEST)
            if answer.status == 404 and path:
                raise UnknownManifestError(f"{self.host}/{path} does not exist")
            if answer.status != 200:
                raise self._failure(answer, f"{self.host}{start} cannot be read")
            items = self._document(answer).get(field) or []
            if not isinstance(items, list):
                raise RepositoryError(f"{self.host}{start}: there is no list of {field} in the answer")
            count += len(items)
            if count > MAX_ITEMS:
                raise RepositoryError(f"{self.host}{start} lists more than {MAX_ITEMS} {field}")
            yield from items
            found = _NEXT.search(answer.header("Link"))
            if not found:
                return
            following = resolve(answer.url, found[1])
            if origin_of(following) != origin_of(self._base) or urlsplit(following).path != start:
                raise RepositoryError(f"{self.host}{start} goes on at another address, {shown_url(following)}")
            url = f"{start}?{urlsplit(following).query}"
        raise RepositoryError(f"{self.host}{start} has more than {_MAX_PAGES} pages")

    def _document(self, answer: Answer) -> dict[str, Any]:
        try:
            document = json.loads(answer.body)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise RepositoryError(f"{shown_url(answer.url)}: the answer is no JSON of a registry")
        return document

    def _failure(self, answer: Answer, sentence: str) -> RepositoryError:
        """The error for a status, with what the registry says about it."""
        details = [f"the registry answers {answer.status}"]
        try:
            for one in json.loads(answer.body)["errors"][:5]:
                details.append(printable(f"{one['code']}: {one.get('message', '')}".rstrip(": "))[:300])
        except (ValueError, KeyError, TypeError, RecursionError, AttributeError):
            pass
        hint = ""
        if answer.status in (401, 403):
            known = bool(self._authorization.credentials)
            which = "the user name and password may not be right, or not be enough" if known else "it wants credentials"
            hint = f"{which}: `oci login {self.host}` keeps others"
        if answer.status in (401, 403, 404, 405):
            return RefusedError(sentence, details=tuple(details), hint=hint)
        return RepositoryError(sentence, details=tuple(details), hint=hint)


class RefusedError(RepositoryError):
    """A registry does not do, or does not let us do, what was asked for."""


def digest_of(content: bytes) -> str:
    """The digest of a content, as manifests have it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _base_address(host: str, options: FetchOptions, kernel: Kernel, exchange: Exchange) -> str:
    """Where a registry is asked: by https, unless it is on this machine and knows no TLS, or a setting names it."""
    server = _HUB.get(host, host)
    secure, plain = f"https://{server}", f"http://{server}"
    if host in [one.strip().lower() for one in kernel.setting(_PLAIN_HTTP).split(",")]:
        return plain
    if not is_loopback(origin_of(secure)[1]) or options.ca_file or options.cert_file:
        return secure
    try:
        exchange.send("GET", f"{secure}/v2/", {}, limit=MAX_MANIFEST)
    except NoTlsError:
        return plain
    except PilothouseError:
        pass
    return secure
