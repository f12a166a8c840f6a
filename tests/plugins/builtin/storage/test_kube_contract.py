from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pilothouse.core.protocols import StorageDriver
from pilothouse.core.storage_contract import StorageContract

if TYPE_CHECKING:
    from conftest import Stores


class InCluster(StorageContract):
    store = ""
    chunks = False

    @pytest.fixture(autouse=True)
    def _in_cluster(self, stores: Stores) -> None:
        self.stores = stores

    def make_driver(self) -> StorageDriver:
        return self.stores.make(self.store, chunks=self.chunks)


class TestConfigMaps(InCluster):
    store = "configmap"


class TestSecrets(InCluster):
    store = "secret"


class TestConfigMapsWithLargeRecords(InCluster):
    store = "configmap"
    chunks = True


class TestSecretsWithLargeRecords(InCluster):
    store = "secret"
    chunks = True
