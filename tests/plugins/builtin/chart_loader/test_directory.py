from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.core.archive.budget import Budget
from pilothouse.core.errors import ChartError, HostileChartError
from pilothouse.core.model.options import LoadOptions
from pilothouse.plugins.builtin.chart_loader.directory import check_chart_directory, read_directory


def make(root: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    return make(tmp_path / "demo", {"Chart.yaml": b"name: demo\n", "templates/a.yaml": b"a"})


def read(path: Path, options: LoadOptions | None = None) -> tuple[list[str], list[str]]:
    warnings: list[str] = []
    files = read_directory(str(path), Budget(options or LoadOptions()), warnings.append)
    return [name for name, _ in files], warnings


def refused(path: Path, options: LoadOptions | None = None) -> str:
    with pytest.raises(ChartError) as caught:
        read(path, options)
    return str(caught.value)


def test_files_come_in_the_order_of_path_components(chart: Path) -> None:
    make(
        chart, {"templates/sub/z": b"", "templates.txt": b"", "B": b"", "a/b": b"", "a.b": b"", "ü": b"", "\udcff": b""}
    )
    names, warnings = read(chart)
    assert (names, warnings) == (
        ["B", "Chart.yaml", "a/b", "a.b", "templates/a.yaml", "templates/sub/z", "templates.txt", "ü", "\udcff"],
        [],
    )


def test_helmignore_prunes_directories_and_is_itself_loaded(chart: Path) -> None:
    make(chart, {".helmignore": b"docs/\n*.orig\n", "docs/x": b"", "x.orig": b"", "charts/k/y.orig": b"", "docs2": b""})
    make(chart, {"templates/.hidden": b"", "charts/k/.helmignore": b"*"})
    assert read(chart)[0] == [".helmignore", "Chart.yaml", "charts/k/.helmignore", "docs2", "templates/a.yaml"]


def test_links_inside_the_chart_are_followed_and_logged(chart: Path) -> None:
    make(chart, {"lib/x.tpl": b"x"})
    (chart / "templates" / "x.tpl").symlink_to("../lib/x.tpl")
    (chart / "templates" / "lib").symlink_to("../lib")
    assert read(chart) == (
        ["Chart.yaml", "lib/x.tpl", "templates/a.yaml", "templates/lib/x.tpl", "templates/x.tpl"],
        [
            f"found symbolic link in path: {chart}/templates/lib resolves to {chart}/lib",
            f"found symbolic link in path: {chart}/templates/x.tpl resolves to {chart}/lib/x.tpl",
        ],
    )


@pytest.mark.parametrize("target", ["../../secret", "/etc/passwd", "/dev/urandom", "../..", "up"])
def test_links_that_leave_the_chart_are_refused(chart: Path, target: str) -> None:
    """CVE-2019-18658: a link may not pull in a file from elsewhere, nor read a device forever."""
    (chart.parent / "secret").write_bytes(b"s3cret")
    (chart / "up").symlink_to("../secret")
    (chart / "templates" / "link").symlink_to(target if target != "up" else "../up")
    make(chart, {".helmignore": b"/up\n"} if target != "up" else {})
    message = refused(chart)
    assert "leaves the chart: it resolves to" in message
    assert "s3cret" not in message


@pytest.mark.parametrize("name", ["Chart.yaml", ".helmignore"])
@pytest.mark.parametrize("target", ["/dev/zero", "../outside"])
def test_files_read_before_the_walk_may_not_leave_the_chart_either(chart: Path, name: str, target: str) -> None:
    """CVE-2019-18658."""
    (chart.parent / "outside").write_bytes(b"name: x\n")
    (chart / name).unlink(missing_ok=True)
    (chart / name).symlink_to(target)
    assert refused(chart).startswith(f"symbolic link {chart}/{name} leaves the chart")


def test_an_ignored_link_may_lead_anywhere(chart: Path) -> None:
    make(chart, {".helmignore": b"out\n"})
    (chart / "out").symlink_to("/etc")
    assert read(chart) == ([".helmignore", "Chart.yaml", "templates/a.yaml"], [])


def test_a_link_to_the_chart_itself_may_be_loaded(chart: Path) -> None:
    link = chart.parent / "link"
    link.symlink_to("demo")
    assert read(link) == (["Chart.yaml", "templates/a.yaml"], [])


def test_dangling_and_circular_links_are_errors(chart: Path) -> None:
    (chart / "gone").symlink_to("nowhere")
    assert refused(chart) == f"error evaluating symlink {chart}/gone: lstat {chart}/nowhere: no such file or directory"
    (chart / "gone").unlink()
    (chart / "self").symlink_to("self")
    assert refused(chart) == f"error evaluating symlink {chart}/self: EvalSymlinks: too many links"


def test_a_loop_of_directories_ends_in_an_error(chart: Path) -> None:
    """CVE-2019-18658: walking does not go on forever."""
    (chart / "loop").symlink_to(".")
    message = refused(chart)
    assert message.startswith(f"open {chart}/loop/loop/")
    assert message.endswith("/loop: too many levels of symbolic links")


def test_many_loops_end_at_the_limit_of_files(chart: Path) -> None:
    """CVE-2019-18658: two loops are 2^40 paths."""
    (chart / "a").mkdir()
    (chart / "a" / "l1").symlink_to(".")
    (chart / "a" / "l2").symlink_to(".")
    assert refused(chart, LoadOptions(max_files=30)) == "chart has more than the maximum of 30 files"


def test_pipes_are_refused_without_waiting(chart: Path) -> None:
    os.mkfifo(chart / "pipe")
    assert refused(chart) == f"cannot load irregular file {chart}/pipe as it has file mode type bits set"
    (chart / "pipe").unlink()
    (chart / "Chart.yaml").unlink()
    os.mkfifo(chart / "Chart.yaml")
    assert refused(chart) == f"cannot load irregular file {chart}/Chart.yaml as it has file mode type bits set"


def test_names_that_rewrite_a_terminal_are_refused(chart: Path) -> None:
    """CVE-2021-21303."""
    make(chart, {"a\x1b[2Jb": b""})
    assert refused(chart) == "chart contains illegally named files"


def test_limits_hold_for_directories(chart: Path) -> None:
    """CVE-2025-32386: the whole chart is limited; single files of a directory are not."""
    make(chart, {"big": bytes(6_000_000)})
    assert read(chart)[0] == ["Chart.yaml", "big", "templates/a.yaml"]
    with pytest.raises(HostileChartError) as caught:
        read(chart, LoadOptions(max_chart_size=1000))
    assert str(caught.value) == "decompressed chart is larger than the maximum size 1000 bytes"


def test_what_is_no_chart_directory_is_told_apart(tmp_path: Path) -> None:
    make(
        tmp_path,
        {"empty/x": b"", "noname/Chart.yaml": b"version: 1\n", "bad/Chart.yaml": b"a: [", "dir/Chart.yaml/x": b""},
    )
    cases = {
        "nope": f"stat {tmp_path}/nope: no such file or directory",
        "empty/x": f'"{tmp_path}/empty/x" is not a directory',
        "empty": f'no Chart.yaml exists in directory "{tmp_path}/empty"',
        "dir": f'cannot read Chart.Yaml in directory "{tmp_path}/dir"',
        "noname": "invalid chart (Chart.yaml): name must not be empty",
        "bad": "error converting YAML to JSON: yaml: line 1: did not find expected node content",
    }
    for name, message in cases.items():
        with pytest.raises(ChartError) as caught:
            check_chart_directory(str(tmp_path / name), Budget(LoadOptions()))
        assert str(caught.value) == message


def test_a_helmignore_that_is_a_directory_is_an_error(chart: Path) -> None:
    (chart / ".helmignore").mkdir()
    assert refused(chart) == f"read {chart}/.helmignore: is a directory"


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_unreadable_files_are_named(chart: Path) -> None:
    make(chart, {"x": b""})
    (chart / "x").chmod(0)
    assert refused(chart) == f"error reading x: open {chart}/x: permission denied"
