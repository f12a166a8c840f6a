from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_grpc_services"


def test_by_default_there_are_none(kernel: Kernel) -> None:
    assert list(kernel.registry(HOOK)) == []


class TestGrpcServices(RecordRules):
    hook = HOOK
    name = "reflection"
    own = 'GrpcServiceEntry("reflection", "my_plugin:add")'
    entry = "GrpcServiceEntry"
