"""Sprig's cryptographic functions: keys, certificates, encrypted and derived texts. Rule: its crypto.go.

The package cryptography is imported by the functions that need it.
"""

from __future__ import annotations

import os
from typing import Any

from ....core.golib import base64
from ....core.golib.types import GoError, GoFunction, go
from .certificates import build_custom_cert, gen_ca, gen_self_signed_cert, gen_signed_cert

_BLOCK = 16
_SEED = b"com.lyndir.masterpassword"
_PASSWORD_TEMPLATES = {
    "maximum": "anoxxxxxxxxxxxxxxxxx axxxxxxxxxxxxxxxxxno",
    "long": (
        "CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv "
        "CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv "
        "CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno"
    ),
    "medium": "CvcnoCvc CvcCvcno",
    "short": "Cvcn",
    "basic": "aaanaaan aannaaan aaannaaa",
    "pin": "nnnn",
}
_VOWELS, _CONSONANTS = "AEIOU", "BCDFGHJKLMNPQRSTVWXYZ"
_LETTERS = _VOWELS + _VOWELS.lower() + _CONSONANTS + _CONSONANTS.lower()
_PASSWORD_CHARACTERS = {
    "V": _VOWELS,
    "C": _CONSONANTS,
    "v": _VOWELS.lower(),
    "c": _CONSONANTS.lower(),
    "a": _LETTERS,
    "n": "0123456789",
    "o": "@&%?,=[]_:-+*$#!'^~;()/.",
    "x": _LETTERS + "0123456789!@#$%^&*()",
}


def _to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def derive_password(counter: int, kind: str, password: str, user: str, site: str) -> str:
    """The password that the Master Password algorithm derives; a text that says so for an unknown kind."""
    templates = _PASSWORD_TEMPLATES.get(kind)
    if templates is None:
        return f"cannot find password template {kind}"
    import hmac
    from hashlib import scrypt

    name, place = _to_bytes(user), _to_bytes(site)
    salt = _SEED + len(name).to_bytes(4, "big") + name
    key = scrypt(_to_bytes(password), salt=salt, n=32768, r=8, p=2, maxmem=1 << 26, dklen=64)
    message = _SEED + len(place).to_bytes(4, "big") + place + (counter & 0xFFFFFFFF).to_bytes(4, "big")
    seed = hmac.digest(key, message, "sha256")
    choices = templates.split()
    characters = []
    for index, element in enumerate(choices[seed[0] % len(choices)]):
        possible = _PASSWORD_CHARACTERS[element]
        characters.append(possible[seed[index + 1] % len(possible)])
    return "".join(characters)


def gen_private_key(kind: str) -> str:
    """A new private key in PEM: `rsa` (also for ""), `dsa` or `ecdsa`; a text that says so for an unknown kind."""
    if kind not in ("", "rsa", "dsa", "ecdsa"):
        return f"Unknown type {kind}"
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

    key: Any
    if kind == "dsa":
        key = dsa.generate_private_key(2048)
    elif kind == "ecdsa":
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        key = rsa.generate_private_key(65537, 4096)
    text: bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return text.decode("ascii")


def encrypt_aes(password: str, text: str) -> str:
    """The text encrypted by AES-256 in CBC mode, behind a random first block, in base64; empty stays empty."""
    if not text:
        return ""
    content = _to_bytes(text)
    padding = _BLOCK - len(content) % _BLOCK
    vector = os.urandom(_BLOCK)
    encryptor = _cipher(password, vector).encryptor()
    encrypted: bytes = encryptor.update(content + bytes((padding,)) * padding) + encryptor.finalize()
    return base64.encode(vector + encrypted)


def decrypt_aes(password: str, encrypted: str) -> str:
    """What `encrypt_aes` encrypted; empty stays empty.

    Raises GoError for bad base64, and with the texts of Go's panics for what cannot be such a text. A wrong password
    gives some text or an error.
    """
    if not encrypted:
        return ""
    data = base64.decode(encrypted)
    # Go looks at the room it allotted first, which has to do with the text's length.
    capacity = len(_to_bytes(encrypted)) // 4 * 3
    if capacity < _BLOCK:
        raise GoError(f"runtime error: slice bounds out of range [:{_BLOCK}] with capacity {capacity}")
    if len(data) < _BLOCK:
        raise GoError(f"runtime error: slice bounds out of range [{_BLOCK}:{len(data)}]")
    vector, content = data[:_BLOCK], data[_BLOCK:]
    if len(content) % _BLOCK:
        raise GoError("crypto/cipher: input not full blocks")
    if not content:
        raise GoError("runtime error: index out of range [-1]")
    decryptor = _cipher(password, vector).decryptor()
    decrypted: bytes = decryptor.update(content) + decryptor.finalize()
    size = len(decrypted) - decrypted[-1]
    if size < 0:
        raise GoError(f"runtime error: slice bounds out of range [:{size}]")
    return decrypted[:size].decode("utf-8", "surrogateescape")


def _cipher(password: str, vector: bytes) -> Any:
    """AES-256 in CBC mode; the key is the password, cut or filled with zeros."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.AES(_to_bytes(password)[:32].ljust(32, b"\0")), modes.CBC(vector))


FUNCTIONS: dict[str, GoFunction] = {
    "buildCustomCert": go(build_custom_cert, "string", "string"),
    "decryptAES": go(decrypt_aes, "string", "string"),
    "derivePassword": go(derive_password, "uint32", "string", "string", "string", "string"),
    "encryptAES": go(encrypt_aes, "string", "string"),
    "genCA": go(gen_ca, "string", "int"),
    "genPrivateKey": go(gen_private_key, "string"),
    "genSelfSignedCert": go(gen_self_signed_cert, "string", "list", "list", "int"),
    "genSignedCert": go(gen_signed_cert, "string", "list", "list", "int", "sprig.certificate"),
}
