from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest
from pilothouse.core.errors import HostileChartError
from pilothouse.core.model.chart import Chart, File, Maintainer, Metadata
from pilothouse.core.model.options import LoadOptions
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.packaging.archive import pack

TIME = 1577836800


def a_chart() -> Chart:
    metadata = Metadata("main", "1.2.3")
    metadata.maintainers = [Maintainer("Ann", url="http://x")]
    metadata.deprecated = True
    metadata.annotations = {"b": "2", "a": "1"}
    return Chart(
        metadata,
        [File("templates/a.yaml", b"a: \xff\n")],
        "x: 1 # as it is\n",
        [Chart(Metadata("sub", "0.1.0"), files=[File("README.md", b"read")])],
        [File("requirements.yaml", b"dependencies: []\n"), File("long/" + "n" * 150, b"")],
    )


def test_an_archive_has_every_file_of_the_chart_and_then_its_subcharts() -> None:
    with tarfile.open(fileobj=io.BytesIO(pack(a_chart(), TIME))) as archive:
        found = [(member.name, (archive.extractfile(member) or io.BytesIO()).read()) for member in archive]
    assert found == [
        (
            "main/Chart.yaml",
            b"annotations:\n  a: \"1\"\n  b: \"2\"\ndeprecated: true\n"
            b"maintainers:\n- name: Ann\n  url: http://x\nname: main\nversion: 1.2.3\n",
        ),
        ("main/values.yaml", b"x: 1 # as it is\n"),
        ("main/templates/a.yaml", b"a: \xff\n"),
        ("main/requirements.yaml", b"dependencies: []\n"),
        ("main/long/" + "n" * 150, b""),
        ("main/charts/sub/Chart.yaml", b"name: sub\nversion: 0.1.0\n"),
        ("main/charts/sub/README.md", b"read"),
    ]


def test_the_same_chart_at_the_same_time_makes_the_same_archive() -> None:
    assert pack(a_chart(), TIME) == pack(a_chart(), TIME)
    with tarfile.open(fileobj=io.BytesIO(pack(a_chart(), TIME))) as archive:
        facts = {(member.mtime, member.mode, member.uid, member.gid, member.uname) for member in archive}
    assert facts == {(TIME, 0o755, 0, 0, "")}


def test_an_archive_carries_helms_marks() -> None:
    packed = pack(a_chart(), TIME)
    assert packed[:12] == b"\x1f\x8b\x08\x14\0\0\0\0\0\xff\x29\0"
    assert packed[12:58] == b"+aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo=Helm\0"
    assert gzip.decompress(packed)[257:262] == b"ustar"


def test_an_archive_can_be_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "main-1.2.3.tgz"
    path.write_bytes(pack(a_chart(), TIME))
    loaded = make_kernel().first("helm_load_chart", path=str(path), options=LoadOptions())
    assert (loaded.name, loaded.metadata.version, loaded.metadata.deprecated) == ("main", "1.2.3", True)
    assert [subchart.name for subchart in loaded.dependencies] == ["sub"]


@pytest.mark.parametrize("name", ["../x", "templates/../../x", "..", ".", ""])
def test_no_file_lands_outside_the_folder_of_its_chart(name: str) -> None:
    with pytest.raises(HostileChartError, match="chart contains illegally named files"):
        pack(Chart(Metadata("c", "1.0.0"), files=[File(name, b"")]), TIME)


@pytest.mark.parametrize("name", ["../x", "a/b", "..", "."])
def test_no_subchart_lands_outside_the_folder_for_subcharts(name: str) -> None:
    chart = Chart(Metadata("c", "1.0.0"), dependencies=[Chart(Metadata(name, "1.0.0"))])
    with pytest.raises(HostileChartError, match="chart contains illegally named files"):
        pack(chart, TIME)
