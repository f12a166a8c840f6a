"""Servers that answer as no S3 server does."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pilothouse.plugins.contrib.s3.bucket import Bucket, S3Error


class Client:
    """Stands in the place of boto3's: every listing has the same end, every object the same bytes and no length."""

    def __init__(self, **page: Any) -> None:
        self._page = page

    def list_objects_v2(self, **_: Any) -> dict[str, Any]:
        return {"Contents": [{"Key": "a", "ETag": "1"}], "IsTruncated": True, **self._page}

    def get_object(self, **_: Any) -> dict[str, Any]:
        return {"Body": BytesIO(b"x" * 100), "ETag": "1"}


@pytest.mark.parametrize("page", [{}, {"NextContinuationToken": ""}, {"NextContinuationToken": "again"}])
def test_a_listing_that_does_not_go_on_is_an_error(page: dict[str, Any]) -> None:
    with pytest.raises(S3Error, match="what answers is no S3 server"):
        list(Bucket(Client(**page), "b", signed=False).list(""))


def test_an_object_of_unknown_length_is_an_error() -> None:
    with pytest.raises(S3Error, match="what answers is no S3 server"):
        Bucket(Client(), "b", signed=False).get("a", limit=99)
