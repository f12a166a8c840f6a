from __future__ import annotations

import pytest
from pilothouse.core.golib.http_proxy import CgiError, is_proxied, proxy_text


@pytest.mark.parametrize(
    ("host", "port", "exceptions", "proxied"),
    [
        ("example.com", 80, "", True),
        ("charts.example.com", 80, "example.com", False),
        ("charts.example.com", 80, ".example.com", False),
        ("charts.example.com", 80, "*.example.com", False),
        ("example.com", 80, ".example.com", True),
        ("API.Example.com", 443, "EXAMPLE.COM", False),
        ("myexample.com", 80, "example.com", True),
        ("charts.example.com", 81, "other.com, charts.example.com:81", False),
        ("charts.example.com", 81, "charts.example.com:80", True),
        ("charts.example.com", 80, "*", False),
        ("10.1.2.3", 80, "10.0.0.0/8", False),
        ("10.1.2.3", 80, "10.1.2.3", False),
        ("10.1.2.3", 81, "10.1.2.3:80", True),
        ("11.1.2.3", 80, "10.0.0.0/8,x,,/,300.0.0.0/8", True),
        ("fd00::1", 80, "fd00::/8", False),
        ("fd00::1", 80, "[fd00:0::1]:80", False),
        ("fd00::1", 80, "fd00::1", False),
        ("localhost", 80, "", False),
        ("127.0.0.5", 80, "", False),
        ("::1", 80, "", False),
    ],
)
def test_no_proxy_names_hosts_networks_and_domains(host: str, port: int, exceptions: str, proxied: bool) -> None:
    assert is_proxied(host, port, exceptions) is proxied


def test_each_scheme_has_its_variable_in_capital_or_small_letters() -> None:
    environment = {"HTTPS_PROXY": "http://secure:1", "http_proxy": "plain:2", "no_proxy": "b.example"}
    assert proxy_text(True, "a.example", 443, environment) == "http://secure:1"
    assert proxy_text(False, "a.example", 80, environment) == "plain:2"
    assert proxy_text(False, "b.example", 80, environment) == ""
    assert proxy_text(False, "a.example", 80, {}) == ""


def test_a_cgi_program_takes_no_proxy_from_what_may_be_a_header() -> None:
    environment = {"HTTP_PROXY": "http://evil:1", "HTTPS_PROXY": "http://proxy:1", "REQUEST_METHOD": "GET"}
    with pytest.raises(CgiError):
        proxy_text(False, "a.example", 80, environment)
    assert proxy_text(True, "a.example", 443, environment) == "http://proxy:1"
