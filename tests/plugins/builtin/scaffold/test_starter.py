from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core import testkit
from pilothouse.core.errors import ChartError
from pilothouse.core.model.options import ScaffoldOptions

FILES = {
    "Chart.yaml": "apiVersion: v1\nname: <CHARTNAME>\nversion: 9.9.9\nhome: https://example.com\n",
    "values.yaml": "name: <CHARTNAME>\n# comment stays\n",
    "README.md": "Read about <CHARTNAME>\n",
    "templates/web.yaml": "kind: Pod\nname: <CHARTNAME>\n",
    "templates/deep/er.yaml": "a: 1\n",
}


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    folder = tmp_path / "starter"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def create(path: Path | str, starter: Path, plugins: dict[str, str] | None = None, folder: Path | None = None) -> Any:
    kernel = testkit.make_kernel(folder or "", plugins)
    return kernel.first("helm_create_chart", path=str(path), options=ScaffoldOptions(str(starter)))


def content(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_the_name_goes_into_templates_and_values_and_the_metadata_is_new(tmp_path: Path, starter: Path) -> None:
    assert create(tmp_path / "new", starter) is True
    assert content(tmp_path / "new") == {
        "Chart.yaml": (
            'apiVersion: v1\nappVersion: "1.0"\ndescription: A Helm chart for Kubernetes\nname: new\nversion: 0.1.0\n'
        ),
        "values.yaml": "name: new\n# comment stays\n",
        "README.md": "Read about <CHARTNAME>\n",
        "templates/web.yaml": "kind: Pod\nname: new\n",
        "templates/deep/er.yaml": "a: 1\n",
    }
    folders = sorted(str(path.relative_to(tmp_path / "new")) for path in (tmp_path / "new").rglob("*") if path.is_dir())
    assert folders == ["charts", "templates", "templates/deep", "templates/tests"]


def test_subcharts_become_archives(tmp_path: Path, starter: Path) -> None:
    below = starter / "charts" / "part"
    below.mkdir(parents=True)
    (below / "Chart.yaml").write_text("apiVersion: v1\nname: part\nversion: 0.2.0\n")
    create(tmp_path / "new", starter)
    assert os.listdir(tmp_path / "new" / "charts") == ["part-0.2.0.tgz"]


def test_a_folder_that_exists_is_left_alone(tmp_path: Path, starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new").mkdir()
    with pytest.raises(ChartError) as caught:
        create("./new", starter)
    assert caught.value.message == "mkdir new: file exists"
    assert os.listdir(tmp_path / "new") == []


def test_a_starter_that_is_no_chart_is_an_error_and_nothing_is_made(tmp_path: Path, starter: Path) -> None:
    (starter / "Chart.yaml").unlink()
    with pytest.raises(ChartError) as caught:
        create(tmp_path / "new", starter)
    assert caught.value.message == f'could not load {starter}: no Chart.yaml exists in directory "{starter}"'
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["../out", "/out", "templates/../../out", ".", "a//b"])
def test_names_that_lead_out_of_the_new_chart_are_refused_and_nothing_is_left(
    tmp_path: Path, starter: Path, name: str
) -> None:
    loader = f"""
    from pilothouse.core.model.chart import Chart, File, Metadata
    from pilothouse.hookspecs import hookimpl

    @hookimpl
    def helm_load_chart(path):
        return Chart(Metadata("x", "1.0.0"), files=[File({name!r}, b"x")])
    """
    with pytest.raises(ChartError) as caught:
        create(tmp_path / "new", starter, {"loader": loader}, tmp_path / "plugins")
    assert caught.value.message == f"{name} is not a path below the new chart"
    assert sorted(os.listdir(tmp_path)) == ["plugins", "starter"]


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    loader = """
    from pilothouse.core.model.chart import Chart, File, Metadata
    from pilothouse.hookspecs import hookimpl

    @hookimpl
    def helm_load_chart(path):
        return Chart(Metadata("x", "1.0.0"), files=[File("a", b"x"), File("a/b", b"x")])
    """
    with pytest.raises(ChartError, match="^mkdir .*/new/a: "):
        create(tmp_path / "new", tmp_path, {"loader": loader}, tmp_path / "plugins")
    assert not (tmp_path / "new").exists()
