"""Running git on repositories of strangers: what it may reach, what it listens to, how long it may take.

Nothing that a repository has in it is run: there are no checkouts, so no filters, no hooks, no submodules. The user's
own configuration counts, since that is where credential helpers, proxies and authorities are. The machine's does not,
nor variables by which git would work on another repository or write elsewhere. Nobody is asked for anything.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ....core.errors import RepositoryError
from ....core.golib.oserrors import reason
from ....core.text import has_control_characters, printable

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import FetchOptions
    from .addresses import Address

SECONDS = 300
"""No call of git may take longer."""
MAX_FILE = 1024 * 1024 * 1024
"""No file that git writes may be larger (bytes): a pack has everything that was fetched."""
MAX_ANSWER = 64 * 1024 * 1024

_KEPT = frozenset(
    (
        "GIT_ASKPASS", "GIT_CONFIG_COUNT", "GIT_CONFIG_GLOBAL", "GIT_PROXY_SSL_CAINFO", "GIT_SSH", "GIT_SSH_COMMAND",
        "GIT_SSH_VARIANT", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY",
    )
)  # fmt: skip
"""Variables by which users say how they get in."""
_KEPT_PATTERN = re.compile(r"GIT_CONFIG_(?:KEY|VALUE)_[0-9]{1,4}").fullmatch
_PROTOCOLS = {"git+https": "https:ssh", "git+ssh": "https:ssh", "git+file": "file"}
"""What git may speak: users' own rules turn https into ssh and back, never into anything else."""
_ALWAYS = (
    "core.hooksPath=/dev/null", "core.attributesFile=/dev/null", "core.fsmonitor=false", "core.alternateRefsCommand=",
    "fetch.recurseSubmodules=false", "submodule.recurse=false", "fetch.bundleURI=", "gc.auto=0",
    "maintenance.auto=false", "protocol.version=2", "http.followRedirects=initial", "advice.detachedHead=false",
)  # fmt: skip
_LIMITED = 'ulimit -f "$1" && shift && exec "$@"'
_USERNAME, _PASSWORD = "HELPER_USERNAME", "HELPER_PASSWORD"
_HELPER = f"""!f() {{ test "$1" = get && printf 'username=%s\\npassword=%s\\n' "${_USERNAME}" "${_PASSWORD}"; }}; f"""
"""A credential helper for one server; the empty one before it takes away those of the user."""

_BLOCK = 512
"""The unit of `ulimit -f` in bytes."""


class Git:
    """git for one address, in one bare repository (`folder`)."""

    def __init__(self, address: Address, options: FetchOptions, folder: str, kernel: Kernel) -> None:
        self._folder = folder
        self._kernel = kernel
        self._shown = str(address)
        self._environment = _environment(address, options, kernel)
        self._settings = [word for setting in (*_ALWAYS, *_tls(options)) for word in ("-c", setting)]
        program = shutil.which("git", path=self._environment.get("PATH", ""))
        if program is None:
            raise RepositoryError(f"{self._shown} cannot be read: git is not installed")
        self._program = program

    def run(self, *words: str, input: bytes = b"", limit: int = MAX_ANSWER) -> bytes:
        """What a call of git prints, at most `limit` bytes. Raises RepositoryError with what git says about a failure.

        Words that come from elsewhere are for the caller to keep from looking like options.
        """
        command = [self._program, f"--git-dir={self._folder}", *self._settings, *words]
        with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as given:
            given.write(input)
            given.seek(0)
            try:
                process = subprocess.Popen(  # noqa: S603 - git, with operands that were checked
                    ["/bin/sh", "-c", _LIMITED, "sh", str(MAX_FILE // _BLOCK), *command],
                    stdin=given,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    cwd=self._folder,
                    env=self._environment,
                    start_new_session=True,  # without a terminal, on which ssh would ask
                )
            except OSError as error:
                raise RepositoryError(f"{self._shown} cannot be read: git: {reason(error)}") from None
            output, problem = _listen(process, limit)
            if problem:
                raise RepositoryError(f"{self._shown} cannot be read: {problem}")
            if process.returncode != 0:
                errors.seek(0)
                raise self._failure(words[0], errors.read(64 * 1024))
        return output

    def _failure(self, verb: str, said: bytes) -> RepositoryError:
        """What git says: its last sentence, the others as details."""
        text = self._kernel.concealed(printable(said.decode("utf-8", "replace")))
        lines = [line.strip()[:300] for line in text.splitlines() if line.strip()]
        fatal = next((line for line in reversed(lines) if line.startswith("fatal: ")), "")
        cause = fatal.removeprefix("fatal: ") or f"git {verb} has failed"
        others = [line for line in lines if line != fatal][-5:]
        hint = ""
        if "could not read Username" in text or "Authentication failed" in text:
            hint = "git's credential helpers, or --username and --password, let in"
        return RepositoryError(f"{self._shown} cannot be read: {cause}", details=tuple(others), hint=hint)


def _listen(process: subprocess.Popen[bytes], limit: int) -> tuple[bytes, str]:
    """The output of a process, and what was wrong with it; afterwards the process is over."""
    is_late = threading.Event()

    def end() -> None:
        is_late.set()
        _kill(process)

    timer = threading.Timer(SECONDS, end)
    timer.daemon = True
    timer.start()
    try:
        assert process.stdout is not None
        output = process.stdout.read(limit + 1)
        if len(output) > limit:
            return b"", f"git says more than {limit} bytes"
        process.wait()
    finally:
        timer.cancel()
        _kill(process)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    return output, f"git took longer than {SECONDS} seconds" if is_late.is_set() else ""


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process, with those that it has started, if it is not over."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except OSError:
            pass


def _environment(address: Address, options: FetchOptions, kernel: Kernel) -> dict[str, str]:
    given = kernel.settings.environment
    environment = {
        name: value
        for name, value in given.items()
        if not name.startswith("GIT_") or name in _KEPT or _KEPT_PATTERN(name)
    }
    environment |= {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": _PROTOCOLS[address.scheme],
        "LC_ALL": "C",
    }
    username, password = options.username or address.username, options.password or address.password
    if username and address.scheme == "git+https":
        secret = base64.b64encode(f"{username}:{password}".encode("utf-8", "surrogateescape")).decode()
        for text in (password, secret):
            kernel.conceal(text)
        if has_control_characters(username + password):
            raise RepositoryError(f"{address}: the user name or the password has characters that git does not take")
        # In the environment, since every user of the machine sees the words of a command line. And by a helper, since
        # git asks one for each server: a header of ours would go along wherever a server redirects to.
        environment |= {_USERNAME: username, _PASSWORD: password}
        for helper in ("", _HELPER):
            _add_setting(environment, f"credential.{_origin(address.remote)}.helper", helper)
    return environment


def _origin(remote: str) -> str:
    return f"https://{urlsplit(remote).netloc}/"


def _add_setting(environment: dict[str, str], key: str, value: str) -> None:
    """Add a setting of git to those that an environment has."""
    text = environment.get("GIT_CONFIG_COUNT", "")
    count = int(text) if text.isascii() and text.isdigit() else 0
    environment |= {
        "GIT_CONFIG_COUNT": str(count + 1), f"GIT_CONFIG_KEY_{count}": key, f"GIT_CONFIG_VALUE_{count}": value,
    }  # fmt: skip


def _tls(options: FetchOptions) -> list[str]:
    files = (("sslCAInfo", options.ca_file), ("sslCert", options.cert_file), ("sslKey", options.key_file))
    return [f"http.{name}={os.path.abspath(path)}" for name, path in files if path]
