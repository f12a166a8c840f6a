from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.errors import PluginError
from pilothouse.core.shared_files import locked
from pilothouse.plugins.builtin.command_plugins import plugin_cache
from pilothouse.plugins.builtin.command_plugins.plugin_cache import exclusively


def test_one_process_at_a_time_changes_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "cache" / "key"
    monkeypatch.setattr(plugin_cache, "_PATIENCE", 0.0)
    with exclusively(str(folder)), pytest.raises(PluginError) as caught, exclusively(str(folder)):
        pass
    assert caught.value.message == f"{folder.parent}/.key.lock is held by another process"


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside"), exclusively(str(tmp_path / "cache" / "key")):
        raise ValueError("inside")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "cache"
    with pytest.raises(PluginError, match=f"^mkdir {path}: not a directory$"), exclusively(str(path / "key")):
        pass


def test_a_lock_that_is_a_link_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".key.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PluginError, match="^open "), exclusively(str(tmp_path / "key")):
        pass
    with locked(str(tmp_path / "own")):
        pass
    assert not (tmp_path / "elsewhere").exists()
