from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core.errors import RecordNotFoundError, StorageError
from pilothouse.core.kernel import Kernel
from pilothouse.core.protocols import KubeClient, StorageDriver
from pilothouse.core.storage_contract import StorageContract, fresh_name, labels_of
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.storage.memory import Memory


class Context:
    def __init__(self, namespace: str) -> None:
        self.kernel: Kernel = make_kernel()
        self.namespace = namespace

    def connect(self) -> KubeClient:
        raise AssertionError("memory needs no cluster")


class TestMemory(StorageContract):
    shared_between_processes = False

    def make_driver(self) -> StorageDriver:
        return Memory(Context("contract"))


def test_it_is_the_store_memory() -> None:
    driver = make_kernel().registered("helm_register_storage_drivers", "memory")(Context("x"))
    assert (driver.name, driver.max_record_size) == ("Memory", 0)


def test_services_of_one_process_share_the_records_of_a_namespace() -> None:
    name = fresh_name("shared")
    Memory(Context("one")).create(f"{name}.v1", "body", labels_of(name))
    assert Memory(Context("one")).get(f"{name}.v1").body == "body"
    assert Memory(Context("two")).query({"NAME": name}) == []


def test_lists_take_no_record_of_another_process_for_one_of_this(tmp_path: Path) -> None:
    """What lists show is kept on disk by the uids of records."""
    program = (
        "import sys\n"
        "from pilothouse.core.testkit import make_kernel\n"
        "from pilothouse.core.model.chart import Chart, File, Metadata\n"
        "from pilothouse.core.model.release_requests import InstallRequest, ListRequest\n"
        "from pilothouse.plugins.builtin.releases.service import InProcessReleaseService\n"
        "kernel = make_kernel(environment={'HELM_HOME': sys.argv[1], 'PILOTHOUSE_CACHE_DIR': sys.argv[1] + '/cache',\n"
        "    'PILOTHOUSE_CLUSTER': 'sandbox', 'TILLER_STORAGE': 'memory'})\n"
        "service = InProcessReleaseService(kernel)\n"
        "text = b'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\n'\n"
        "chart = Chart(Metadata('c', '1.0.0'), [File('templates/a.yaml', text)], '')\n"
        "service.install(InstallRequest(chart, '', sys.argv[2], sys.argv[2]))\n"
        "print([one.name for one in service.list(ListRequest(summary=True)).releases])\n"
        "kernel.catch_up()\n"
        "kernel.finish()\n"
    )
    for name in ("first", "second"):
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path), name], capture_output=True, text=True, check=False
        )
        assert (done.stdout, done.stderr) == (f"['{name}']\n", "")
    assert list((tmp_path / "cache" / "releases").iterdir())


@pytest.mark.parametrize("key", ["web", "web.v1.v2", "web.vx", "web.v", ""])
def test_what_is_no_key_is_told(key: str) -> None:
    driver = Memory(Context("keys"))
    for ask in (driver.get, driver.delete):
        with pytest.raises(StorageError) as caught:
            ask(key)
        assert caught.value.message == f'release: "{key}" invalid key'


def test_the_update_of_a_missing_record_names_the_release() -> None:
    with pytest.raises(RecordNotFoundError, match='^release: "web" not found$'):
        Memory(Context("missing")).update("web.v1", "body", labels_of("web"))
