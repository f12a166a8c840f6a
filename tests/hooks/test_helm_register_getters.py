from __future__ import annotations

import pytest
from hooks.making import MakeKernel, implementation, without_folder
from hooks.record_rules import RecordRules
from pilothouse.core.errors import PluginError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions

HOOK = "helm_register_getters"


def test_by_default_there_are_http_https_and_file(kernel: Kernel) -> None:
    provided = {found.entry.name: found.plugin.name for found in kernel.registry(HOOK).winners()}
    assert provided == {"file": "getter_file", "http": "getter_http", "https": "getter_http"}


def getter(source: str) -> str:
    return (
        implementation(HOOK, 'return [GetterEntry("vault", "other:fetch")]')
        + f"""
def fetch(url, options, kernel):
    {source}
"""
    )


def test_a_url_is_fetched_by_the_getter_of_its_scheme(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(other=getter("return url.encode() + options.username.encode()"))
    assert (kernel.has_getter("vault"), kernel.has_getter("ftp")) == (True, False)
    assert kernel.fetch("VAULT://bucket/x", FetchOptions(username="me")) == b"VAULT://bucket/xme"


def test_a_scheme_without_a_getter_is_an_error(kernel: Kernel) -> None:
    with pytest.raises(PluginError, match='^scheme "vault" not supported$'):
        kernel.fetch("vault://bucket/x", FetchOptions())


def test_what_is_fetched_must_be_bytes(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(other=getter("return 'text'"))
    with pytest.raises(PluginError) as caught:
        kernel.fetch("vault://bucket/x", FetchOptions())
    assert without_folder(kernel, caught.value.message) == ("plugin 'other' (other.py) fetched str, bytes are expected")


class TestGetters(RecordRules):
    hook = HOOK
    name = "vault"
    own = 'GetterEntry("vault", "my_plugin:fetch")'
    entry = "GetterEntry"
