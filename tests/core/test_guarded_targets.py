from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core import testkit
from pilothouse.core.errors import PluginError, RecordNotFoundError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions

IMPORTS = """\
from pilothouse.core.entries import *
from pilothouse.core.errors import RecordNotFoundError
from pilothouse.core.model.stored_record import RecordMetadata, StoredRecord
from pilothouse.hookspecs import hookimpl
"""
STORE = """
@hookimpl
def helm_register_storage_drivers():
    return [StorageDriverEntry("odd", "odd:make")]

class Store:
    name = "Odd"
    max_record_size = 0
    extra = "kept"
    def get(self, key): {get}
    def create(self, key, body, labels): return {created}
    def update(self, key, body, labels, expected=""): return {created}
    def delete(self, key): {deleting}
    def query(self, labels): return {found}
    def query_metadata(self, labels): return {listed}
    def scan(self, labels):
        yield {scanned}

def make(context):
    return {made}
"""
GOOD = {
    "get": "return StoredRecord(RecordMetadata(key), 'x')",
    "created": "RecordMetadata(key)",
    "deleting": "return None",
    "found": "[StoredRecord(RecordMetadata('a.v1'), 'x')]",
    "listed": "[RecordMetadata('a.v1')]",
    "scanned": "StoredRecord(RecordMetadata('a.v1'), 'x')",
    "made": "Store()",
}


def kernel_with(folder: Path, source: str) -> Kernel:
    return testkit.make_kernel(folder, {"odd": IMPORTS + source})


def driver(folder: Path, **changes: str) -> Any:
    kernel = kernel_with(folder, STORE.format(**{**GOOD, **changes}))
    return kernel.registered("helm_register_storage_drivers", "odd")(None)


def refused(folder: Path, call: Callable[[], Any]) -> str:
    with pytest.raises(PluginError) as caught:
        call()
    assert caught.value.hint == "-p no:odd leaves the plugin out"
    return caught.value.message.removeprefix(f"plugin 'odd' ({folder / 'odd.py'}) ")


def test_a_store_that_keeps_its_promises_is_used_as_it_is(tmp_path: Path) -> None:
    store = driver(tmp_path)
    assert (store.name, store.max_record_size, store.extra, store.delete("a.v1")) == ("Odd", 0, "kept", None)
    assert [store.get("a.v1"), *store.query({}), *store.scan({})] == [store.get("a.v1")] * 3
    assert [store.create("a.v1", "", {}), store.update("a.v1", "", {}, "1")] == store.query_metadata({}) * 2


@pytest.mark.parametrize(
    ("changes", "call", "message"),
    [
        ({"get": "return None"}, lambda store: store.get("k"),
         "answered get of the release store odd with NoneType, StoredRecord is expected"),
        ({"get": "return StoredRecord(None, 'x')"}, lambda store: store.get("k"),
         "answered get of the release store odd with NoneType, RecordMetadata is expected"),
        ({"get": "return StoredRecord(RecordMetadata('k'), b'x')"}, lambda store: store.get("k"),
         "answered get of the release store odd with bytes, str is expected"),
        ({"get": "return StoredRecord(RecordMetadata('other'), 'x')"}, lambda store: store.get("k"),
         "answered get of the release store odd with the record of another key"),
        ({"get": "return {}[key]"}, lambda store: store.get("k"), "failed in the release store odd: KeyError: 'k'"),
        ({"get": "raise SystemExit"}, lambda store: store.get("k"), "failed in the release store odd: SystemExit: "),
        ({"created": "True"}, lambda store: store.create("k", "", {}),
         "answered create of the release store odd with bool, RecordMetadata is expected"),
        ({"created": "None"}, lambda store: store.update("k", "", {}),
         "answered update of the release store odd with NoneType, RecordMetadata is expected"),
        ({"deleting": "1 / 0"}, lambda store: store.delete("k"),
         "failed in the release store odd: ZeroDivisionError: division by zero"),
        ({"found": "None"}, lambda store: store.query({}),
         "answered query of the release store odd with NoneType, list is expected"),
        ({"found": "['x']"}, lambda store: store.query({}),
         "answered query of the release store odd with str, StoredRecord is expected"),
        ({"listed": "[None]"}, lambda store: store.query_metadata({}),
         "answered query_metadata of the release store odd with NoneType, RecordMetadata is expected"),
        ({"scanned": "1"}, lambda store: list(store.scan({})),
         "answered scan of the release store odd with int, StoredRecord is expected"),
        ({"scanned": "1 / 0"}, lambda store: list(store.scan({})),
         "failed in the release store odd: ZeroDivisionError: division by zero"),
    ],
)  # fmt: skip
def test_a_store_that_lies_or_fails_is_named(
    tmp_path: Path, changes: dict[str, str], call: Callable[[Any], Any], message: str
) -> None:
    store = driver(tmp_path, **changes)
    assert refused(tmp_path, lambda: call(store)) == message


def test_declared_errors_of_a_store_go_through(tmp_path: Path) -> None:
    store = driver(tmp_path, get="raise RecordNotFoundError('no')")
    with pytest.raises(RecordNotFoundError):
        store.get("k")


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ("None", "made NoneType for the release store odd, which lacks get, create, update, delete, query, "
                 "query_metadata, scan, name, max_record_size"),
        ("type('Half', (Store,), {'scan': None, 'name': 7})()",
         "made Half for the release store odd, which lacks scan, name"),
        ("1 / 0", "failed in the release store odd: ZeroDivisionError: division by zero"),
    ],
)  # fmt: skip
def test_what_is_no_store_is_refused_before_it_is_used(tmp_path: Path, made: str, message: str) -> None:
    assert refused(tmp_path, lambda: driver(tmp_path, made=made)) == message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return {}['x']", "failed in the getter odd: KeyError: 'x'"),
        ("raise SystemExit(0)", "failed in the getter odd: SystemExit: 0"),
        ("return 'text'", "fetched str, bytes are expected"),
        ("return None", "fetched NoneType, bytes are expected"),
    ],
)
def test_a_getter_that_lies_or_fails_is_named(tmp_path: Path, body: str, message: str) -> None:
    source = (
        "@hookimpl\ndef helm_register_getters():\n    return [GetterEntry('odd', 'odd:fetch')]\n"
        f"def fetch(url, options, kernel):\n    {body}\n"
    )
    kernel = kernel_with(tmp_path, source)
    with pytest.raises(PluginError) as caught:
        kernel.fetch("odd://x", FetchOptions())
    assert caught.value.message == f"plugin 'odd' ({tmp_path / 'odd.py'}) {message}"


@pytest.mark.parametrize(
    ("hook", "entry", "title"),
    [
        ("helm_register_storage_drivers", "StorageDriverEntry", "release store"),
        ("helm_register_getters", "GetterEntry", "getter"),
        ("helm_register_lint_rules", "LintRuleEntry", "lint rule"),
        ("helm_register_readiness", "ReadinessEntry", "readiness rule"),
        ("helm_register_output_formats", "OutputFormatEntry", "output format"),
        ("helm_register_grpc_services", "GrpcServiceEntry", "gRPC service"),
    ],
)
def test_a_target_that_cannot_be_called_is_refused(tmp_path: Path, hook: str, entry: str, title: str) -> None:
    kernel = kernel_with(tmp_path, f"value = 7\n@hookimpl\ndef {hook}():\n    return [{entry}('thing', 'odd:value')]\n")
    assert refused(tmp_path, lambda: kernel.registered(hook, "thing")) == (
        f"names 'odd:value' for the {title} thing, which is int"
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return 7", "answered the output format odd with int, str is expected"),
        ("return document['x']", "failed in the output format odd: KeyError: 'x'"),
    ],
)
def test_an_output_format_that_lies_or_fails_is_named(tmp_path: Path, body: str, message: str) -> None:
    source = (
        "@hookimpl\ndef helm_register_output_formats():\n    return [OutputFormatEntry('odd', 'odd:write')]\n"
        f"def write(document):\n    {body}\n"
    )
    write = kernel_with(tmp_path, source).registered("helm_register_output_formats", "odd")
    assert refused(tmp_path, lambda: write({})) == message


def test_what_a_target_prints_is_diverted_too(tmp_path: Path) -> None:
    source = (
        "@hookimpl\ndef helm_register_output_formats():\n    return [OutputFormatEntry('odd', 'odd:write')]\n"
        "def write(document):\n    print('debugging')\n    return 'result'\n"
    )
    kernel = kernel_with(tmp_path, source)
    assert kernel.registered("helm_register_output_formats", "odd")({}) == "result"
    assert kernel.console.stderr.splitlines()[1:] == ["debugging"]  # type: ignore[attr-defined]
