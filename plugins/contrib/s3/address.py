"""Addresses of S3: ``s3://BUCKET/KEY``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ....core.errors import RepositoryError
from ....core.golib import url as go_url
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.text import without_password
from .bucket import S3Error, open_bucket

if TYPE_CHECKING:
    from ....core.protocols import KernelView
    from .bucket import Bucket


class Address(NamedTuple):
    """A bucket and what the keys there begin with, or are."""

    bucket: str
    key: str


def parse(url: str) -> Address:
    """What a URL names. Raises RepositoryError for what is no address of S3."""
    try:
        parsed = go_url.parse(url)
    except GoError:
        raise RepositoryError(f"parse {quote(without_password(url))}: invalid URL") from None
    if parsed.scheme != "s3" or not parsed.host or parsed.user is not None:
        raise RepositoryError(
            f"Get {quote(without_password(url))}: no address of S3",
            hint="s3://BUCKET/KEY is one; credentials are found as by every program with boto3: variables, profiles, "
            "roles",
        )
    return Address(parsed.host, parsed.path.lstrip("/"))


def bucket_at(url: str, address: Address, kernel: KernelView, *, authority: str = "") -> Bucket:
    """The bucket of an address. Raises RepositoryError, MissingExtraError."""
    try:
        return open_bucket(kernel, address.bucket, "an address of s3://", authority=authority)
    except S3Error as error:
        raise failed(url, error) from None


def failed(url: str, error: S3Error, verb: str = "Get") -> RepositoryError:
    """The error for a request about a URL that failed, in the words of other getters."""
    shown = without_password(url)
    if not error.status:
        return RepositoryError(f"{verb} {quote(shown)}: {error}", hint=error.hint)
    from http import HTTPStatus

    try:
        status = f"{error.status} {HTTPStatus(error.status).phrase}"
    except ValueError:
        status = str(error.status)
    what = "fetch" if verb == "Get" else "write"
    return RepositoryError(f"Failed to {what} {shown} : {status}", details=(f"S3: {error}",), hint=error.hint)
