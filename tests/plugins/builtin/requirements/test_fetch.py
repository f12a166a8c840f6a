from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.errors import PilothouseError
from pilothouse.core.model.options import RequirementsUpdate
from pilothouse.core.testkit import make_kernel
from stand_ins.chart_repository import ChartRepository, write_home
from stand_ins.http_server import Answer, HttpServer
from worlds import RESTORED, World, entry, names, write_chart


def first_address(world: World, server: HttpServer, reference: str, at: str = "") -> str:
    """What is asked for when an index at a path says that a chart is at `reference`."""
    ChartRepository(server, at).add("x", "1.0.0", urls=[reference])
    main = write_chart(world.folder / "main", requirements=entry("x", "1.0.0", f"{server.url}{at}"))
    home = World(world.folder / "other", ("main", f"{server.url}{at}"))
    server.take()
    home.update(main)
    return server.paths[1]


@pytest.mark.parametrize(
    ("at", "reference", "asked"),
    [
        ("", "x.tgz", "/x.tgz"),
        ("/sub", "x.tgz", "/sub/x.tgz"),
        ("/sub", "deep/x.tgz", "/sub/deep/x.tgz"),
        ("/sub", "/x.tgz", "/sub/x.tgz"),
        ("/sub", "../x.tgz", "/x.tgz"),
        ("/sub", "x.tgz?a=b", "/sub/x.tgz%3Fa=b"),
        ("", "x%2B1.tgz", "/x%252B1.tgz"),
    ],
)
def test_a_path_in_an_index_is_below_its_repository(
    world: World, server: HttpServer, at: str, reference: str, asked: str
) -> None:
    assert first_address(world, server, reference, at) == asked


def test_a_url_in_an_index_is_taken_as_it_is(world: World, server: HttpServer) -> None:
    assert first_address(world, server, f"{server.url}/a%2Fb(1)/x%2B1.tgz?q=1") == "/a%2Fb(1)/x%2B1.tgz?q=1"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("%zz", 'could not find %zz: parse "%zz": invalid URL escape "%zz"'),
        ("http://me:secret@[", "could not find http://me:***@[: parse \"http://me:***@[\": missing ']' in host"),
    ],
)
def test_an_address_that_is_none_is_an_error(
    world: World, repository: ChartRepository, reference: str, message: str
) -> None:
    repository.add("x", "1.0.0", urls=[reference])
    assert world.update(write_chart(world.folder / "main", requirements=entry("x", "1", "@main"))).error == message


def lock(main: Path, version: str, name: str = "alpha") -> None:
    """Change the version or name in the lock of a chart that requires alpha 1.0.0."""
    path = main / "requirements.lock"
    path.write_text(path.read_text().replace("version: 1.0.0", f"version: '{version}'").replace("alpha", name))


@pytest.mark.parametrize(
    ("version", "taken"),
    [("0.1.1", "0.1.1"), ("v0.1.1", "0.1.1"), ("0.1", "0.1.0"), ("0.1.0+build", "0.1.0"), ("", "1.0.0")],
)
def test_a_locked_version_is_found_however_it_is_written(
    world: World, server: HttpServer, version: str, taken: str
) -> None:
    main = write_chart(world.folder / "main", requirements=entry("alpha", "1.0.0", "@main"))
    world.update(main)
    lock(main, version)
    server.take()
    assert world.update(main, locked=True).error == ""
    assert server.paths == ["/index.yaml", f"/alpha-{taken}.tgz"]


@pytest.mark.parametrize(
    ("version", "name", "message"),
    [
        ("7.0.0", "alpha", "could not find : no matching version"),
        ("what", "alpha", "could not find : no matching version"),
        ("1.0.0", "omega", "could not find : entry not found"),
    ],
)
def test_a_locked_version_that_is_gone_is_an_error(world: World, version: str, name: str, message: str) -> None:
    main = write_chart(world.folder / "main", requirements=entry("alpha", "1.0.0", "@main"))
    world.update(main)
    lock(main, version, name)
    done = world.update(main, locked=True)
    assert (done.error, done.stdout.endswith(f"Save error occurred:  {message}\n{RESTORED}")) == (message, True)
    assert names(main / "charts") == ["alpha-1.0.0.tgz"]


def test_versions_without_an_address_are_passed_over(world: World, repository: ChartRepository) -> None:
    repository.add("x", "1.2.0", urls=[])
    repository.add("x", "1.1.0")
    main = write_chart(world.folder / "main", requirements=entry("x", "1", "@main"))
    assert world.update(main).error == ""
    assert names(main / "charts") == ["x-1.1.0.tgz"]


def test_credentials_go_to_their_repository(tmp_path: Path, server: HttpServer) -> None:
    server.credentials = "me:secret"
    ChartRepository(server).add("x", "1.0.0")
    world = World(tmp_path, ("main", server.url), username="me", password="secret")
    main = write_chart(tmp_path / "main", requirements=entry("x", "1", "@main"))
    done = world.update(main)
    assert (done.error, "secret" in done.stdout + done.stderr) == ("", False)
    assert names(main / "charts") == ["x-1.0.0.tgz"]


def test_credentials_go_nowhere_else(tmp_path: Path, server: HttpServer) -> None:
    with HttpServer() as other:
        ChartRepository(other).add("x", "1.0.0")
        ChartRepository(server).add("x", "1.0.0", urls=[f"{other.url}/x-1.0.0.tgz"])
        world = World(tmp_path, ("main", server.url), username="me", password="secret")
        main = write_chart(tmp_path / "main", requirements=entry("x", "1", "@main"))
        assert world.update(main).error == ""
        assert [request.authorization for request in other.asked] == [None]
        assert [bool(request.authorization) for request in server.asked] == [True]


def test_a_repository_elsewhere_names_no_file_of_this_machine(tmp_path: Path, server: HttpServer) -> None:
    (tmp_path / "x-1.0.0.tgz").write_bytes(b"")
    ChartRepository(server).add("x", "1.0.0", urls=[f"file://{tmp_path}/x-1.0.0.tgz"])
    main = write_chart(tmp_path / "main", requirements=entry("x", "1", "@main"))
    assert World(tmp_path, ("main", server.url)).update(main).error.endswith('unsupported protocol scheme "file"')


def test_a_password_in_an_address_is_not_said(world: World, server: HttpServer) -> None:
    address = f"http://me:secret@{server.origin}/none"
    main = write_chart(world.folder / "main", requirements=entry("x", "1", address))
    done = world.update(main, skip_refresh=False)
    assert done.error == f"could not find : chart x not found in http://me:***@{server.origin}/none"
    assert "secret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>", "appear to be a gzipped archive"),
        (b"", "appear to be a gzipped archive"),
    ],
)
def test_what_is_no_archive_is_not_put_in_place(
    world: World, repository: ChartRepository, server: HttpServer, body: bytes, reason: str
) -> None:
    server.answer("/alpha-1.0.0.tgz", Answer(body))
    main = write_chart(world.folder / "main", requirements=entry("alpha", "1.0.0", "@main"))
    done = world.update(main)
    assert done.error.startswith(f"could not download {server.url}/alpha-1.0.0.tgz: ")
    assert reason in done.error
    assert names(main / "charts") == []


def test_an_archive_needs_a_name_under_which_it_is_read(world: World, repository: ChartRepository) -> None:
    content = repository.add("x", "1.0.0", urls=["download"])
    repository._server.put("/download", content)
    main = write_chart(world.folder / "main", requirements=entry("x", "1", "@main"))
    expected = f'could not download {repository.url}/download: "download" is not the name of an archive of a chart'
    assert world.update(main).error == expected


def test_another_chart_than_the_one_asked_for_is_told_to_whom_reads_along(
    world: World, repository: ChartRepository, server: HttpServer
) -> None:
    repository.add("x", "1.0.0", urls=["beta-2.0.0.tgz"])
    main = write_chart(world.folder / "main", requirements=entry("x", "1", "@main"))
    assert world.update(main).stderr == ""
    assert world.update(main, explains=True).stderr == (
        'WARNING: beta-2.0.0.tgz is not the chart "x" but "beta"\n'
        "WARNING: beta-2.0.0.tgz is not the file that the index of its repository promises: it was packed anew since, "
        "or somebody has changed it\n"
    )
    assert names(main / "charts") == ["beta-2.0.0.tgz"]


def test_a_folder_of_another_version_is_an_error_that_says_which(world: World) -> None:
    write_chart(world.folder / "sub", version="0.1.0")
    main = write_chart(world.folder / "main", requirements=entry("sub", "0.2.0", "file://../sub"))
    kernel = make_kernel(flags={"home": str(write_home(world.folder / "empty"))})
    with pytest.raises(PilothouseError) as caught:
        kernel.first("helm_update_requirements", path=str(main), options=RequirementsUpdate(skip_refresh=True))
    assert caught.value.message == "can't get a valid version for dependency sub"
    assert caught.value.details == ("0.2.0 is required, file://../sub has 0.1.0",)


@pytest.mark.parametrize("name", ["../evil", "a/b", "..", "x\\y"])
def test_a_folder_cannot_choose_where_its_archive_goes(world: World, name: str) -> None:
    write_chart(world.folder / "sub", name=f"'{name}'")
    main = write_chart(world.folder / "main", requirements=entry("sub", "1", "file://../sub"))
    before = names(world.folder)
    assert world.update(main).error != ""
    assert (names(main / "charts"), names(world.folder)) == ([], before)


@pytest.mark.parametrize("reference", ["a/..", "a%2F..", ".bashrc.tgz", "x%00.tgz", "%1b[2J.tgz", "."])
def test_an_index_cannot_choose_where_its_archives_go(
    world: World, repository: ChartRepository, server: HttpServer, reference: str
) -> None:
    content = repository.add("x", "1.0.0", urls=[f"{server.url}/{reference}"])
    for path in (f"/{reference}", "/", "/a/"):
        server.put(path, content)
    main = write_chart(world.folder / "main", requirements=entry("x", "1", "@main"))
    before = names(world.folder)
    assert world.update(main).error.startswith("could not download ")
    assert (names(main / "charts"), names(world.folder)) == ([], before)


def test_a_chart_in_the_charts_folder_that_cannot_be_read_ends_the_build(world: World) -> None:
    main = write_chart(world.folder / "main", requirements=entry("here", "1"))
    write_chart(main / "charts" / "here")
    world.update(main)
    (main / "charts" / "here" / "Chart.yaml").unlink()
    (main / "charts" / "here").rmdir()
    done = world.update(main, locked=True, skip_refresh=True)
    assert done.error == "Unable to load chart: chart metadata (Chart.yaml) missing"
    assert "Save error" not in done.stdout


@pytest.mark.parametrize(
    ("constraint", "version", "message"),
    [
        ("!", "1.0.0", "Dependency here has an invalid version/constraint format: improper constraint: !"),
        ("1", "what", "Invalid version 1 for dependency here: Invalid Semantic Version"),
    ],
)
def test_versions_in_the_charts_folder_have_to_be_versions(
    world: World, constraint: str, version: str, message: str
) -> None:
    main = write_chart(world.folder / "main", requirements=entry("here", constraint))
    write_chart(main / "charts" / "here", version)
    done = world.update(main, skip_refresh=True)
    # The index of the registered repository was never fetched: that comes first.
    assert done.error.startswith("open ")
    assert World(world.folder / "other").update(main).error == message
