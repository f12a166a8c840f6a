"""Release records are hostile input: whoever may write a ConfigMap in their namespace may write anything into one."""

from __future__ import annotations

import zlib
from binascii import b2a_base64
from pathlib import Path

import pytest
from pilothouse.core.errors import DamagedRecordError, StorageError
from pilothouse.core.hapi import record
from pilothouse.core.hapi.wire import MAX_DEPTH, MAX_FIELDS, varint
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.release import DEPLOYED, Release, ReleaseInfo
from pilothouse.core.protocols import KubeClient, StorageDriver
from pilothouse.core.storage_contract import labels_of
from pilothouse.core.testkit import make_kernel
from security.attacks import Ended, pilothouse

MEBIBYTE = 1 << 20


def packed(data: bytes) -> str:
    """A record with some bytes as its message."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b2a_base64(packer.compress(data) + packer.flush(), newline=False).decode()


def members(count: int, size: int) -> str:
    """A record of many gzip members."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    one = packer.compress(bytes(size)) + packer.flush()
    return b2a_base64(one * count, newline=False).decode()


def nested(depth: int) -> bytes:
    """A release whose chart has a dependency that has a dependency, and so on."""
    chart = b""
    for _ in range(depth):
        chart = b"\x1a" + varint(len(chart)) + chart
    return b"\x1a" + varint(len(chart)) + chart


BOMBS = {
    "a message of 200 MiB": packed(bytes(200 * MEBIBYTE)),
    "200 members of 1 MiB": members(200, MEBIBYTE),
    "a message in a message, without end": packed(nested(50_000)),
    "millions of fields": packed(b"\x30\x01" * (4 * MAX_FIELDS)),
    "a length beyond all bounds": packed(b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
    "a number without end": packed(b"\xff" * 100_000),
}


class Context:
    """What the SQL store needs: a file in a folder."""

    namespace = "kube-system"

    def __init__(self, home: Path) -> None:
        self.kernel = make_kernel(flags={"home": str(home)})

    def connect(self) -> KubeClient:
        raise AssertionError("a database needs no cluster")


def store(home: Path) -> StorageDriver:
    """The records that `program` sees."""
    context = Context(home)
    driver: StorageDriver = context.kernel.registered("helm_register_storage_drivers", "sql")(context)
    return driver


def program(home: Path, *words: str) -> Ended:
    """Run the program on these records, with limits around the process."""
    return pilothouse(*words, environment={"TILLER_STORAGE": "sql", "HELM_HOME": str(home), "CI": "true"}, home=home)


def release(name: str) -> Release:
    """A sound release."""
    return Release(name, "default", 1, Chart(Metadata("web", "1.0.0")), info=ReleaseInfo(DEPLOYED))


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_in_records_are_damage(bomb: str) -> None:
    for read in (record.unpack, record.unpack_summary):
        with pytest.raises(DamagedRecordError) as caught:
            read(BOMBS[bomb], "web.v1")
        assert caught.value.key == "web.v1"


def test_a_message_may_not_be_nested_deeper_than_elsewhere() -> None:
    with pytest.raises(DamagedRecordError, match=f"^proto: messages are nested more than {MAX_DEPTH} deep$"):
        record.unpack(packed(nested(MAX_DEPTH + 5)), "web.v1")


def test_bombs_are_listed_beside_sound_releases_within_limits(tmp_path: Path) -> None:
    driver = store(tmp_path)
    driver.create("sound.v1", record.pack(release("sound")), labels_of("sound"))
    for number, bomb in enumerate(BOMBS.values()):
        driver.create(f"bomb{number}.v1", bomb, labels_of(f"bomb{number}"))
    done = program(tmp_path, "list")
    rows = {line.split("\t")[0].strip(): line for line in done.stdout.splitlines()[1:]}
    assert (done.code, sorted(rows)) == (0, [*(f"bomb{number}" for number in range(len(BOMBS))), "sound"])
    assert ["DAMAGED" in rows[name] for name in sorted(rows)] == [True] * len(BOMBS) + [False]
    assert done.stderr.count("cannot be decoded") == len(BOMBS)


@pytest.mark.parametrize("words", [("get", "manifest"), ("get", "values"), ("rollback",), ("delete",)])
def test_commands_on_a_bomb_end_in_an_error(tmp_path: Path, words: tuple[str, ...]) -> None:
    store(tmp_path).create("web.v1", BOMBS["a message of 200 MiB"], labels_of("web"))
    more = ("1",) if words == ("rollback",) else ()
    assert program(tmp_path, *words, "web", *more).error()


NAMES = ("x'; DROP TABLE releases; --", 'x" OR "1"="1', "x\\' OR 1=1 --", "%", "_", ":name", "x;\x00")


@pytest.mark.parametrize("name", NAMES)
def test_what_looks_like_sql_is_a_text(tmp_path: Path, name: str) -> None:
    driver = store(tmp_path)
    driver.create("sound.v1", "body", labels_of("sound"))
    driver.create(f"{name}.v1", name, labels_of(name, status=name))
    assert [found.body for found in driver.query({"NAME": name})] == [name]
    assert [found.key for found in driver.query_metadata({"STATUS": name})] == [f"{name}.v1"]
    driver.update(f"{name}.v1", "new", labels_of(name))
    driver.delete(f"{name}.v1")
    assert [found.metadata.key for found in driver.query({})] == ["sound.v1"]


@pytest.mark.parametrize("label", ["NAME; DROP TABLE releases", "1=1 OR NAME", "name"])
def test_labels_are_known_columns_or_refused(tmp_path: Path, label: str) -> None:
    driver = store(tmp_path)
    with pytest.raises(StorageError):
        driver.query({label: "x"})


@pytest.mark.parametrize("name", ["a,OWNER=TILLER", "a in (b)", "../secrets", "a/b", "a%2fb", "a\nb", "!a"])
@pytest.mark.parametrize("command", ["status", "history", "get values", "rollback", "delete", "release unlock"])
def test_a_name_is_no_selector_and_no_path(tmp_path: Path, name: str, command: str) -> None:
    store(tmp_path).create("a.v1", record.pack(release("a")), labels_of("a"))
    more = ("1",) if command == "rollback" else ()
    assert program(tmp_path, *command.split(), name, *more).error()
    assert [found.key for found in store(tmp_path).query_metadata({"STATUS": "DEPLOYED"})] == ["a.v1"]


def test_the_database_of_records_is_its_owners_alone(tmp_path: Path) -> None:
    store(tmp_path / "home").create("a.v1", "body", labels_of("a"))
    folder = tmp_path / "home" / "pilothouse"
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}
    assert modes == {"pilothouse": 0o700, "releases.db": 0o600}
