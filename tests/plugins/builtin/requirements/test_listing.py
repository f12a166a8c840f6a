from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import PilothouseError
from pilothouse.core.model.requirements import RequirementsListing
from pilothouse.core.testkit import make_kernel
from stand_ins.chart_repository import chart_archive
from worlds import entry, write_chart


def listing(path: Path) -> RequirementsListing:
    found: RequirementsListing = make_kernel().first("helm_list_requirements", path=str(path))
    return found


def statuses(path: Path) -> dict[str, str]:
    return {one.name: one.status for one in listing(path).statuses}


@pytest.fixture
def charts(tmp_path: Path) -> Path:
    folder = tmp_path / "main" / "charts"
    folder.mkdir(parents=True)
    return folder


def require(charts: Path, *rows: tuple[str, str]) -> Path:
    return write_chart(charts.parent, requirements="".join([entry(*row) for row in rows]))


@pytest.mark.parametrize(
    ("version", "found", "status"),
    [
        ("1.0.0", "1.0.0", "{}"),
        ("~1.0", "1.0.5", "{}"),
        ("what", "what", "{}"),
        ("2", "1.0.0", "wrong version"),
        ("what", "1.0.0", "invalid version"),
        ("1", "what", "invalid version"),
        ("1", "", "invalid version"),
        (">0.5", "1.0.0-rc.1", "wrong version"),
    ],
)
def test_versions_are_compared_in_archives_and_folders(charts: Path, version: str, found: str, status: str) -> None:
    (charts / "packed-x.tgz").write_bytes(chart_archive("packed", f"'{found}'"))
    write_chart(charts / "folder", f"'{found}'")
    main = require(charts, ("packed", version), ("folder", version))
    assert statuses(main) == {"packed": status.format("ok"), "folder": status.format("unpacked")}


def test_what_is_wrong_is_said(charts: Path) -> None:
    archive = chart_archive("other", "1.0.0")
    (charts / "misnamed-1.tgz").write_bytes(archive)
    write_chart(charts / "misnamedfolder", name="zzz")
    (charts / "twice-1.tgz").write_bytes(chart_archive("twice", "1.0.0"))
    (charts / "twice-2.tgz").write_bytes(chart_archive("twice", "2.0.0"))
    (charts / "_mispackaged").write_text("x")
    (charts / "_corrupt-1.tgz").write_text("x")
    (charts / "_corruptfolder").mkdir()
    rows = ["gone", "misnamed", "misnamedfolder", "twice", "_mispackaged", "_corrupt", "_corruptfolder", "a["]
    main = require(charts, *[(name, "1.0.0") for name in rows])
    assert statuses(main) == {
        "gone": "missing",
        "misnamed": "misnamed",
        "misnamedfolder": "misnamed",
        "twice": "too many matches",
        "_mispackaged": "mispackaged",
        "_corrupt": "corrupt",
        "_corruptfolder": "corrupt",
        "a[": "missing",
    }


def test_a_name_may_be_a_broken_pattern(charts: Path) -> None:
    write_chart(charts / "sub")
    assert statuses(require(charts, ("[", "1.0.0"))) == {"[": "bad pattern"}


def test_a_link_to_nothing_does_not_count(tmp_path: Path, charts: Path) -> None:
    main = require(charts, ("sub", "1.0.0"))
    (charts / "sub-1.tgz").symlink_to(tmp_path / "nowhere")
    write_chart(charts / "sub")
    file = f"File('requirements.yaml', {(main / 'requirements.yaml').read_bytes()!r})"
    source = f"""
    from pilothouse.core.model.chart import Chart, File, Metadata
    from pilothouse.hookspecs import hookimpl

    @hookimpl
    def helm_load_chart(path):
        if path == {str(main)!r}:
            return Chart(Metadata("main"), files=[{file}])
    """
    kernel: Any = make_kernel(tmp_path / "plugins", {"lenient": source})
    found = kernel.first("helm_list_requirements", path=str(main))
    assert [one.status for one in found.statuses] == ["unpacked"]
    assert found.warnings == (f"Warning: stat {charts}/sub-1.tgz: no such file or directory",)


def test_charts_that_nothing_requires_are_warned_about(charts: Path) -> None:
    (charts / "b-1.tgz").write_bytes(chart_archive("b", "1.0.0"))
    (charts / "a-1.tgz").write_bytes(chart_archive("a", "1.0.0"))
    (charts / "_notes.txt").write_text("x")
    (charts / "_folder").mkdir()
    write_chart(charts / "c")
    found = listing(require(charts, ("a", "1.0.0")))
    assert found.warnings == (
        f'WARNING: "{charts}/_folder" is not a chart.',
        f'WARNING: "{charts}/b-1.tgz" is not in requirements.yaml.',
        f'WARNING: "{charts}/c" is not in requirements.yaml.',
    )


def test_an_alias_is_no_name(charts: Path) -> None:
    write_chart(charts / "zed")
    main = write_chart(charts.parent, requirements="- {name: a, version: 1, alias: zed}\n")
    found = listing(main)
    assert [one.status for one in found.statuses] == ["missing"]
    assert found.warnings == (f'WARNING: "{charts}/zed" is not in requirements.yaml.',)


def test_brackets_in_the_path_of_the_chart_mean_nothing(tmp_path: Path) -> None:
    charts = tmp_path / "[x]*" / "charts"
    charts.mkdir(parents=True)
    (charts / "a-1.tgz").write_bytes(chart_archive("a", "1.0.0"))
    main = require(charts, ("a", "1.0.0"))
    write_chart(main, name="main")
    assert statuses(main) == {"a": "ok"}


def test_an_archive_has_no_charts_folder(tmp_path: Path) -> None:
    path = tmp_path / "main.tgz"
    path.write_bytes(chart_archive("main", "1.0.0", requirements_yaml=f"dependencies:\n{entry('a', '1')}"))
    assert statuses(path) == {"a": "missing"}


def test_a_chart_may_have_no_requirements(charts: Path) -> None:
    assert listing(write_chart(charts.parent)) == RequirementsListing(declared=False)
    (charts.parent / "requirements.yaml").write_text("dependencies: []\n")
    assert listing(charts.parent) == RequirementsListing(declared=True)


def test_what_cannot_be_read_is_an_error(charts: Path) -> None:
    main = write_chart(charts.parent)
    (main / "requirements.yaml").write_text("dependencies: [null]\n")
    with pytest.raises(PilothouseError, match="dependencies must not contain null"):
        listing(main)
    with pytest.raises(PilothouseError, match="stat .*/nowhere: no such file or directory"):
        listing(main / "nowhere")


def test_another_loader_of_charts_is_asked(tmp_path: Path, charts: Path) -> None:
    source = """
    from pilothouse.core.model.chart import Chart, Metadata
    from pilothouse.hookspecs import hookimpl

    @hookimpl
    def helm_load_chart(path):
        return Chart(Metadata("sub", "7.0.0")) if path.endswith("/sub") else None
    """
    (charts / "sub").mkdir()
    (charts.parent / ".helmignore").write_text("charts/\n")
    kernel: Any = make_kernel(tmp_path / "plugins", {"seven": source})
    found = kernel.first("helm_list_requirements", path=str(require(charts, ("sub", "7"))))
    assert [one.status for one in found.statuses] == ["unpacked"]


def test_a_limit_that_is_passed_is_no_corrupt_chart(tmp_path: Path, charts: Path) -> None:
    source = """
    from pilothouse.core.process_limits import ProcessLimitError
    from pilothouse.hookspecs import hookimpl

    @hookimpl
    def helm_load_chart(path):
        if path.endswith("/sub"):
            raise ProcessLimitError("more than 1 seconds")
    """
    write_chart(charts / "sub")
    kernel: Any = make_kernel(tmp_path / "plugins", {"slow": source})
    with pytest.raises(PilothouseError, match="more than 1 seconds"):
        kernel.first("helm_list_requirements", path=str(require(charts, ("sub", "1"))))
