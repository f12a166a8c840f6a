from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.testkit import run, write_plugins


@pytest.mark.parametrize(
    "name", ["\x1b[2J.py", "a\u202eb.py", "..py", "a b.py", "-p.py", "a;b.py", "a\nb.py", "__init__.py", ".hidden.py"]
)
def test_files_with_odd_names_are_no_plugins_and_run_nothing(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / name).write_text(f"open({str(tmp_path / 'owned')!r}, 'w').close()\n", encoding="utf-8")
    done = run(["--plugins-dir", str(folder), "plugins", "list"])
    assert (done.code, (tmp_path / "owned").exists()) == (0, False)
    assert "\x1b" not in done.stdout + done.stderr
    assert "\u202e" not in done.stdout + done.stderr


def test_a_chart_brings_no_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("plugin.py", "pilothouse.py", "sitecustomize.py", "plugins/plugin.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"open({str(tmp_path / 'owned')!r}, 'w').close()\n")
    (tmp_path / "Chart.yaml").write_text("name: c\nversion: 1.0.0\nengine: plugin\n")
    monkeypatch.chdir(tmp_path)
    done = run(["template", "."])
    assert (done.code, (tmp_path / "owned").exists()) == (1, False)


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError('\\x1b[2J')",
        "print('\\x1b[2J\\u202e')\n    return {}",
        "return type('\\x1b[2J', (), {})()",
        "return {'\\x1b[2J': 1, 2: 3}",
        "raise type('\\x1b[2J', (BaseException,), {})",
    ],
)
def test_what_a_plugin_says_of_itself_cannot_rewrite_the_terminal(tmp_path: Path, body: str) -> None:
    write_plugins(
        tmp_path / "plugins",
        {"p": f"from pilothouse.hookspecs import hookimpl\n@hookimpl\ndef helm_read_values():\n    {body}\n"},
    )
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "Chart.yaml").write_text("name: web\nversion: 1.0.0\n")
    done = run(["--plugins-dir", str(tmp_path / "plugins"), "template", str(tmp_path / "web")])
    assert "p.py" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "\u202e" not in done.stdout + done.stderr
