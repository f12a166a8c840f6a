"""What counts as an e-mail address, a web address and a request URL.

Rules: github.com/asaskevich/govalidator as of 76647027 (IsEmail, IsURL, IsRequestURL). Addresses of everyday shape are
told by a pattern that is cheap to run; RE2 is loaded for the rest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....core.golib.types import GoError
from ....core.golib.url import parse
from ....core.golib.utf8 import byte_length

if TYPE_CHECKING:
    from ....core.golib.regexp import Regexp

_WIDE = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
_LETTER = f"[a-zA-Z{_WIDE}]"
_ALNUM = f"[a-zA-Z0-9{_WIDE}]"
_ATOM = f"[a-zA-Z0-9!#$%&'*+/=?^_`{{|}}~{_WIDE}-]+"

_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(rf"{_ALNUM}[a-zA-Z0-9._~{_WIDE}-]*")
_LAST_LETTER = re.compile(_LETTER)
# A dot that ends the labels before it and begins the last ones.
_DOT = re.compile(rf"{_ALNUM}\.{_LETTER}")

_LONGEST_URL = 2083
_EVERYDAY_URL = re.compile(r"https?://(?:[a-zA-Z0-9]+[.-])*[a-zA-Z0-9]{2,}(?:/[!-$&-~]*)?")


def is_email(text: str) -> bool:
    """Whether `text` has the form of an e-mail address."""
    local, at, domain = text.rpartition("@")
    if not at or not _is_domain(domain):
        return False
    if _LOCAL.fullmatch(local):
        return True
    return local.endswith('"') and _quoted_local().match(local)


def _is_domain(text: str) -> bool:
    """Labels of letters and digits with dots between them, the last one beginning and ending with a letter."""
    text = text.removesuffix(".")
    return bool(_DOMAIN.fullmatch(text) and _LAST_LETTER.fullmatch(text[-1]) and _DOT.search(text))


def _quoted_local() -> Regexp:
    """The part before the @ in quotes: where the rule counts parentheses wrongly, a quote before every character."""
    from ....core.golib.regexp import must_compile

    wide = r"\x{00A0}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFEF}"
    blanks = r"(?:(?:[ \t]*\r\n)?[ \t]+)?"
    text = rf"[\x01-\x08\x0b\x0c\x0e-\x1f\x21\x23-\x5b\x5d-\x7f{wide}]"
    comment = r"\([\x01-\x09\x0b-\x7f]"
    return must_compile(rf'^(?:"{blanks}(?:{text}|{comment}))*{blanks}"$')


def is_url(text: str) -> bool:
    """Whether `text` has the form of a web address: scheme, user, port and path may be missing."""
    length = byte_length(text)
    if not 3 < length < _LONGEST_URL or text.startswith("."):
        return False
    if _EVERYDAY_URL.fullmatch(text):
        return True
    try:
        url = parse(text)
    except GoError:
        return False
    if url.host.startswith(".") or (not url.host and url.path and "." not in url.path):
        return False
    return _url().match(text)


def _url() -> Regexp:
    """A web address by its parts."""
    from ....core.golib.regexp import must_compile

    byte = r"(?:1?\d{1,2}|2[0-4]\d|25[0-5])"
    numbers = rf"(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3])(?:\.{byte}){{2}}\.(?:[0-9]\d?|1\d\d|2[0-4]\d|25[0-4])"
    wide = r"a-zA-Z\x{00a1}-\x{ffff}"
    name = rf"(?:[a-zA-Z0-9]+(?:[-.][a-zA-Z0-9]+)*|(?:www\.)?)(?:[{wide}0-9]+-?-?)*[{wide}0-9]+(?:\.[{wide}]+)?"
    return must_compile(rf"^(?:(?:ftp|https?)://)?(?:\S+(?::\S*)?@)?(?:{numbers}|{name})(?::\d{{1,5}})?(?:[/?#]\S*)?$")


def is_request_url(text: str) -> bool:
    """Whether `text` is an absolute URL as it may stand in an HTTP request: with a scheme, and without a fragment.

    A number sign is an ordinary character there, but none that a host may have.
    """
    rest = text.partition(":")[2].partition("?")[0]
    if rest.startswith("//") and "#" in rest[2:].partition("/")[0]:
        return False
    try:
        return parse(text.replace("#", "_")).scheme != ""
    except GoError:
        return False
