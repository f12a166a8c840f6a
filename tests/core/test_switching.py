from __future__ import annotations

import pytest
from pilothouse.core.errors import ChartNotFoundError
from pilothouse.core.kernel import Kernel, build_kernel
from pilothouse.core.model.options import ChartLocation
from pilothouse.core.model.repository import RepositoryEntry
from pilothouse.core.settings import Settings
from pilothouse.core.switching import schemes_asked_for
from pilothouse.core.testkit import RecordingConsole


@pytest.mark.parametrize(
    ("hook", "arguments", "schemes"),
    [
        ("helm_locate_chart", {"location": ChartLocation("oci://host/x")}, ("oci",)),
        ("helm_locate_chart", {"location": ChartLocation("x", repository="S3://b/x")}, ("s3",)),
        ("helm_locate_chart", {"location": ChartLocation("stable/x")}, ()),
        ("helm_fetch_repository_index", {"entry": RepositoryEntry("a", "git+https://host/x")}, ("git+https",)),
        ("helm_open_repository_index", {"entry": RepositoryEntry("a", "charts")}, ()),
        ("helm_load_chart", {"path": "oci://x"}, ()),
    ],
)
def test_addresses_name_what_they_need(hook: str, arguments: dict[str, object], schemes: tuple[str, ...]) -> None:
    assert schemes_asked_for(hook, arguments) == schemes


def kernel_with(provides: tuple[tuple[str, str], ...]) -> Kernel:
    contrib = {"extra": ("plugins.contrib.jinja2.plugin", provides)}
    return build_kernel(Settings({}), RecordingConsole(), contrib=contrib)


def test_a_plugin_is_off_until_an_address_of_its_scheme_comes_up() -> None:
    kernel = kernel_with((("scheme", "x+y"),))
    assert kernel.disabled == {"extra": "off until something it provides is asked for"}
    for reference, off in (("/nowhere", ["extra"]), ("X+Y://host/x", [])):
        with pytest.raises(ChartNotFoundError):
            kernel.first_or_none("helm_locate_chart", location=ChartLocation(reference, local_only=True))
        assert list(kernel.disabled) == off
