"""What can be wrong with OpenPGP data, in the words of Go's golang.org/x/crypto/openpgp."""

from __future__ import annotations

from ....core.errors import ProvenanceError

UNEXPECTED_END = "unexpected EOF"
"""The text of `OpenPgpError` for data that ends inside a packet."""


class OpenPgpError(ProvenanceError):
    """OpenPGP data cannot be used."""


class EndOfPackets(OpenPgpError):
    """There are no more packets."""

    def __init__(self) -> None:
        super().__init__("EOF")


class StructuralError(OpenPgpError):
    """The data breaks the rules of the format."""

    def __init__(self, text: str) -> None:
        super().__init__(f"openpgp: invalid data: {text}")


class UnsupportedError(OpenPgpError):
    """The data is right but asks for something that is not supported."""

    def __init__(self, text: str) -> None:
        super().__init__(f"openpgp: unsupported feature: {text}")


class SignatureError(OpenPgpError):
    """A signature does not fit what it is for."""

    def __init__(self, text: str) -> None:
        super().__init__(f"openpgp: invalid signature: {text}")


class ArgumentError(OpenPgpError):
    """A key and a signature do not belong together."""

    def __init__(self, text: str) -> None:
        super().__init__(f"openpgp: invalid argument: {text}")


class UnknownEntityError(OpenPgpError):
    """No key of the ring may have made the signature."""

    def __init__(self) -> None:
        super().__init__("openpgp: signature made by unknown entity")


def unexpected_end() -> OpenPgpError:
    """The error for data that ends inside a packet."""
    return OpenPgpError(UNEXPECTED_END)
