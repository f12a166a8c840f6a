from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from security.attacks import chart, pilothouse


@pytest.mark.parametrize("name", ["values.yaml", "Chart.yaml", ".helmignore", "templates/x.yaml"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path, name: str) -> None:
    path = chart(tmp_path / "c", {"templates/a": ""}) / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert pilothouse("template", str(tmp_path / "c")).error() == (
        f"cannot load irregular file {path} as it has file mode type bits set"
    )


def test_a_socket_in_a_chart_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(chart(tmp_path / "c"))
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s")
        assert pilothouse("template", str(tmp_path / "c")).error().startswith("cannot load irregular file ")


@pytest.mark.parametrize("name", ["values.yaml", "Chart.yaml", ".helmignore", "templates"])
@pytest.mark.parametrize("target", ["/dev/zero", "/etc/passwd", "../../secret", "../c-evil/secret", "/proc/self"])
def test_links_out_of_the_chart_are_refused(tmp_path: Path, name: str, target: str) -> None:
    chart(tmp_path / "c-evil")
    (tmp_path / "c-evil" / "secret").write_text("canary")
    (tmp_path / "secret").write_text("canary")
    path = chart(tmp_path / "deeper" / "c") / name
    chart(tmp_path / "deeper" / "c-evil", {"secret": "canary"})
    (tmp_path / "deeper" / "secret").write_text("canary")
    path.unlink(missing_ok=True)
    path.symlink_to(target)
    assert "leaves the chart" in pilothouse("template", str(tmp_path / "deeper" / "c")).error() or not path.exists()


def test_loops_of_links_end(tmp_path: Path) -> None:
    folder = chart(tmp_path / "c", {"a/x": "", "b/x": ""})
    for number in range(4):
        (folder / "a" / f"up{number}").symlink_to("..")
    assert pilothouse("template", str(folder)).error().endswith("too many levels of symbolic links")


def test_deep_folders_are_refused(tmp_path: Path) -> None:
    folder = chart(tmp_path / "c")
    (folder / ("d/" * 500)).mkdir(parents=True)
    assert pilothouse("template", str(folder)).error() == "directories are nested deeper than 200 levels"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Chart.yaml", "{}/Chart.yaml is larger than the maximum size 104857600 bytes"),
        (".helmignore", "{}/.helmignore is larger than the maximum size 262144 bytes"),
        ("values.yaml", "decompressed chart is larger than the maximum size 104857600 bytes"),
    ],
)
def test_files_of_any_claimed_size_are_not_read(tmp_path: Path, name: str, message: str) -> None:
    folder = chart(tmp_path / "c", {"values.yaml": "", ".helmignore": ""})
    os.truncate(folder / name, 50 << 30)
    assert pilothouse("template", str(folder)).error() == message.format(folder)


def test_names_that_rewrite_a_terminal_are_refused_and_shown_escaped(tmp_path: Path) -> None:
    folder = chart(tmp_path / "c", {"templates/\x1b]0;owned\x07.yaml": ""})
    done = pilothouse("template", str(folder))
    assert done.error() == "chart contains illegally named files"
    assert "\x1b" not in done.stderr


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    folder = chart(tmp_path / "c", {"values.yaml": ""})
    (folder / "values.yaml").chmod(0)
    assert pilothouse("template", str(folder)).error().endswith("values.yaml: permission denied")
