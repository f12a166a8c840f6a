"""Other implementations of Protocol Buffers, fed with our .proto files."""

from __future__ import annotations

import functools
import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from architecture.source_tree import ROOT

PROTO = ROOT / "core" / "hapi" / "proto"

BETTERPROTO = "betterproto_messages"
"""The name of the package that is generated for betterproto2."""


def proto_files() -> list[str]:
    """Our .proto files, as they import one another."""
    return sorted(path.relative_to(PROTO).as_posix() for path in PROTO.rglob("*.proto"))


def compile_protos(*options: str) -> None:
    """Let protoc read all files. Fails the test with what it says."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    done = subprocess.run(
        [sys.executable, "-m", "grpc_tools.protoc", f"--proto_path={PROTO}", *options, *proto_files()],
        capture_output=True, text=True, check=False, env={**os.environ, "PATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


class GoogleMessages:
    """The messages for Google's runtime (upb), by their full names, without any generated module."""

    def __init__(self, folder: Path) -> None:
        from google.protobuf import descriptor_pb2, descriptor_pool

        described = folder / "hapi.binpb"
        compile_protos(f"--descriptor_set_out={described}", "--include_imports")
        self.files = descriptor_pb2.FileDescriptorSet.FromString(described.read_bytes())
        self.pool = descriptor_pool.DescriptorPool()
        for file in self.files.file:
            self.pool.Add(file)

    def descriptor(self, name: str) -> Any:
        """The descriptor of a message."""
        return self.pool.FindMessageTypeByName(name)

    def service(self, name: str) -> Any:
        """The descriptor of a service."""
        return self.pool.FindServiceByName(name)

    @functools.cache  # noqa: B019 - one object a session
    def message(self, name: str) -> Any:
        """The class of a message."""
        from google.protobuf import message_factory

        return message_factory.GetMessageClass(self.descriptor(name))

    def names(self) -> set[str]:
        """The names of all messages of ours, but for entries of maps."""
        found = set()
        for file in self.files.file:
            if not file.package.startswith("google."):
                found |= {f"{file.package}.{message.name}" for message in file.message_type}
        return found


class BetterprotoMessages:
    """The messages for betterproto2: ``BetterprotoMessages(...)("hapi.release", "Release")`` is a class."""

    def __init__(self, folder: Path) -> None:
        target = folder / BETTERPROTO
        target.mkdir()
        compile_protos(f"--python_betterproto2_out={target}", "--python_betterproto2_opt=client_generation=none")
        sys.path.insert(0, str(folder))
        try:
            self.packages: dict[str, ModuleType] = {
                name: importlib.import_module(f"{BETTERPROTO}.{name}")
                for name in (
                    "google.protobuf",
                    "hapi.chart",
                    "hapi.release",
                    "hapi.services.tiller",
                    "hapi.version",
                    "pilothouse.services.tiller",
                )
            }
        finally:
            sys.path.remove(str(folder))

    def __call__(self, package: str, name: str) -> Any:
        """A message or an enumeration of a package."""
        return getattr(self.packages[package], name)


def require_compilers() -> None:
    """Skip where what the extra `test` installs is not there."""
    for name in ("grpc_tools", "google.protobuf", "betterproto2", "betterproto2_compiler"):
        pytest.importorskip(name)
