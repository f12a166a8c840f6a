from __future__ import annotations

import pytest
from pilothouse.core.protocols import StorageDriver
from pilothouse.core.storage_contract import StorageContract
from stand_ins.s3_server import Context, S3Server


class TestS3(StorageContract):
    @pytest.fixture(autouse=True)
    def _server(self, s3: S3Server) -> None:
        self.url = s3.url

    def make_driver(self) -> StorageDriver:
        context = Context(self.url)
        return context.kernel.registered("helm_register_storage_drivers", "s3")(context)
