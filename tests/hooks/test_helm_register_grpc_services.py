from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_grpc_services"


def test_by_default_there_are_tillers_own_and_what_it_does_not_have(kernel: Kernel) -> None:
    assert sorted(kernel.registry(HOOK)) == ["health", "release-care", "releases"]


def test_every_service_can_be_imported(kernel: Kernel) -> None:
    for found in kernel.registry(HOOK).winners():
        assert callable(kernel.load(found)), found.entry.name


class TestGrpcServices(RecordRules):
    hook = HOOK
    name = "reflection"
    own = 'GrpcServiceEntry("reflection", "my_plugin:add")'
    entry = "GrpcServiceEntry"
