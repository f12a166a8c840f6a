from __future__ import annotations

import socket
from typing import Any

import pytest
from pilothouse.core.errors import RecordConflictError, RecordExistsError, StorageError
from pilothouse.core.protocols import StorageDriver
from pilothouse.core.storage_contract import StorageContract, labels_of
from pilothouse.plugins.contrib.s3 import conditional_writes
from stand_ins.s3_server import BUCKET, Context, S3Server

FOLDER = "pilothouse/kube-system"


def connect(s3: S3Server, **options: str) -> StorageDriver:
    context = Context(s3.url, **options)
    driver: StorageDriver = context.kernel.registered("helm_register_storage_drivers", "s3")(context)
    return driver


class TestS3(StorageContract):
    @pytest.fixture(autouse=True)
    def _server(self, s3: S3Server) -> None:
        self.s3 = s3

    def make_driver(self) -> StorageDriver:
        return connect(self.s3)


def asked(s3: S3Server) -> list[str]:
    """The requests since the last look; a label card is its record with a ``~``."""
    found = [request.replace(f"/{BUCKET}/{FOLDER}/", "").replace(f"/{BUCKET}/", "") for request in s3.requests]
    found = ["LIST" if request == f"GET /{BUCKET}" else request for request in found]
    s3.requests.clear()
    return [f"{request.partition('~')[0]}~" if "~" in request else request for request in found]


def test_few_requests_are_made(s3: S3Server) -> None:
    driver = connect(s3)
    made = driver.create("web.v1", "body", labels_of("web", status="PENDING_INSTALL"))
    trial = "PUT pilothouse/.conditional-writes"
    assert asked(s3) in ([trial, trial, trial, "PUT web.v1", "PUT web.v1~"], ["PUT web.v1", "PUT web.v1~"])
    driver.update("web.v1", "body", labels_of("web"), made.version)
    assert asked(s3) == ["PUT web.v1", "PUT web.v1~", "DELETE web.v1~"]
    for revision in range(2, 6):
        driver.create(f"web.v{revision}", "body", labels_of("web", revision))
    asked(s3)
    fresh = connect(s3)
    assert len(fresh.query_metadata({"OWNER": "TILLER"})) == 5
    assert asked(s3) == ["LIST"]
    assert len(fresh.query_metadata({"NAME": "web", "STATUS": "DEPLOYED"})) == 5
    assert asked(s3) == ["LIST"]
    assert len(fresh.query({"NAME": "web", "VERSION": "2"})) == 1
    assert asked(s3) == ["LIST", "GET web.v2"]
    fresh.delete("web.v2")
    assert asked(s3) == ["LIST", "DELETE web.v2", "DELETE web.v2~"]


def test_a_record_without_its_label_card_is_found_by_its_own_line(s3: S3Server) -> None:
    driver = connect(s3)
    for revision in (1, 2):
        driver.create(f"web.v{revision}", "body", labels_of("web", revision))
    expected = driver.query_metadata({"NAME": "web"})
    (card,) = [key for key in s3.names() if key.startswith(f"{FOLDER}/web.v1~")]
    s3.client.delete_object(Bucket=BUCKET, Key=card)
    s3.requests.clear()
    assert connect(s3).query_metadata({"NAME": "web"}) == expected
    assert asked(s3) == ["LIST", "GET web.v1"]


def test_a_label_card_of_an_earlier_write_is_passed_over(s3: S3Server) -> None:
    driver = connect(s3)
    driver.create("web.v1", "body", labels_of("web", status="PENDING_INSTALL"))
    (card,) = [key for key in s3.names() if "~" in key]
    driver.update("web.v1", "body", labels_of("web"))
    s3.client.put_object(Bucket=BUCKET, Key=card)
    assert [one.label("STATUS") for one in connect(s3).query_metadata({"NAME": "web"})] == ["DEPLOYED"]
    driver.delete("web.v1")
    assert s3.names() == ["pilothouse/.conditional-writes"] or s3.names() == []


def test_a_label_card_that_cannot_be_written_is_no_failure(s3: S3Server) -> None:
    def refuse(environ: dict[str, Any]) -> None:
        if "~" in environ["PATH_INFO"]:
            environ["HTTP_IF_MATCH"] = '"no such"'

    s3.before = refuse
    driver = connect(s3)
    made = driver.create("web.v1", "body", labels_of("web"))
    assert driver.query_metadata({"NAME": "web"}) == [made]


def lose_next_answer(s3: S3Server, path: str) -> None:
    """Cut the connection instead of answering the next time that an object is written."""
    waiting = [path]

    def cut(environ: dict[str, Any]) -> bool:
        if waiting and environ["REQUEST_METHOD"] == "PUT" and environ["PATH_INFO"].endswith(waiting[0]):
            waiting.clear()
            return True
        return False

    s3.cuts = cut


def test_a_write_whose_answer_is_lost_is_known_again(s3: S3Server) -> None:
    driver = connect(s3)
    lose_next_answer(s3, "/web.v1")
    made = driver.create("web.v1", "first", labels_of("web"))
    assert driver.get("web.v1").metadata == made
    lose_next_answer(s3, "/web.v1")
    changed = driver.update("web.v1", "second", labels_of("web"), made.version)
    found = driver.get("web.v1")
    assert (found.body, found.metadata) == ("second", changed)
    with pytest.raises(RecordExistsError):
        driver.create("web.v1", "second", labels_of("web"))
    with pytest.raises(RecordConflictError):
        driver.update("web.v1", "third", labels_of("web"), made.version)


@pytest.mark.parametrize(
    ("header", "condition"), [("HTTP_IF_NONE_MATCH", "If-None-Match: *"), ("HTTP_IF_MATCH", "If-Match")]
)
def test_a_server_that_passes_over_conditions_is_told_before_anything_is_stored(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch, header: str, condition: str
) -> None:
    monkeypatch.setattr(conditional_writes, "_known", set())

    def pass_over(environ: dict[str, Any]) -> None:
        environ.pop(header, None)

    s3.before = pass_over
    driver = connect(s3)
    for _ in range(2):
        with pytest.raises(StorageError) as caught:
            driver.create("web.v1", "body", labels_of("web"))
        message = f"S3: this S3 server does not honour {condition} when objects are written: two writers at once "
        assert caught.value.message == f"{message}would lose work"
        assert caught.value.hint == "Amazon S3 does; of other servers a newer version may"
    assert s3.names() == ["pilothouse/.conditional-writes"]


def test_objects_that_others_put_there_are_damaged_records_or_none(s3: S3Server) -> None:
    driver = connect(s3)
    for name, body in (
        ("web.v1", b"no line"),
        ("web.v2", b"[1]\nbody"),
        ("web.v3", b""),
        ("README", b"x"),
        ("a/b.v1", b""),
    ):
        s3.client.put_object(Bucket=BUCKET, Key=f"{FOLDER}/{name}", Body=body)
    s3.client.put_object(Bucket=BUCKET, Key=f"{FOLDER}/web.v1~x~e30", Body=b"")
    found = driver.query({"NAME": "web"})
    assert [(record.metadata.key, record.body) for record in found] == [
        ("web.v1", "no line"),
        ("web.v2", "[1]\nbody"),
        ("web.v3", ""),
    ]
    assert dict(found[0].metadata.labels) == labels_of("web", status="UNKNOWN")
    driver.update("web.v1", "mended", labels_of("web"), found[0].metadata.version)
    assert driver.get("web.v1").body == "mended"


def test_namespaces_prefixes_and_long_labels_are_kept_apart(s3: S3Server) -> None:
    here, there = connect(s3), connect(s3, namespace="~other/")
    here.create("web.v1", "here", labels_of("web"))
    there.create("web.v1", "there", labels_of("web", status="S" * 5000))
    assert (here.get("web.v1").body, there.get("web.v1").body) == ("here", "there")
    assert [one.label("STATUS") for one in there.query_metadata({"NAME": "web"})] == ["S" * 5000]
    assert "pilothouse/%7Eother%2F/web.v1" in s3.names()


def test_more_records_than_a_page_of_a_listing_are_all_found(s3: S3Server) -> None:
    driver = connect(s3)
    for revision in range(1, 6):
        driver.create(f"web.v{revision}", "body", labels_of("web", revision))
    s3.before = lambda environ: environ.update(QUERY_STRING=f"{environ['QUERY_STRING']}&max-keys=3")
    s3.requests.clear()
    assert [one.key for one in driver.query_metadata({"NAME": "web"})] == [f"web.v{number}" for number in range(1, 6)]
    assert asked(s3) == ["LIST"] * 4


def test_what_is_missing_or_refused_is_told(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StorageError) as caught:
        connect(s3, bucket="elsewhere").query({})
    assert caught.value.message == "S3: there is no bucket elsewhere"
    assert caught.value.hint == "PILOTHOUSE_S3_BUCKET and PILOTHOUSE_S3_ENDPOINT say where the records are"
    with pytest.raises(StorageError) as caught:
        connect(s3, bucket="")
    assert caught.value.message == "the store s3 needs a bucket"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    monkeypatch.setattr("pilothouse.plugins.contrib.s3.bucket._ATTEMPTS", 1)
    context = Context(url)
    driver = context.kernel.registered("helm_register_storage_drivers", "s3")(context)
    with pytest.raises(StorageError, match='^S3: Could not connect to the endpoint URL: "http://127.0.0.1:'):
        driver.query({})
    with pytest.raises(StorageError, match="^S3: Invalid endpoint: nonsense$"):
        context = Context("nonsense")
        context.kernel.registered("helm_register_storage_drivers", "s3")(context)
