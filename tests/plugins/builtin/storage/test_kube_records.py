from __future__ import annotations

import re
from binascii import b2a_base64
from typing import TYPE_CHECKING, Any

import pytest
from pilothouse.core.errors import (
    KubeStatusError,
    RecordConflictError,
    RecordExistsError,
    RecordNotFoundError,
    RecordTooLargeError,
)
from pilothouse.core.model.kube_object import KubeObject
from pilothouse.core.protocols import KubeClient
from pilothouse.core.storage_contract import labels_of

if TYPE_CHECKING:
    from conftest import Stores

STORES = [("configmap", "ConfigMap", "configmaps"), ("secret", "Secret", "secrets")]
KINDS = pytest.mark.parametrize(("store", "kind", "plural"), STORES, ids=["configmap", "secret"])


class Recording:
    """A client that notes what is sent."""

    def __init__(self, client: KubeClient) -> None:
        self._client = client
        self.transport = client.transport
        self.calls: list[tuple[str, str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        def call(target: Any, *arguments: Any, **options: Any) -> Any:
            sent = target.content if isinstance(target, KubeObject) else options.get("labels")
            place = target.name if isinstance(target, KubeObject) else target.plural
            self.calls.append((name, place, sent or options or None))
            return getattr(self._client, name)(target, *arguments, **options)

        return call


def recorded(stores: Stores, store: str) -> tuple[Any, Recording]:
    made: list[Recording] = []

    def wrap(client: KubeClient) -> Any:
        made.append(Recording(client))
        return made[0]

    driver: Any = stores.make(store, wrap=wrap)
    driver.client  # noqa: B018 - connects
    return driver, made[0]


@KINDS
def test_what_is_written_is_what_tiller_writes(stores: Stores, store: str, kind: str, plural: str) -> None:
    driver, client = recorded(stores, store)
    labels = {"VERSION": "1", "STATUS": "PENDING_INSTALL", "OWNER": "TILLER", "NAME": "web"}
    version = driver.create("web.v1", "one", labels).version
    driver.update("web.v1", "two", {**labels, "STATUS": "DEPLOYED"}, version)
    driver.update("web.v1", "two", {**labels, "STATUS": "DEPLOYED"})
    driver.delete("web.v1")

    def body(text: str, status: str, stamp: str, **metadata: str) -> dict[str, Any]:
        shown = {stamp: "SECONDS", "NAME": "web", "OWNER": "TILLER", "STATUS": status, "VERSION": "1"}
        value = b2a_base64(text.encode(), newline=False).decode() if store == "secret" else text
        return {
            "kind": kind,
            "apiVersion": "v1",
            "metadata": {"name": "web.v1", **metadata, "labels": dict(sorted(shown.items()))},
            "data": {"release": value},
        }

    for _, _, sent in client.calls[:3]:
        stamp = "CREATED_AT" if "CREATED_AT" in sent["metadata"]["labels"] else "MODIFIED_AT"
        assert re.fullmatch("[0-9]{10}", sent["metadata"]["labels"][stamp])
        sent["metadata"]["labels"][stamp] = "SECONDS"
    assert client.calls == [
        ("create", "web.v1", body("one", "PENDING_INSTALL", "CREATED_AT")),
        ("replace", "web.v1", body("two", "DEPLOYED", "MODIFIED_AT", resourceVersion=version)),
        ("replace", "web.v1", body("two", "DEPLOYED", "MODIFIED_AT")),
        ("delete", "web.v1", {"propagation": ""}),
    ]


@KINDS
def test_a_record_is_looked_for_before_it_is_deleted_unless_it_was_seen(
    stores: Stores, store: str, kind: str, plural: str
) -> None:
    stores.make(store).create("web.v1", "one", labels_of("web"))
    driver, client = recorded(stores, store)
    driver.delete("web.v1")
    assert [name for name, _, _ in client.calls] == ["get", "delete"]


@KINDS
def test_listing_by_metadata_reads_no_bodies(stores: Stores, store: str, kind: str, plural: str) -> None:
    driver, client = recorded(stores, store)
    driver.create("web.v1", "one", labels_of("web"))
    driver.query_metadata({"OWNER": "TILLER", "NAME": "web"})
    assert client.calls[1:] == [("list_metadata", plural, "NAME=web,OWNER in (PILOTHOUSE,TILLER)")]


@KINDS
def test_errors_are_tillers(stores: Stores, store: str, kind: str, plural: str) -> None:
    driver: Any = stores.make(store)
    version = driver.create("web.v1", "one", labels_of("web")).version
    driver.update("web.v1", "two", labels_of("web"))
    for work, error, message in (
        (lambda: driver.get("web.v2"), RecordNotFoundError, 'release: "web.v2" not found'),
        (
            lambda: driver.create("web.v1", "x", labels_of("web")),
            RecordExistsError,
            'release: "web" already exists' if store == "secret" else 'release: "web.v1" already exists',
        ),
        (lambda: driver.update("web.v2", "x", labels_of("web")), RecordNotFoundError, f'{plural} "web.v2" not found'),
        (
            lambda: driver.update("web.v1", "x", labels_of("web"), version),
            RecordConflictError,
            f'Operation cannot be fulfilled on {plural} "web.v1": the object has been modified; please apply your '
            "changes to the latest version and try again",
        ),
        (lambda: driver.delete("web.v2"), RecordNotFoundError, 'release: "web.v2" not found'),
    ):
        with pytest.raises(error) as caught:
            work()
        assert caught.value.message == message


@KINDS
def test_what_else_the_server_refuses_is_its_own_error(stores: Stores, store: str, kind: str, plural: str) -> None:
    driver = stores.make(store)
    with pytest.raises(KubeStatusError) as caught:
        driver.create("Web.v1", "x", labels_of("web"))
    assert caught.value.code == 422
    stores.namespace = "nowhere"
    with pytest.raises(KubeStatusError, match='namespaces "nowhere" not found') as caught:
        stores.make(store).create("web.v1", "x", labels_of("web"))
    assert "TILLER_NAMESPACE or --tiller-namespace names another one" in caught.value.hint


@KINDS
def test_a_record_that_is_too_large_is_refused_before_anything_is_sent(
    stores: Stores, store: str, kind: str, plural: str
) -> None:
    driver, client = recorded(stores, store)
    with pytest.raises(RecordTooLargeError) as caught:
        driver.create("web.v1", "x" * 1_048_577, labels_of("web"))
    assert client.calls == []
    assert caught.value.message == 'release: "web.v1" has a record of 1048577 characters'
    assert caught.value.details == (f"A {kind} holds 1048576 bytes at most.",)
    assert "TILLER_STORAGE=sql" in caught.value.hint
    assert "PILOTHOUSE_RECORD_CHUNKS=true" in caught.value.hint


@KINDS
def test_objects_that_are_no_records_do_no_harm(stores: Stores, store: str, kind: str, plural: str) -> None:
    path = f"/api/v1/namespaces/{stores.namespace}/{plural}"
    labels = {"OWNER": "TILLER", "NAME": "web"}
    stores.plane.api.request("POST", path, {"metadata": {"name": "empty", "labels": labels}})
    stores.plane.api.request("POST", path, {"metadata": {"name": "other", "labels": {"NAME": "web"}}})
    driver = stores.make(store)
    assert [(record.metadata.key, record.body) for record in driver.query(labels)] == [("empty", "")]
    assert [metadata.key for metadata in driver.query_metadata({})] == ["empty"]
