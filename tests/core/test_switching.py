from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.errors import ChartNotFoundError
from pilothouse.core.kernel import Kernel, build_kernel
from pilothouse.core.model.options import ChartLocation
from pilothouse.core.model.repository import RepositoryEntry
from pilothouse.core.settings import Settings
from pilothouse.core.switching import schemes_asked_for
from pilothouse.core.testkit import RecordingConsole, make_kernel


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


def test_a_plugin_that_is_installed_for_a_scheme_keeps_the_one_that_is_off_by_default_off(tmp_path: Path) -> None:
    source = """
    from pilothouse.core.entries import GetterEntry
    from pilothouse.hookspecs import hookimpl

    @hookimpl
    def helm_register_getters():
        return [GetterEntry("s3", "mine:fetch")]

    @hookimpl
    def helm_locate_chart(location):
        return "/mine" if location.reference.startswith("s3://") else None
    """
    kernel = make_kernel(tmp_path, {"mine": source})
    assert kernel.first("helm_locate_chart", location=ChartLocation("s3://bucket/x")) == "/mine"
    assert "s3" in kernel.disabled


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
