"""Clear-signed texts: the text, and the signatures that follow it in armor.

Rules: RFC 4880 sections 6, 7; golang.org/x/crypto/openpgp (clearsign, armor). Unlike Helm, nothing may stand before or
after the signed text, and its Hash header has to name the algorithm of the signature: both were not signed, and a file
in which they were changed is not the file that was signed.
"""

from __future__ import annotations

import re
from binascii import a2b_base64

from .openpgp_errors import OpenPgpError, StructuralError

START = b"-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE_START = b"-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_END = b"\n-----END PGP SIGNATURE-----"
_LINE_END = b"-----END "
_LONGEST_LINE = 96
_PRINTABLE = re.compile(rb"[ -~]*")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_PADDING = re.compile(rb"={0,2}")
_WHITE_SPACE = b" \t\n\v\f\r"


class SignedText:
    """A text with signatures: `text` has LF at the end of each line, `signed` is what was hashed.

    `hashes` are the algorithms that the header names. `signatures` are the bytes of the signature packets as far as
    they can be read, and `problem` is why no further (None: that is all).
    """

    __slots__ = ("hashes", "problem", "signatures", "signed", "text")

    def __init__(self, text: bytes, signed: bytes, hashes: frozenset[str]) -> None:
        self.text = text
        self.signed = signed
        self.hashes = hashes
        self.signatures = b""
        self.problem: OpenPgpError | None = None


def decode(data: bytes) -> SignedText:
    """The clear-signed text that is all of `data`. Raises OpenPgpError when there is none, or more than it."""
    start = _find_start(data)
    if start < 0:
        raise _not_found()
    if data[:start].strip(_WHITE_SPACE):
        raise OpenPgpError("text before the signed message")
    lines = data[start + len(START) :].split(b"\n")
    at, hashes = _read_headers(lines)
    texts: list[bytes] = []
    while at < len(lines) and (line := _without_end(lines[at], at < len(lines) - 1)) != _SIGNATURE_START:
        line = line[2:] if line.startswith(b"- ") else line
        texts.append(line.rstrip(b" \t"))
        at += 1
    if at >= len(lines):
        raise _not_found()
    rest = b"\n".join(lines[at:])
    end = rest.find(_SIGNATURE_END)
    if end < 0:
        raise _not_found()
    end += len(_SIGNATURE_END)
    if rest[end:].strip(_WHITE_SPACE):
        raise OpenPgpError("text after the signed message")
    found = SignedText(b"".join(line + b"\n" for line in texts), b"\r\n".join(texts), hashes)
    _read_armor(rest[:end], found)
    return found


def _not_found() -> OpenPgpError:
    return OpenPgpError("signature block not found")


def _find_start(data: bytes) -> int:
    """Where the first line that begins a signed text begins; -1 when there is none."""
    if data.startswith(START):
        return 0
    found = data.find(b"\n" + START)
    return found + 1 if found >= 0 else -1


def _without_end(line: bytes, is_ended: bool) -> bytes:
    """A line without the CR of its end."""
    return line[:-1] if is_ended and line.endswith(b"\r") else line


def _read_headers(lines: list[bytes]) -> tuple[int, frozenset[str]]:
    """Where the text begins, and the names in the Hash headers; other headers are not allowed."""
    if _without_end(lines[0], len(lines) > 1):
        raise _not_found()
    hashes: set[str] = set()
    for at in range(1, len(lines)):
        line = _without_end(lines[at], at < len(lines) - 1)
        if not line:
            return at + 1, frozenset(hashes)
        name, colon, value = line.partition(b":")
        if not colon or name.strip(_WHITE_SPACE) != b"Hash" or not _PRINTABLE.fullmatch(line):
            break
        hashes.update(word.strip().upper() for word in value.decode("ascii").split(","))
    raise _not_found()


def _read_armor(armored: bytes, found: SignedText) -> None:
    """Put the bytes of an armored block into `found`. Raises OpenPgpError when it has none."""
    lines = [line.removesuffix(b"\r") for line in armored.split(b"\n")]
    at = 1
    while at < len(lines) and lines[at].strip(_WHITE_SPACE):
        if b": " not in lines[at].strip(_WHITE_SPACE):
            raise _not_found()
        at += 1
    if at >= len(lines):
        raise _not_found()
    chunks: list[bytes] = []
    checksum = b""
    for line in lines[at + 1 :]:
        if line.startswith(_LINE_END):
            break
        if checksum or len(line) > _LONGEST_LINE:
            found.problem = StructuralError("armor invalid")
            break
        if len(line) == 5 and line.startswith(b"="):
            checksum = line[1:]
        else:
            chunks.append(line.replace(b"\r", b""))
    _decode_base64(chunks, found)
    if found.problem is None and checksum and not _fits(checksum, found.signatures):
        found.problem = StructuralError("armor invalid")


def _decode_base64(lines: list[bytes], found: SignedText) -> None:
    """The bytes of lines up to what is wrong in them. As in Go, an error counts from where reading had come to."""
    decoded: list[bytes] = []
    left = b""
    for line in (lines[0][:4], lines[0][4:], *lines[1:]) if lines else ():
        left += line
        whole = len(left) // 4 * 4
        wrong = _find_wrong(left[:whole])
        if wrong >= 0:
            decoded.append(a2b_base64(left[: wrong // 4 * 4]))
            found.problem = OpenPgpError(f"illegal base64 data at input byte {wrong}")
            break
        decoded.append(a2b_base64(left[:whole]))
        left = left[whole:]
    else:
        if left:
            found.problem = found.problem or OpenPgpError("unexpected EOF")
    found.signatures = b"".join(decoded)


def _find_wrong(text: bytes) -> int:
    """The place of the first character that may not stand there, -1 for none. Padding may stand at the end alone."""
    found = _NOT_BASE64.search(text)
    if found is None:
        return -1
    start = found.start()
    end = start + len(_PADDING.match(text, start)[0])  # type: ignore[index]  # it matches nothing, too
    if start % 4 < 2 or end % 4:
        return start
    return end if end < len(text) else -1


def _fits(checksum: bytes, data: bytes) -> bool:
    """Whether a line with a checksum is right (RFC 4880 section 6.1)."""
    if _NOT_BASE64.search(checksum):
        return False
    crc = 0xB704CE
    for byte in data:
        crc ^= byte << 16
        for _ in range(8):
            crc <<= 1
            if crc & 0x1000000:
                crc ^= 0x1864CFB
    return a2b_base64(checksum) == (crc & 0xFFFFFF).to_bytes(3, "big")
