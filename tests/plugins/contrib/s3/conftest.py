"""Buckets on a server for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from stand_ins.s3_server import BUCKET, CHARTS, CREDENTIALS, S3Server


@pytest.fixture(scope="session")
def running_server() -> Iterator[S3Server]:
    server = S3Server()
    yield server
    server.close()


@pytest.fixture
def s3(running_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    """A server with two empty buckets, and credentials for it in the environment."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    for bucket in (BUCKET, CHARTS):
        running_server.client.create_bucket(Bucket=bucket)
    running_server.requests.clear()
    yield running_server
    running_server.before = lambda environ: None
    running_server.cuts = lambda environ: False
    for bucket in (BUCKET, CHARTS):
        for key in running_server.names(bucket):
            running_server.client.delete_object(Bucket=bucket, Key=key)
        running_server.client.delete_bucket(Bucket=bucket)
