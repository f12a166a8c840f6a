from __future__ import annotations

import pytest
from pilothouse.core.golib.types import GoError
from pilothouse.plugins.builtin.sprig.network import FUNCTIONS, SWITCH

get_host_by_name = FUNCTIONS["getHostByName"].function


@pytest.mark.parametrize("setting", [None, "", "0", "false", "please"])
def test_network_functions_are_off_by_default(setting: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SWITCH, raising=False)
    if setting is not None:
        monkeypatch.setenv(SWITCH, setting)
    with pytest.raises(GoError) as caught:
        get_host_by_name("localhost")
    assert str(caught.value) == (
        "network functions are off, because charts can leak values by them; "
        "PILOTHOUSE_ALLOW_NETWORK_FUNCTIONS=1 allows them"
    )


def test_they_can_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "1")
    assert get_host_by_name("127.0.0.1") == "127.0.0.1"


def test_an_unknown_host_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "true")
    with pytest.raises(GoError, match=r"^invalid argument to Intn$"):
        get_host_by_name("." * 300)
