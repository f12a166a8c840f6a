from __future__ import annotations

import gzip
import io
import os
import tarfile
from typing import Any

import pytest
from pilothouse.plugins.builtin.command_plugins import archive_source
from pilothouse.plugins.builtin.command_plugins.archive_source import plugin_name
from stand_ins.http_server import HttpServer
from stand_ins.plugin_world import PluginWorld

MANIFEST = b'name: env\nversion: 0.1.0\ncommand: "$HELM_PLUGIN_DIR/run.sh"\n'
RUN = b"#!/bin/sh\necho ran\n"


def archive(*members: tuple[str, Any, int]) -> bytes:
    """Members: name, content (a text is the type of an entry without one), permissions."""
    types = {"dir": tarfile.DIRTYPE, "symlink": tarfile.SYMTYPE, "link": tarfile.LNKTYPE, "fifo": tarfile.FIFOTYPE}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as made:
        for name, content, mode in members:
            info = tarfile.TarInfo(name)
            info.mode = mode
            if isinstance(content, str):
                info.type, info.linkname = types[content], "/etc/passwd"
                made.addfile(info)
            else:
                info.size = len(content)
                made.addfile(info, io.BytesIO(content))
    return gzip.compress(buffer.getvalue())


GOOD = archive(
    ("plugin.yaml", MANIFEST, 0o600), ("./bin/", "dir", 0o700), ("run.sh", RUN, 0o4755), ("doc/a.md", b"a", 0o644)
)


def install(world: PluginWorld, server: HttpServer, content: bytes, name: str = "env-0.1.0.tgz") -> str:
    server.put(f"/p/{name}", content)
    outcome = world.run("plugin", "install", f"{server.url}/p/{name}")
    assert outcome.stdout == "" or outcome.code == 0
    return outcome.stderr or outcome.stdout


def key(server: HttpServer, name: str = "env-0.1.0.tgz") -> str:
    return server.url.replace("://", "-").replace(":", "-") + f"-p-{name}"


def test_an_archive_is_unpacked_into_the_cache_and_linked_without_its_version(
    world: PluginWorld, server: HttpServer, capfd: pytest.CaptureFixture[str]
) -> None:
    assert install(world, server, GOOD) == "Installed plugin: env\n"
    folder = world.home / "cache" / "plugins" / key(server)
    assert os.readlink(world.plugins / "env") == str(folder)
    modes = {str(path.relative_to(folder)): oct(path.stat().st_mode & 0o7777) for path in folder.rglob("*")}
    assert modes == {
        "plugin.yaml": "0o600", "run.sh": "0o755", "bin": "0o755", "doc": "0o755", "doc/a.md": "0o644",
    }  # fmt: skip
    assert world.run("env").code == 0
    assert capfd.readouterr().out == "ran\n"


def test_a_plugin_from_an_archive_cannot_be_updated_but_be_removed_and_installed_again(
    world: PluginWorld, server: HttpServer
) -> None:
    install(world, server, GOOD)
    assert world.run("plugin", "update", "env").stderr == (
        "Error: Failed to update plugin env, got error (cannot get information about plugin source)\n"
    )
    assert world.run("plugin", "remove", "env").code == 0
    assert install(world, server, archive(("plugin.yaml", MANIFEST, 0o644))) == "Installed plugin: env\n"
    folder = world.home / "cache" / "plugins" / key(server)
    assert [path.name for path in folder.rglob("*")] == ["plugin.yaml"]
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize(
    ("file_name", "expected"),
    [
        ("fake-plugin-0.0.1.tar.gz", "fake-plugin"),
        ("fake-plugin-0.0.1.tgz", "fake-plugin"),
        ("fake-plugin.tgz", "fake-plugin"),
        ("fake-plugin.tar.gz", "fake-plugin"),
        ("a-1-2.0.tgz", "a-1"),
        ("a-1.tgz", "a-1"),
        ("a-v1.0.tgz", "a-v1.0"),
        ("-1.0.tgz", ""),
    ],
)
def test_the_name_of_the_archive_is_that_of_the_plugin_with_its_version(file_name: str, expected: str) -> None:
    assert plugin_name(file_name) == expected


@pytest.mark.parametrize(
    ("member", "message"),
    [
        # CVE-2020-4053
        (("../x", b"", 0o644), "path contains '..', which is illegal"),
        (("a/../b", b"", 0o644), "path contains '..', which is illegal"),
        (("..\\x", b"", 0o644), "path contains '..', which is illegal"),
        (("/x", b"", 0o644), "path is absolute, which is illegal"),
        (("\\x", b"", 0o644), "path is absolute, which is illegal"),
        (("c:/x", b"", 0o644), "path contains ':', which is illegal"),
        (("a\x1b[2J", b"", 0o644), "path contains control characters, which is illegal"),
        (("s", "symlink", 0o644), "unknown type: 110010 in s"),
        (("h", "link", 0o644), "unknown type: 110001 in h"),
        (("f", "fifo", 0o644), "unknown type: 110110 in f"),
        (("plugin.yaml/x/", "dir", 0o755), "mkdir plugin.yaml: file exists"),
        (("./plugin.yaml", b"hooks: {}", 0o644), "plugin.yaml is in the archive twice"),
        (("a/" * 201, "dir", 0o755), "plugin archive refused: directories are nested deeper than 200 levels"),
        (("a/" * 201 + "x", b"", 0o755), "plugin archive refused: directories are nested deeper than 200 levels"),
    ],
)
def test_entries_that_could_lead_out_of_the_folder_are_refused_and_nothing_is_written(
    world: PluginWorld, server: HttpServer, member: tuple[str, Any, int], message: str
) -> None:
    content = archive(("plugin.yaml", MANIFEST, 0o644), member)
    assert install(world, server, content) == f"Error: {message}\n"
    assert list(world.plugins.iterdir()) == []
    assert not (world.home / "cache").exists()


def test_what_is_no_archive_is_an_error(world: PluginWorld, server: HttpServer) -> None:
    assert install(world, server, b"no archive") == "Error: gzip: invalid header\n"
    assert install(world, server, b"") == "Error: EOF\n"
    assert install(world, server, GOOD[:200]) == "Error: unexpected EOF\n"
    assert not (world.home / "cache").exists()


def test_an_archive_without_a_manifest_is_an_error(world: PluginWorld, server: HttpServer) -> None:
    content = archive(("env/plugin.yaml", MANIFEST, 0o644))
    assert install(world, server, content) == "Error: plugin metadata (plugin.yaml) missing\n"
    assert list(world.plugins.iterdir()) == []


def test_bombs_are_refused_while_they_are_unpacked(
    world: PluginWorld, server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # CVE-2025-32386
    bomb = archive(("plugin.yaml", MANIFEST, 0o644), ("bin/x", bytes(8 << 20), 0o755))
    assert install(world, server, bomb) == (
        "Error: plugin archive refused: chart archive unpacks to more than 1000 times its size\n"
    )
    monkeypatch.setattr(archive_source, "MAX_UNPACKED", 20_000)
    large = archive(("plugin.yaml", MANIFEST, 0o644), ("bin/x", os.urandom(30_000), 0o755))
    assert install(world, server, large) == (
        "Error: plugin archive refused: decompressed chart is larger than the maximum size 20000 bytes\n"
    )
    monkeypatch.setattr(archive_source, "MAX_DOWNLOAD", 10_000)
    assert install(world, server, large).startswith("Error: ")
    assert not (world.home / "cache").exists()


def test_an_earlier_download_stays_until_the_new_one_is_there(world: PluginWorld, server: HttpServer) -> None:
    install(world, server, GOOD)
    world.run("plugin", "remove", "env")
    content = archive(("plugin.yaml", MANIFEST, 0o644), ("a", b"", 0o644), ("a/b", b"", 0o644))
    folder = world.home / "cache" / "plugins" / key(server)
    assert install(world, server, content).endswith(": not a directory\n")
    assert (folder / "run.sh").exists()
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_link_in_the_cache_is_replaced_and_not_followed(world: PluginWorld, server: HttpServer) -> None:
    folder = world.home / "cache" / "plugins" / key(server)
    precious = world.folder / "precious"
    precious.mkdir()
    folder.parent.mkdir(parents=True)
    folder.symlink_to(precious)
    assert install(world, server, GOOD) == "Installed plugin: env\n"
    assert (list(precious.iterdir()), folder.is_symlink()) == ([], False)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_an_archive_that_is_not_there_is_an_error(world: PluginWorld, server: HttpServer) -> None:
    assert world.run("plugin", "install", f"{server.url}/none-1.0.0.tgz").stderr == (
        f"Error: Failed to fetch {server.url}/none-1.0.0.tgz : 404 Not Found\n"
    )


def test_a_broken_manifest_in_an_archive_installs_nothing(world: PluginWorld, server: HttpServer) -> None:
    content = archive(("plugin.yaml", MANIFEST + b"name: other\n", 0o644))
    assert install(world, server, content) == (
        "Error: yaml: unmarshal errors:\n  line 4: field name already set in type plugin.Metadata\n"
    )
    assert list(world.plugins.iterdir()) == []
