from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.errors import PilothouseError
from pilothouse.core.model.options import ChartLocation, LoadOptions
from pilothouse.core.testkit import make_kernel
from stand_ins.archives import CHART, tgz


def test_a_reference_becomes_a_path_and_the_path_a_chart(tmp_path: Path) -> None:
    (tmp_path / "p.tgz").write_bytes(tgz([("p/Chart.yaml", CHART)]))
    kernel = make_kernel()
    path = kernel.first("helm_locate_chart", location=ChartLocation(str(tmp_path / "p.tgz")))
    assert path == str(tmp_path / "p.tgz")
    assert kernel.first("helm_load_chart", path=path, options=LoadOptions()).name == "p"


def test_verification_that_nobody_does_has_failed(tmp_path: Path) -> None:
    """CVE-2026-35205: no answer is a refusal."""
    (tmp_path / "p.tgz").write_bytes(tgz([("p/Chart.yaml", CHART)]))
    with pytest.raises(PilothouseError):
        make_kernel().first("helm_locate_chart", location=ChartLocation(str(tmp_path / "p.tgz"), verify=True))


def test_followed_links_are_logged(tmp_path: Path) -> None:
    (tmp_path / "Chart.yaml").write_bytes(CHART)
    (tmp_path / "link").symlink_to("Chart.yaml")
    kernel = make_kernel()
    kernel.first("helm_load_chart", path=str(tmp_path), options=LoadOptions())
    assert kernel.console.stderr.endswith(
        f" found symbolic link in path: {tmp_path}/link resolves to {tmp_path}/Chart.yaml\n"
    )
