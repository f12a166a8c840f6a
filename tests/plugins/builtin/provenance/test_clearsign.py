from __future__ import annotations

import pytest
from pilothouse.plugins.builtin.provenance.clearsign import SignedText, decode
from pilothouse.plugins.builtin.provenance.openpgp_errors import OpenPgpError

HEAD = b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"
BEGIN, END = b"-----BEGIN PGP SIGNATURE-----\n", b"-----END PGP SIGNATURE-----\n"
BLOCK = BEGIN + b"\naGVsbG8=\n=R/WK\n" + END


def refusal(data: bytes) -> str:
    with pytest.raises(OpenPgpError) as caught:
        decode(data)
    return caught.value.message


def signatures(body: bytes) -> tuple[bytes, str]:
    """What an armored block holds, and why no more."""
    found = decode(HEAD + b"x\n" + BEGIN + body + END)
    return found.signatures, found.problem.message if found.problem else ""


def parts(found: SignedText) -> tuple[bytes, bytes]:
    return found.text, found.signed


@pytest.mark.parametrize(
    ("text", "plain", "signed"),
    [
        (b"a\nb\n", b"a\nb\n", b"a\r\nb"),
        (b"", b"", b""),
        (b"\n", b"\n", b""),
        (b"- -dash\n- - list\n- From x\n", b"-dash\n- list\nFrom x\n", b"-dash\r\n- list\r\nFrom x"),
        (b"a \t \nb\t\n", b"a\nb\n", b"a\r\nb"),
        (b"a\r\nb \r\n", b"a\nb\n", b"a\r\nb"),
        (b"a\rb\n\xff\n", b"a\rb\n\xff\n", b"a\rb\r\n\xff"),
        (b"- -----BEGIN PGP SIGNATURE-----\n", BEGIN, BEGIN[:-1]),
    ],
)
def test_a_text_is_taken_out_of_its_frame(text: bytes, plain: bytes, signed: bytes) -> None:
    assert parts(decode(HEAD + text + BLOCK)) == (plain, signed)


def test_headers_name_the_hashes() -> None:
    assert decode(HEAD + BLOCK).hashes == {"SHA512"}
    assert decode(HEAD.replace(b"SHA512", b"sha1,SHA256 ") + BLOCK).hashes == {"SHA1", "SHA256"}
    assert decode(HEAD.replace(b"Hash: SHA512\n", b"") + BLOCK).hashes == set()


@pytest.mark.parametrize(
    "data",
    [
        HEAD,
        HEAD + b"text\n",
        HEAD + b"text\n" + BEGIN,
        HEAD + b"text\n" + BEGIN + b"\naGVsbG8=\n",
        HEAD[1:] + b"text\n" + BLOCK,
        HEAD.replace(b"MESSAGE-----", b"MESSAGE-----x") + BLOCK,
        HEAD.replace(b"Hash:", b"Hash\xc3\xbc:") + BLOCK,
        HEAD.replace(b"Hash: SHA512", b"Hash SHA512") + BLOCK,
        HEAD + b"text\n" + BEGIN + b"no header\n\naGVsbG8=\n" + END,
        HEAD + b"text\n" + BEGIN[:-1] + b" \n\naGVsbG8=\n" + END,
        BLOCK,
    ],
)
def test_what_is_no_whole_signed_text_has_no_signature(data: bytes) -> None:
    assert refusal(data) == "signature block not found"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"\naGVsbG8=\n=R/WK\n", (b"hello", "")),
        (b"\naGVsbG8=\n", (b"hello", "")),
        (b"Version: x\nComment: y\n\naGVs\nbG8=\n", (b"hello", "")),
        (b"\naGVsbG8=\n=AAAA\n", (b"hello", "openpgp: invalid data: armor invalid")),
        (b"\naGVsbG8=\n=R/WK\nmore\n", (b"hello", "openpgp: invalid data: armor invalid")),
        (b"\n" + b"A" * 97 + b"\n", (b"", "openpgp: invalid data: armor invalid")),
        (b"\naGVsbG8\n", (b"hel", "unexpected EOF")),
        (b"\naGVs!G8=\n", (b"hel", "illegal base64 data at input byte 0")),
        (b"\naGVsbG8=aGVs\n", (b"hello", "illegal base64 data at input byte 4")),
        (b"\n=GVs\n", (b"", "illegal base64 data at input byte 0")),
        (b"\n", (b"", "")),
    ],
)
def test_a_block_is_read_up_to_what_is_wrong_in_it(body: bytes, expected: tuple[bytes, str]) -> None:
    assert signatures(body) == expected


def test_text_outside_is_refused_and_empty_lines_are_not() -> None:
    whole = HEAD + b"x\n" + BLOCK
    assert parts(decode(b"\n \n" + whole + b"\r\n\n")) == (b"x\n", b"x")
    assert refusal(b"x\n" + whole) == "text before the signed message"
    assert refusal(whole + b"x") == "text after the signed message"
    assert refusal(whole[:-1] + b"x\n") == "text after the signed message"
    assert refusal(whole + whole) == "text after the signed message"
