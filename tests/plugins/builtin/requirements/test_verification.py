"""When signatures are asked for and checked. The plugin of the tests trusts the signature ``good``."""

from __future__ import annotations

from pathlib import Path

import pytest
from stand_ins.chart_repository import ChartRepository
from stand_ins.http_server import HttpServer
from worlds import World, entry, names, write_chart

TRUSTING = """
from pathlib import Path
from pilothouse.core.errors import ProvenanceError
from pilothouse.core.model.provenance import Verification
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_verify_provenance(path, keyring):
    if keyring != "ring" or Path(path + ".prov").read_text() != "good":
        raise ProvenanceError("openpgp: signature made by unknown entity")
    return Verification(("Ann",), "F", "sha256:x", Path(path).name)
"""


@pytest.fixture
def world(tmp_path: Path, repository: ChartRepository, server: HttpServer) -> World:
    server.put("/alpha-1.0.0.tgz.prov", b"good")
    server.put("/alpha-0.2.0.tgz.prov", b"bad")
    return World(tmp_path, ("main", repository.url), plugins={"trusting": TRUSTING})


def main(world: World, version: str) -> Path:
    return write_chart(world.folder / "main", requirements=entry("alpha", version, "@main"))


def test_a_good_signature_is_kept(world: World, server: HttpServer) -> None:
    chart = main(world, "1.0.0")
    assert world.update(chart, verify=True, keyring="ring").error == ""
    assert names(chart / "charts") == ["alpha-1.0.0.tgz", "alpha-1.0.0.tgz.prov"]
    assert server.paths == ["/index.yaml", "/alpha-1.0.0.tgz", "/alpha-1.0.0.tgz.prov"]


def test_signatures_are_not_asked_for_unless_they_are_wanted(world: World, server: HttpServer) -> None:
    chart = main(world, "0.2.0")
    assert world.update(chart, keyring="ring").error == ""
    assert server.paths == ["/index.yaml", "/alpha-0.2.0.tgz"]


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("0.2.0", "openpgp: signature made by unknown entity"),
        ("0.1.0", 'Failed to fetch provenance "{url}.prov"'),
    ],
)
def test_an_update_wants_a_good_signature(world: World, repository: ChartRepository, version: str, reason: str) -> None:
    chart = main(world, version)
    url = f"{repository.url}/alpha-{version}.tgz"
    expected = f"could not download {url}: {reason.format(url=url)}"
    assert world.update(chart, verify=True, keyring="ring").error == expected
    assert names(chart / "charts") == []


def test_a_build_takes_what_has_no_signature_but_nothing_with_a_bad_one(
    world: World, repository: ChartRepository
) -> None:
    chart = main(world, "0.1.0")
    url = f"{repository.url}/alpha-0.1.0.tgz"
    done = world.update(chart, verify=True, keyring="ring", locked=True)
    missing = f"WARNING: Verification not found for {url}: Failed to fetch {url}.prov : 404 Not Found\n"
    assert (done.error, missing in done.stdout) == ("", True)
    assert names(chart / "charts") == ["alpha-0.1.0.tgz"]
    chart = main(world, "0.2.0")
    (chart / "requirements.lock").unlink()
    done = world.update(chart, verify=True, keyring="ring", locked=True)
    expected = f"could not download {repository.url}/alpha-0.2.0.tgz: openpgp: signature made by unknown entity"
    assert (done.error, names(chart / "charts")) == (expected, ["alpha-0.1.0.tgz"])
