from __future__ import annotations

import base64
import json
import re
import threading
import urllib.parse
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core import concealment
from pilothouse.core.concealment import Concealment
from pilothouse.core.console import Console
from pilothouse.core.errors import TemplateError
from pilothouse.core.golib import fmt, yaml
from pilothouse.core.testkit import make_kernel

SECRET = 'pass&<word>"one\''
LONG = "a passphrase of many words that no line of eighty characters has room for beside a key"


def _concealed(text: str, *secrets: str) -> str:
    concealed = Concealment()
    for secret in secrets or (SECRET,):
        concealed.add(secret)
    return concealed.apply(text)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


FORMS = [
    (f"a: {SECRET}", "a: (hidden)"),
    (json.dumps({"a": SECRET}), '{"a": "(hidden)"}'),
    (r'"pass\u0026\u003cword\u003e\"one' + "'" + '"', '"(hidden)"'),
    ("'" + SECRET.replace("'", "''") + "'", "'(hidden)'"),
    (json.dumps(json.dumps(SECRET)), r'"\"(hidden)\""'),
    (_base64(SECRET), "(hidden)"),
    (base64.urlsafe_b64encode(SECRET.encode()).decode(), "(hidden)"),
    (f"https://u:{urllib.parse.quote(SECRET, safe='')}@h", "https://u:(hidden)@h"),
    (f"q={urllib.parse.quote_plus(SECRET)}", "q=(hidden)"),
    (fmt.sprintf(f"https://{urllib.parse.quote(SECRET)}@h", ()), "https://(hidden)%!@(MISSING)h"),
    ("nothing", "nothing"),
]


@pytest.mark.parametrize(("text", "shown"), FORMS)
def test_a_secret_is_found_as_documents_and_addresses_have_it(text: str, shown: str) -> None:
    assert _concealed(text) == shown


def test_lines_of_a_secret_are_found_wherever_yaml_indents_them() -> None:
    key = "-----BEGIN KEY-----\nline-one-of-it\n  line-two-of-it\n-----END KEY-----\n"
    text = "tls: |\n  -----BEGIN KEY-----\n  line-one-of-it\n    line-two-of-it\n  -----END KEY-----\n"
    assert _concealed(text, key) == "tls: |\n  -----BEGIN KEY-----\n  (hidden)\n    (hidden)\n  -----END KEY-----\n"
    assert _concealed(f"a: {_base64(key)}\nb: {json.dumps(key)}", key) == 'a: (hidden)\nb: "(hidden)\\n"'


def test_a_secret_is_found_without_the_space_around_it() -> None:
    assert _concealed(f"a: t0ken-x\nb: {_base64('t0ken-x')}", "t0ken-x\n") == "a: (hidden)\nb: (hidden)"


def test_a_long_secret_is_found_where_yaml_folds_it() -> None:
    for text in (yaml.dump({"key": LONG}), f'key: "{LONG[:40]}\\\n  \\{LONG[40:]}"\n'):
        assert LONG[:13] not in _concealed(text, LONG)


@given(
    st.text("abcdefgh0123456789&\"'<>+/=é", min_size=6, max_size=40),
    st.text("user:x", max_size=5),
    st.text(":}x", max_size=5),
)
def test_base64_of_a_longer_text_shows_nothing_but_bits_at_the_ends(secret: str, before: str, behind: str) -> None:
    shown = _concealed(_base64(before + secret + behind), secret)
    hidden = _base64(before + "\0" * len(secret.encode()) + behind)
    head, mark, tail = shown.partition("(hidden)")
    # One character at either end may have bits of the secret beside those of its neighbour.
    limits = len(_base64(before)) + 1, len(_base64(behind)) + 3
    assert (mark, len(head) <= limits[0], len(tail) <= limits[1]) == ("(hidden)", True, True)
    assert hidden[: max(len(head) - 1, 0)] == head[:-1]


def test_a_docker_config_in_a_secret_shows_no_password() -> None:
    config = json.dumps({"auths": {"registry.example": {"auth": _base64(f"robot:{SECRET}")}}})
    shown = _concealed(_base64(config))
    decoded = base64.b64decode(re.sub(r"\(hidden\)", "AAAA", shown) + "===")
    assert ("(hidden)" in shown, _base64(SECRET)[4:12].encode() in decoded) == (True, False)


def test_texts_of_less_than_four_characters_are_no_secrets() -> None:
    assert _concealed("1 abc 2 no ", "abc", "", "  \n", "a\nno\n") == "1 abc 2 no "


def test_longer_secrets_win_over_those_that_they_contain() -> None:
    assert _concealed("x secret-two secret", "secret", "secret-two") == "x (hidden) (hidden)"


def test_bytes_that_are_no_utf_8_can_be_secret() -> None:
    secret = b"\xff\xfesecret".decode("utf-8", "surrogateescape")
    encoded = base64.b64encode(b"\xff\xfesecret").decode()
    assert _concealed(f"{secret} {encoded}", secret) == "(hidden) (hidden)"


@given(st.text(), st.text(min_size=4))
def test_no_text_makes_it_fail_and_what_was_added_is_gone(text: str, secret: str) -> None:
    shown = _concealed(f"{text}{secret}{text}", secret)
    assert len(secret.strip()) < 4 or secret in concealment.MARK or secret not in shown.replace(concealment.MARK, "")


class _NoText(str):
    """A text that nobody may look through."""

    __slots__ = ()

    def __contains__(self, _: object) -> bool:
        raise AssertionError("somebody searched")


def test_without_secrets_a_text_is_not_even_looked_at() -> None:
    text: Any = _NoText("x" * 10)
    assert Concealment().apply(text) is text


def test_secrets_may_be_added_by_many_threads() -> None:
    shared = Concealment()
    threads = [threading.Thread(target=shared.add, args=(f"secret-number-{n:03}",)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shared.apply("".join(f"secret-number-{n:03} " for n in range(40))) == "(hidden) " * 40


def test_a_kernel_conceals_for_what_leaves_the_process_in_other_ways_too() -> None:
    kernel = make_kernel()
    kernel.conceal(SECRET)
    assert kernel.concealed(f"rpc error: {SECRET}") == "rpc error: (hidden)"


def test_everything_that_a_console_prints_is_without_them() -> None:
    out, err = BytesIO(), BytesIO()
    console = Console(out, err)
    console.concealment.add(SECRET)
    error = TemplateError(f"bad {SECRET}")
    error.details, error.hint = (f"at {SECRET}",), f"not {SECRET}"
    error.file, error.line, error.column, error.source_line = "a.yaml", 1, 1, f"a: {SECRET}"
    console.line(SECRET)
    console.notice(SECRET)
    console.log(SECRET)
    console.trace(SECRET)
    console.error(error, [f"or {SECRET}"])
    console.traceback(ValueError(SECRET))
    printed = (out.getvalue() + err.getvalue()).decode()
    assert ("pass&" in printed, printed.count("(hidden)") >= 9) == (False, True)
