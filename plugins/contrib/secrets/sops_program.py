"""Decrypting by the program ``sops``, for keys that are not opened in this process (PGP, clouds, Vault)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....core.errors import ValuesError
from ....core.golib.json_decoder import JsonError, decode
from ....core.text import printable

_SECONDS = 60


def decrypt(path: str, environment: Mapping[str, str], reasons: list[str]) -> Any:
    """The values of a file. `reasons` say why the program is asked. Raises ValuesError."""
    import shutil
    import subprocess

    program = shutil.which("sops", path=environment.get("PATH", ""))
    if program is None:
        raise ValuesError(
            f"{path} cannot be decrypted",
            details=tuple(reasons),
            hint="the key of age is looked for where SOPS does; for other kinds of keys install the program sops",
        )
    command = [program, "--decrypt", "--output-type", "json", "--", path]
    try:
        done = subprocess.run(  # noqa: S603 - the user asked for secrets, and PATH is the user's
            command, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ValuesError(f"{path} cannot be decrypted: sops took more than {_SECONDS} seconds") from None
    except OSError as error:
        raise ValuesError(f"{path} cannot be decrypted: {program}: {error.strerror}") from None
    if done.returncode:
        said = [printable(line) for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        raise ValuesError(f"{path} cannot be decrypted: sops ended with {done.returncode}", details=tuple(said[:20]))
    try:
        return decode(done.stdout.decode("utf-8", "surrogateescape"))
    except JsonError:
        raise ValuesError(f"{path} cannot be decrypted: sops printed no JSON") from None
