"""Reading what ``s3://BUCKET/KEY`` names, within a limit of size, and only if it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.model.options import Fetched
from .address import bucket_at, failed, parse
from .bucket import S3Error, TooLargeError, UnchangedError

if TYPE_CHECKING:
    from ....core.model.options import FetchOptions
    from ....core.protocols import KernelView

MAX_SIZE = 256 * 1024 * 1024
"""No object may be larger (bytes)."""


def fetch(url: str, options: FetchOptions, kernel: KernelView) -> Fetched:
    """The content of an object, or that it is what the validators of the options stand for.

    User names and passwords of the options are not used: credentials for S3 are no passwords that are sent. Raises
    RepositoryError: ``Failed to fetch URL : 404 Not Found`` for what the server refuses, ``Get "URL": …`` where there
    was no answer; MissingExtraError without boto3.
    """
    address = parse(url)
    limit = min(options.max_size or MAX_SIZE, MAX_SIZE)
    bucket = bucket_at(url, address, kernel, authority=options.ca_file)
    try:
        content, etag = bucket.get(address.key, limit=limit, unlike=options.validators)
    except UnchangedError:
        return Fetched(b"", options.validators, unchanged=True)
    except TooLargeError:
        raise RepositoryError(f"Failed to fetch {url} : the object is larger than {limit} bytes") from None
    except S3Error as error:
        raise failed(url, error) from None
    return Fetched(content, etag)
