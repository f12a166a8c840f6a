from __future__ import annotations

import pytest
from pilothouse.core.errors import KubeError
from pilothouse.plugins.builtin.kube.proxies import Proxy, proxy_for
from pilothouse.plugins.builtin.kube.server_address import parse_server


def chosen(server: str, configured: str = "", **environment: str) -> Proxy | None:
    return proxy_for(parse_server(server, secure=False), configured, environment)


def test_no_proxy_is_listened_to() -> None:
    for exceptions, is_chosen in (("other.example", True), ("a.example", False)):
        proxy = chosen("https://a.example", HTTPS_PROXY="http://proxy:1", NO_PROXY=exceptions)
        assert (proxy is not None) is is_chosen


def test_each_scheme_has_its_variable_in_capital_or_small_letters() -> None:
    environment = {"HTTPS_PROXY": "http://secure:1", "http_proxy": "plain:2"}
    secure, plain = chosen("https://a.example", **environment), chosen("http://a.example", **environment)
    assert secure is not None
    assert plain is not None
    assert (secure.dialled, plain.dialled) == ("secure:1", "plain:2")


def test_a_cgi_program_takes_no_proxy_from_what_may_be_a_header() -> None:
    assert chosen("http://a.example", HTTP_PROXY="http://evil:1", REQUEST_METHOD="GET") is None


def test_the_proxy_of_the_kubeconfig_wins_and_knows_no_exceptions() -> None:
    proxy = chosen("https://localhost", "http://u:p%40@[::2]:3128", HTTPS_PROXY="http://other:1", NO_PROXY="*")
    assert proxy is not None
    assert (proxy.scheme, proxy.host, proxy.port, proxy.dialled) == ("http", "::2", 3128, "[::2]:3128")
    assert proxy.authorization == "Basic dTpwQA=="


@pytest.mark.parametrize(
    "text", ["ftp://u:secret@x", "http://u:secret@", "http://u:secret@x:99999", "http://a b:secret@c"]
)
def test_what_is_no_proxy_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(KubeError) as raised:
        chosen("https://a.example", text)
    assert "secret" not in repr((raised.value.message, raised.value.details, raised.value.hint))
