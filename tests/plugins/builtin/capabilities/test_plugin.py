from __future__ import annotations

from pilothouse.core.model.options import CapabilitiesRequest
from pilothouse.core.testkit import make_kernel


def test_a_request_is_answered() -> None:
    capabilities = make_kernel().first("helm_resolve_capabilities", request=CapabilitiesRequest("1.20", ("x/v1",)))
    assert (capabilities.kube_version.git_version, capabilities.api_versions) == ("v1.20.0", {"v1", "x/v1"})
