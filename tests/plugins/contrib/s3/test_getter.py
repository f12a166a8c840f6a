from __future__ import annotations

import socket

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import Fetched, FetchOptions
from pilothouse.core.testkit import make_kernel
from stand_ins.s3_server import CHARTS, CREDENTIALS, S3Server

URL = f"s3://{CHARTS}/stable/index.yaml"


@pytest.fixture
def kernel(s3: S3Server) -> Kernel:
    return make_kernel(flags={"s3-endpoint": s3.url})


def failure(kernel: Kernel, url: str, options: FetchOptions | None = None) -> RepositoryError:
    with pytest.raises(RepositoryError) as caught:
        kernel.fetch(url, options or FetchOptions())
    return caught.value


def test_an_object_is_fetched_and_not_again_while_it_is_the_same(s3: S3Server, kernel: Kernel) -> None:
    s3.client.put_object(Bucket=CHARTS, Key="stable/index.yaml", Body=b"first")
    fetched = kernel.fetch_changes(URL, FetchOptions())
    assert fetched.content == b"first"
    same = kernel.fetch_changes(URL, FetchOptions(validators=fetched.validators))
    assert same == Fetched(b"", fetched.validators, unchanged=True)
    s3.client.put_object(Bucket=CHARTS, Key="stable/index.yaml", Body=b"second")
    assert kernel.fetch_changes(URL, FetchOptions(validators=fetched.validators)).content == b"second"


def test_keys_may_have_every_character(s3: S3Server, kernel: Kernel) -> None:
    s3.client.put_object(Bucket=CHARTS, Key="a b/web+é-1.0.0+x.tgz", Body=b"archive")
    assert kernel.fetch(f"s3://{CHARTS}/a%20b/web%2B%C3%A9-1.0.0+x.tgz", FetchOptions()) == b"archive"


def test_what_cannot_be_fetched_is_told_in_helms_sentence(s3: S3Server, kernel: Kernel) -> None:
    missing = failure(kernel, URL)
    assert missing.message == f"Failed to fetch {URL} : 404 Not Found"
    assert missing.details == ("S3: The specified key does not exist.",)
    assert failure(kernel, "s3://no-bucket/x").details == ("S3: there is no bucket no-bucket",)
    s3.client.put_object(Bucket=CHARTS, Key="stable/index.yaml", Body=b"x" * 11)
    large = failure(kernel, URL, FetchOptions(max_size=10))
    assert large.message == f"Failed to fetch {URL} : the object is larger than 10 bytes"


@pytest.mark.parametrize("url", ["s3:///key", "s3://ann:sesame@charts/key", "s3:charts"])
def test_what_is_no_address_is_told_without_a_password(kernel: Kernel, url: str) -> None:
    error = failure(kernel, url)
    assert error.message.endswith(": no address of S3")
    assert "sesame" not in error.message


def test_a_server_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilothouse.plugins.contrib.s3.bucket._ATTEMPTS", 1)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}"
    error = failure(make_kernel(flags={"s3-endpoint": endpoint}), URL)
    where = f"{endpoint}/{CHARTS}/stable/index.yaml"
    assert error.message == f'Get "{URL}": Could not connect to the endpoint URL: "{where}"'


def test_a_server_that_refuses_is_told_with_what_helps(
    s3: S3Server, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    denied = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
    s3.before = lambda environ: ("403 Forbidden", denied)
    error = failure(kernel, URL)
    assert error.message == f"Failed to fetch {URL} : 403 Forbidden"
    assert error.details == ("S3: AccessDenied: Access Denied",)
    assert error.hint.startswith("the server does not accept these credentials for that")
    for name in CREDENTIALS:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert failure(kernel, URL).hint.startswith("no credentials were found: AWS_ACCESS_KEY_ID")


def test_who_has_no_credentials_reads_what_everybody_may(
    s3: S3Server, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.client.put_object(Bucket=CHARTS, Key="stable/index.yaml", Body=b"public", ACL="public-read")
    for name in CREDENTIALS:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    signed: list[bool] = []

    def look(environ: dict[str, str]) -> None:
        signed.append("HTTP_AUTHORIZATION" in environ)

    s3.before = look
    assert kernel.fetch(URL, FetchOptions()) == b"public"
    assert signed == [False]


def test_what_is_no_s3_server_is_told(s3: S3Server, kernel: Kernel) -> None:
    s3.before = lambda environ: ("200 OK", b"<html>Welcome</html>")
    assert failure(kernel, URL).message == f'Get "{URL}": what answers is no S3 server'
