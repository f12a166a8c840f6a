from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.golib.types import GoError
from pilothouse.plugins.builtin.sprig.crypto import FUNCTIONS


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].function(*arguments)


@pytest.mark.parametrize(
    ("arguments", "password"),
    [
        ((1, "long", "password", "user", "example.com"), "ZedaFaxcZaso9*"),
        ((1, "maximum", "correct horse", "sailor", "harbour.example"), "euPlvl%5Bi2odD5VmW5~"),
        ((7, "medium", "pässwörd", "jürgen", "bücher.example"), "XezWuf8/"),
        ((1, "short", "correct horse", "sailor", "harbour.example"), "Tub5"),
        ((4294967296, "pin", "a", "b", "c"), "8689"),
        ((1, "gigantic", "pw", "user", "site"), "cannot find password template gigantic"),
    ],
)
def test_derive_password_is_the_master_password_algorithm(arguments: tuple[Any, ...], password: str) -> None:
    assert call("derivePassword", *arguments) == password


@pytest.mark.parametrize(
    ("kind", "first_line"),
    [
        ("rsa", "-----BEGIN RSA PRIVATE KEY-----"),
        ("", "-----BEGIN RSA PRIVATE KEY-----"),
        ("dsa", "-----BEGIN DSA PRIVATE KEY-----"),
        ("ecdsa", "-----BEGIN EC PRIVATE KEY-----"),
        ("ed448", "Unknown type ed448"),
    ],
)
def test_gen_private_key_makes_pem(kind: str, first_line: str) -> None:
    assert call("genPrivateKey", kind).splitlines()[0] == first_line


@given(
    st.text(max_size=40), st.binary(min_size=1, max_size=40).map(lambda data: data.decode("utf-8", "surrogateescape"))
)
@settings(deadline=None)
def test_what_is_encrypted_can_be_decrypted(password: str, text: str) -> None:
    assert call("decryptAES", password, call("encryptAES", password, text)) == text


def test_an_empty_text_stays_empty() -> None:
    assert [call("encryptAES", "k", ""), call("decryptAES", "k", "")] == ["", ""]


def test_a_text_that_go_encrypted_can_be_decrypted() -> None:
    encrypted = "YAV0IlyMnJpD/pUFB38Mc7AaqOhFKo9Y1aBFyQ4ZyvE="
    assert call("decryptAES", "secretkey", encrypted) == "hello harbour"


@pytest.mark.parametrize(
    ("encrypted", "error"),
    [
        ("a$", "illegal base64 data at input byte 1"),
        ("YWJj", "runtime error: slice bounds out of range [:16] with capacity 3"),
        ("YWJj" + "\n" * 30, "runtime error: slice bounds out of range [16:3]"),
        ("YWJjZGVmZ2hpamtsbW5vcA==", "runtime error: index out of range [-1]"),
        ("YWJjZGVmZ2hpamtsbW5vcHE=", "crypto/cipher: input not full blocks"),
        ("A" * 43 + "=", "runtime error: slice bounds out of range [:-200]"),
    ],
)
def test_what_cannot_be_decrypted_is_an_error(encrypted: str, error: str) -> None:
    with pytest.raises(GoError) as caught:
        call("decryptAES", "secretkey", encrypted)
    assert str(caught.value) == error
