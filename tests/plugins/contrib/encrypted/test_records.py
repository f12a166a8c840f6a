from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster.control_plane import ControlPlane
from pilothouse.core.errors import RecordTooLargeError, StorageError
from pilothouse.core.hapi import record
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.kube_object import ClusterTarget
from pilothouse.core.model.release import Release
from pilothouse.core.protocols import KubeClient, StorageDriver
from pilothouse.core.storage_contract import StorageContract, labels_of
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.contrib.encrypted.keys import Key

KEYS = [b64encode(bytes([number]) * 32).decode() for number in range(4)]

CONNECTED: list[KubeClient] = []


@pytest.fixture(autouse=True)
def _disconnect() -> Iterator[None]:
    """Close connections to the cluster, as the end of a process does."""
    yield
    while CONNECTED:
        CONNECTED.pop().transport.close()


class Context:
    """A StorageContext; its settings are flags by name."""

    def __init__(self, namespace: str = "kube-system", **flags: str) -> None:
        named = {name.replace("_", "-"): value for name, value in flags.items()}
        self.kernel: Kernel = make_kernel(flags={"encryption-keys": KEYS[0], "plugins": "encrypted", **named})
        self.namespace = namespace
        self._client: KubeClient | None = None

    def connect(self) -> KubeClient:
        if self._client is None:
            target = ClusterTarget(kubeconfig=self.kernel.setting("kubeconfig"))
            self._client = self.kernel.first("helm_connect_kube", target=target)
            CONNECTED.append(self._client)
        return self._client

    def make(self, store: str = "encrypted") -> StorageDriver:
        driver: StorageDriver = self.kernel.registered("helm_register_storage_drivers", store)(self)
        return driver


class TestInMemory(StorageContract):
    shared_between_processes = False

    def make_driver(self) -> StorageDriver:
        return Context(encrypted_storage="memory").make()


class TestInSqlite(StorageContract):
    @pytest.fixture(autouse=True)
    def _place(self, tmp_path: Path) -> None:
        self.flags = {"encrypted_storage": "sql", "sql_connection_string": f"sqlite:///{tmp_path}/r.db"}

    def make_driver(self) -> StorageDriver:
        return Context(**self.flags).make()


class TestInSecrets(StorageContract):
    """A store with a limit on sizes, in a cluster."""

    @pytest.fixture(autouse=True)
    def _plane(self, control_plane: ControlPlane) -> None:
        self.flags = {"encrypted_storage": "secret", "kubeconfig": str(control_plane.kubeconfig)}

    def make_driver(self) -> StorageDriver:
        return Context("default", **self.flags).make()


@pytest.fixture
def flags(tmp_path: Path) -> dict[str, str]:
    return {"encrypted_storage": "sql", "sql_connection_string": f"sqlite:///{tmp_path}/r.db"}


def key_id(number: int) -> str:
    return Key(bytes([number]) * 32).id


def test_the_store_around_which_it_is_gets_neither_body_nor_the_same_text_twice(flags: dict[str, str]) -> None:
    context = Context(**flags)
    driver = context.make()
    driver.create("web.v1", "c2VjcmV0", labels_of("web"))
    first = context.make("sql").get("web.v1")
    assert first.body.startswith(f"pilothouse-sealed.1.{key_id(0)}.b.")
    assert first.metadata.label("STATUS") == "DEPLOYED"
    driver.update("web.v1", "c2VjcmV0", labels_of("web"))
    assert context.make("sql").get("web.v1").body != first.body
    assert driver.get("web.v1").body == "c2VjcmV0"


def test_the_first_key_writes_and_all_read(flags: dict[str, str]) -> None:
    Context(**flags).make().create("web.v1", "old", labels_of("web"))
    both = Context(**flags, encryption_keys=f"{KEYS[1]} {KEYS[0]}")
    both.make().create("web.v2", "new", labels_of("web", 2))
    assert [record.body for record in both.make().query({"NAME": "web"})] == ["old", "new"]
    stored = both.make("sql").query({"NAME": "web"})
    assert [record.body.split(".")[2] for record in stored] == [key_id(0), key_id(1)]


def test_a_key_that_is_not_here_is_named_by_the_record_that_needs_it(flags: dict[str, str]) -> None:
    Context(**flags).make().create("web.v1", "body", labels_of("web"))
    driver = Context(**flags, encryption_keys=KEYS[2]).make()
    for read in (lambda: driver.get("web.v1"), lambda: driver.query({}), lambda: list(driver.scan({}))):
        with pytest.raises(StorageError) as caught:
            read()
        assert caught.value.message == f"the record web.v1 is encrypted with the key {key_id(0)}, which is not here"
        assert caught.value.details == (f"keys that are here: {key_id(2)}",)
    assert [row.key for row in driver.query_metadata({"NAME": "web"})] == ["web.v1"]


def test_a_record_in_the_place_of_another_and_one_that_was_changed_are_damaged_and_stay_visible(
    flags: dict[str, str],
) -> None:
    context = Context(**flags)
    driver, inner = context.make(), context.make("sql")
    for revision in (1, 2, 3):
        driver.create(f"web.v{revision}", f"body {revision}", labels_of("web", revision))
    texts = {key: inner.get(key).body for key in ("web.v1", "web.v2", "web.v3")}
    inner.update("web.v2", texts["web.v1"], labels_of("web", 2))
    changed = texts["web.v3"][:-6] + ("A" if texts["web.v3"][-6] != "A" else "B") + texts["web.v3"][-5:]
    inner.update("web.v3", changed, labels_of("web", 3))
    found = [record.body for record in driver.query({"NAME": "web"})]
    assert found == ["body 1", texts["web.v1"], changed]
    console = context.kernel.console
    assert console.stderr.count("cannot be decrypted: it was changed, or belongs to another record") == 2
    driver.update("web.v2", found[1], {**labels_of("web", 2), "OWNER": "DAMAGED"})
    assert inner.get("web.v2").body == texts["web.v1"]


def test_the_id_of_another_key_does_not_make_a_record_readable(flags: dict[str, str]) -> None:
    context = Context(**flags, encryption_keys=f"{KEYS[0]} {KEYS[1]}")
    driver, inner = context.make(), context.make("sql")
    driver.create("web.v1", "body", labels_of("web"))
    text = inner.get("web.v1").body.replace(key_id(0), key_id(1))
    inner.update("web.v1", text, labels_of("web"))
    assert driver.get("web.v1").body == text


def test_releases_that_are_not_encrypted_are_read_where_that_is_allowed(flags: dict[str, str]) -> None:
    body = "H4sIAAAAAAAC/+NiKU9NkmAEAJ3Yd1gIAAAA"
    context = Context(**flags)
    context.make("sql").create("web.v1", _release_text(), labels_of("web"))
    context.make("sql").create("web.v2", body, labels_of("web", 2))
    driver = context.make()
    with pytest.raises(StorageError) as caught:
        driver.get("web.v1")
    assert caught.value.message == "the record web.v1 is not encrypted"
    assert "pilothouse encryption rekey" in caught.value.hint
    assert driver.get("web.v2").body == body  # no release: damaged, whoever reads it
    allowed = Context(**flags, encrypted_plain="true").make()
    assert allowed.get("web.v1").body == _release_text()


def _release_text() -> str:
    return record.pack(Release("web", "default", 1, Chart(Metadata("web", "1.0.0"))))


def test_what_fits_into_the_other_store_is_what_the_limit_says(control_plane: ControlPlane) -> None:
    context = Context("default", encrypted_storage="secret", kubeconfig=str(control_plane.kubeconfig))
    driver = context.make()
    assert 1024 * 1024 - driver.max_record_size < 100
    with pytest.raises(RecordTooLargeError) as caught:
        driver.create("large.v1", "A" * (driver.max_record_size + 4), labels_of("large"))
    assert caught.value.details == (f"The encrypted Secret store takes {driver.max_record_size} at most.",)


@pytest.mark.parametrize(
    ("flag", "message"),
    [
        ({"encryption_keys": ""}, "the store encrypted has no key"),
        ({"encryption_keys": "c2hvcnQ="}, "PILOTHOUSE_ENCRYPTION_KEYS: number 1 is no key"),
        ({"encryption_keys": f"{KEYS[0]} secret!"}, "PILOTHOUSE_ENCRYPTION_KEYS: number 2 is no key"),
        ({"encryption_key_file": "/none"}, "keys of the store encrypted are in a file and in the environment"),
        ({"encryption_keys": "", "encryption_key_file": "/none"}, "open /none: no such file or directory"),
        ({"encryption_keys": "", "encryption_key_file": "/dev/zero"}, "/dev/zero is not a regular file"),
        ({"encrypted_storage": "encrypted"}, "the store encrypted cannot fill itself"),
        ({"encrypted_storage": "tape"}, 'unknown release store "tape"'),
    ],
)
def test_what_cannot_be_used_is_told_without_a_key(flag: dict[str, str], message: str) -> None:
    with pytest.raises(StorageError) as caught:
        Context(**flag).make()
    assert caught.value.message == message
    said = " ".join((caught.value.message, *caught.value.details, caught.value.hint))
    assert not any(key in said for key in (*KEYS, "c2hvcnQ", "secret!"))


@pytest.mark.parametrize(("mode", "message"), [(0o640, "0640"), (0o604, "0604"), (0o600, ""), (0o400, "")])
def test_a_file_of_keys_is_for_its_owner_alone(flags: dict[str, str], tmp_path: Path, mode: int, message: str) -> None:
    file = tmp_path / "keys"
    file.write_text(f"# the newest one\n{KEYS[3]}\n\n{KEYS[0]} # of last year\n")
    file.chmod(mode)
    context = Context(**flags, encryption_keys="", encryption_key_file=str(file))
    if not message:
        context.make().create("web.v1", "body", labels_of("web"))
        assert context.make("sql").get("web.v1").body.split(".")[2] == key_id(3)
        return
    with pytest.raises(StorageError) as caught:
        context.make()
    assert caught.value.message == f'the keys in "{file}" are open to other users (mode {message})'
    assert caught.value.hint == f"chmod 600 {file}; a Secret is mounted with defaultMode: 0400"


def test_keys_are_concealed(flags: dict[str, str]) -> None:
    context = Context(**flags)
    context.make()
    context.kernel.warn(f"a plugin says {KEYS[0]}")
    assert "a plugin says (hidden)" in context.kernel.console.stderr
