"""Fuzzes plugin.yaml: read alone, and found in a home directory by what looks for commands and getters."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path

from mutation import run
from pilothouse.core.errors import PilothouseError
from pilothouse.core.kernel import Kernel
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.command_plugins.manifest import is_name, parse_manifest

_WHOLE = (
    b'name: greet\nversion: 1.2.0\nusage: greet people\ndescription: |-\n  Greets\n  people\ncommand: "$PLUGIN/g"\n'
    b"ignoreFlags: false\nuseTunnel: false\nhooks:\n  install: echo in\n  delete: echo out\n"
    b"downloaders:\n- command: bin/get\n  protocols: [gs, s3]\n"
)
_EXAMPLES = (_WHOLE, b"name: env\nversion: '0.1.0'\ncommand: printenv\n")
_WORDS = (
    *(b"\n", b"- ", b": ", b"&a ", b"*a", b"<<: ", b"|\n", b"'", b'"', b"{", b"}", b"[", b"~", b"null", b"\t", b"\xff"),
    *(b"../", b"/bin/sh", b"name: ", b"NAME: ", b"name: b\n", b"hooks:\n", b"\x1b[2J", b"$(x)", b"1.0/../"),
)


def target(folder: Path, kernel: Kernel, data: bytes) -> None:
    """Read the data as the plugin.yaml of an installed plugin; nothing is run."""
    with contextlib.suppress(PilothouseError):
        assert is_name(parse_manifest(data).name)
    (folder / "plugin.yaml").write_bytes(data)
    for plugin in _answer(kernel, "helm_find_commands"):
        assert is_name(plugin.name)
    with contextlib.suppress(PilothouseError):
        kernel.first("helm_open_command_plugins").installed()
    for scheme in ("gs", "nosuch"):
        with contextlib.suppress(PilothouseError):
            kernel.first_or_none("helm_find_getter", scheme=scheme)


def _answer(kernel: Kernel, hook: str) -> list[object]:
    try:
        answer: list[object] = kernel.first(hook)
    except PilothouseError:
        return []
    return answer


def main() -> int:
    """Feed a home directory with one plugin in it."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home, "plugins", "greet")
        folder.mkdir(parents=True)
        kernel = make_kernel(environment={"HELM_HOME": home})
        return run(lambda data: target(folder, kernel, data), _EXAMPLES, _WORDS)


if __name__ == "__main__":
    sys.exit(main())
