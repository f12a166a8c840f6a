"""Regular files as tar data, header for header as Go's archive/tar writes them.

A header is USTAR where the name fits, else PAX with the name as a record. Rules: archive/tar/writer.go, common.go
(allowedFormats), strconv.go.
"""

from __future__ import annotations

from ....core.golib.path import clean

_BLOCK = 512
_END = bytes(2 * _BLOCK)
_NAME_SIZE = 100
_PREFIX_SIZE = 155
_MODE = 0o755


def tar_files(files: list[tuple[str, bytes]], time: int) -> bytes:
    """The tar data of files, given as names and contents, that all have the mode 0755 and the same time (seconds)."""
    parts: list[bytes] = []
    for name, data in files:
        parts.append(_headers(name.encode("utf-8", "surrogateescape"), len(data), time))
        parts.append(data)
        parts.append(bytes(-len(data) % _BLOCK))
    parts.append(_END)
    return b"".join(parts)


def _headers(name: bytes, size: int, time: int) -> bytes:
    """The header blocks of a file."""
    if name.isascii():
        if len(name) <= _NAME_SIZE:
            return _header(name, size, b"0", _metadata(time))
        prefix, suffix = _split(name)
        if prefix:
            return _header(suffix, size, b"0", _metadata(time), prefix)
    record = _record(b"path", name)
    extension = _header(_extension_name(name), len(record), b"x", (3 * _octal(0, 8), _octal(0, 12), bytes(16)))
    shown = _ascii(name)
    if len(shown) > _NAME_SIZE:
        shown = shown[:_NAME_SIZE].rstrip(b"/")
    header = _header(shown, size, b"0", _metadata(time))
    return extension + record + bytes(-len(record) % _BLOCK) + header


def _metadata(time: int) -> tuple[bytes, bytes, bytes]:
    """The fields of a regular file: mode with owner and group (both 0), time, device numbers (both 0)."""
    zero = _octal(0, 8)
    return _octal(_MODE, 8) + zero + zero, _octal(time, 12), zero + zero


def _header(name: bytes, size: int, flag: bytes, metadata: tuple[bytes, bytes, bytes], prefix: bytes = b"") -> bytes:
    """One header block, its checksum filled in."""
    owner, time, devices = metadata
    before = b"".join((name.ljust(_NAME_SIZE, b"\0"), owner, _octal(size, 12), time))
    folder = prefix.ljust(_PREFIX_SIZE, b"\0")
    after = b"".join((flag, bytes(100), b"ustar\x0000", bytes(64), devices, folder, bytes(12)))
    total = sum(before) + sum(after) + 8 * 32
    return b"".join((before, _octal(total, 7), b" ", after))


def _octal(number: int, width: int) -> bytes:
    return b"%0*o\0" % (width - 1, number)


def _split(name: bytes) -> tuple[bytes, bytes]:
    """A long name in two parts that USTAR has fields for; empty parts when that cannot be done."""
    slash = name.rfind(b"/", 0, _PREFIX_SIZE + 1)
    if slash <= 0 or not 0 < len(name) - slash - 1 <= _NAME_SIZE:
        return b"", b""
    return name[:slash], name[slash + 1 :]


def _record(key: bytes, value: bytes) -> bytes:
    """A PAX record, which begins with its own length."""
    rest = b" %s=%s\n" % (key, value)
    length = len(rest)
    while len(b"%d" % length) + len(rest) != length:
        length = len(b"%d" % length) + len(rest)
    return b"%d%s" % (length, rest)


def _extension_name(name: bytes) -> bytes:
    """The name under which the PAX records of a file stand."""
    folder, _, file = name.decode("utf-8", "surrogateescape").rpartition("/")
    whole = clean(f"{folder}/PaxHeaders.0/{file}" if folder else f"PaxHeaders.0/{file}")
    return _ascii(whole.encode("utf-8", "surrogateescape"))[:_NAME_SIZE].rstrip(b"/")


def _ascii(name: bytes) -> bytes:
    """A name without its other characters."""
    return bytes(byte for byte in name if 0 < byte < 0x80)
