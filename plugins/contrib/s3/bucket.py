"""One bucket of an S3 server: reading, conditional writing, listing; errors are `S3Error` and its subclasses.

Rules: Amazon S3 API Reference (PutObject, GetObject, ListObjectsV2), "conditional requests" of its user guide.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ....core.extras import require
from ....core.text import printable, without_password

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ....core.protocols import KernelView

CONNECTIONS = 8
"""So many requests are made side by side at most."""

_CONNECT_SECONDS = 10
_READ_SECONDS = 60
_ATTEMPTS = 5
_BUSY_ROUNDS = 8
_PAUSE = 0.05
_DEFAULT_REGION = "us-east-1"

_NO_S3 = "what answers is no S3 server"
_FORBIDDEN = (
    "the server does not accept these credentials for that; where s3:ListBucket is not granted, what is missing looks "
    "forbidden"
)
_NO_CREDENTIALS = (
    "no credentials were found: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role of this machine "
    "provide them"
)


class S3Error(Exception):
    """A request that failed. `status` is the server's (0: there was no answer), `code` its word for what is wrong."""

    def __init__(self, message: str, *, status: int = 0, code: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.hint = hint


class MissingObjectError(S3Error):
    """There is no such object."""


class ConditionError(S3Error):
    """An object is not, or no longer, what a conditional request asks for."""


class UnchangedError(S3Error):
    """An object is still the one that is known already."""


class TooLargeError(S3Error):
    """An object is larger than wanted."""


class Listed:
    """An object of a listing."""

    __slots__ = ("etag", "key")

    def __init__(self, key: str, etag: str) -> None:
        self.key = key
        self.etag = etag


class Bucket:
    """A bucket by its name. Safe for several threads; to be made anew in a child process."""

    def __init__(self, client: Any, name: str, *, signed: bool) -> None:
        self._client = client
        self.name = name
        self._signed = signed

    @property
    def place(self) -> str:
        """What tells the bucket from others of its name: server and name."""
        return f"{self._client.meta.endpoint_url} {self.name}"

    def get(self, key: str, *, limit: int = 0, first: int = 0, unlike: str = "") -> tuple[bytes, str]:
        """The content of an object, or its `first` bytes, and its ETag.

        Raises MissingObjectError, TooLargeError for one of more than `limit` bytes, UnchangedError when its ETag is
        `unlike`.
        """
        wanted: dict[str, Any] = {"Range": f"bytes=0-{first - 1}"} if first else {}
        if unlike:
            wanted["IfNoneMatch"] = unlike
        content, etag = self._ask(lambda: self._read(key, limit, wanted))
        return content, etag

    def put(self, key: str, content: bytes, *, expected: str = "", new: bool = False, kind: str = "") -> str:
        """Write an object and return its ETag: with `expected` in place of that one, with `new` where there is none.

        Raises ConditionError, MissingObjectError when there is nothing to replace. Writers that are told to come
        again, because another one is at the same object, do so.
        """
        wanted: dict[str, Any] = {"IfNoneMatch": "*"} if new else {"IfMatch": expected} if expected else {}
        wanted |= {"Bucket": self.name, "Key": key, "Body": content, "ContentType": kind or "application/octet-stream"}
        for left in range(_BUSY_ROUNDS, -1, -1):
            try:
                return _etag(self._ask(lambda: self._client.put_object(**wanted)))
            except S3Error as error:
                if error.status != 409 or not left:
                    raise
                time.sleep(_PAUSE * 2 ** (_BUSY_ROUNDS - left))
        raise AssertionError("the last round returns or raises")

    def etag(self, key: str) -> str:
        """The ETag of an object. Raises MissingObjectError."""
        return _etag(self._ask(lambda: self._client.head_object(Bucket=self.name, Key=key)))

    def delete(self, key: str) -> None:
        """Remove an object; it need not be there."""
        self._ask(lambda: self._client.delete_object(Bucket=self.name, Key=key))

    def list(self, prefix: str, *, folder: bool = False) -> Iterator[Listed]:
        """The objects whose keys begin with a prefix, in the order of their keys; of a `folder` not those below it."""
        wanted: dict[str, Any] = {"Bucket": self.name, "Prefix": prefix, **({"Delimiter": "/"} if folder else {})}
        while True:
            page = self._ask(lambda: self._client.list_objects_v2(**wanted))
            for found in page.get("Contents", ()):
                yield Listed(found.get("Key", ""), _etag(found))
            if not page.get("IsTruncated"):
                return
            token = page.get("NextContinuationToken")
            if not token or token == wanted.get("ContinuationToken"):
                raise S3Error(_NO_S3)
            wanted["ContinuationToken"] = token

    def _read(self, key: str, limit: int, wanted: dict[str, Any]) -> tuple[bytes, str]:
        answer = self._client.get_object(Bucket=self.name, Key=key, **wanted)
        with answer["Body"] as body:
            if "ContentLength" not in answer:
                raise S3Error(_NO_S3)
            if limit and answer["ContentLength"] > limit:
                raise TooLargeError(f"it is larger than {limit} bytes")
            return body.read(), _etag(answer)

    def _ask(self, request: Callable[[], Any]) -> Any:
        """The answer to a request. Raises S3Error."""
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        try:
            return request()
        except ClientError as error:
            raise self._refusal(error) from None
        except ResponseParserError:
            raise S3Error(_NO_S3) from None
        except (BotoCoreError, OSError, ValueError) as error:
            raise S3Error(printable(without_password(str(error)))) from None

    def _refusal(self, error: Any) -> S3Error:
        """What an answer of the server means that is none of success."""
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        told = error.response.get("Error", {})
        code = printable(str(told.get("Code", "")))
        message = printable(str(told.get("Message") or code))
        if status == 412:
            return ConditionError(message, status=status, code=code)
        if status == 304:
            return UnchangedError(message, status=status, code=code)
        if code == "NoSuchBucket":
            return S3Error(f"there is no bucket {self.name}", status=status, code=code)
        if status == 404:
            return MissingObjectError(message, status=status, code=code)
        hint = (_FORBIDDEN if self._signed else _NO_CREDENTIALS) if status in (401, 403) else ""
        if code and code != message:
            message = f"{code}: {message}"
        return S3Error(message, status=status, code=code, hint=hint)


def _etag(answer: dict[str, Any]) -> str:
    """The ETag in an answer. Raises S3Error when it has none."""
    etag = answer.get("ETag")
    if not etag:
        raise S3Error(_NO_S3)
    return str(etag)


def open_bucket(kernel: KernelView, name: str, purpose: str, *, authority: str = "") -> Bucket:
    """A bucket of the server that the settings name, with the credentials that boto3 finds, or without any.

    `authority` is a file of certificates that are trusted instead of the system's. Raises MissingExtraError without
    boto3 (`purpose` says what needs it), S3Error for settings that cannot be used.
    """
    require("boto3", "s3", purpose)
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    endpoint, region = kernel.setting("s3-endpoint"), kernel.setting("s3-region")
    try:
        session = _session(region)
        signed = session.get_credentials() is not None
        config = Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            max_pool_connections=CONNECTIONS,
            # Servers of others do not know the checksums that AWS has introduced.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path"} if endpoint else None,
            signature_version=None if signed else UNSIGNED,
        )
        client = session.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=session.region_name or _DEFAULT_REGION,
            config=config,
            verify=authority or None,
        )
    except (BotoCoreError, ValueError, OSError) as error:
        raise S3Error(
            printable(without_password(str(error))),
            hint="PILOTHOUSE_S3_ENDPOINT, PILOTHOUSE_S3_REGION and AWS_PROFILE say which server",
        ) from None
    return Bucket(client, name, signed=signed)


_shared: dict[str, Any] = {}
"""What the sessions of this process share: the descriptions of services, which take longest to read."""


def _session(region: str) -> Any:
    """A session of boto3 for one bucket: neither sessions nor credentials are shared between threads."""
    from boto3.session import Session
    from botocore.session import Session as Core

    core = Core()
    loader = _shared.setdefault("data_loader", core.get_component("data_loader"))
    core.register_component("data_loader", loader)
    return Session(region_name=region or None, botocore_session=core)
