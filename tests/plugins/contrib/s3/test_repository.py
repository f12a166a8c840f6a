from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from pilothouse.core import testkit
from pilothouse.core.testkit import Outcome
from stand_ins.s3_server import CHARTS, S3Server

Run = Callable[..., Outcome]
Pack = Callable[..., Path]

URL = "s3://charts/stable"


@pytest.fixture
def run(s3: S3Server, tmp_path: Path) -> Run:
    """Runs a command line with a home of its own, on an S3 server."""
    settings = {"HELM_HOME": str(tmp_path / "home"), "PILOTHOUSE_S3_ENDPOINT": s3.url, "PILOTHOUSE_CLUSTER": "sandbox"}

    def run(*words: str | Path) -> Outcome:
        return testkit.run(list(map(str, words)), environment=settings)

    assert run("init", "--client-only", "--skip-repos").code == 0
    return run


@pytest.fixture
def pack(run: Run, tmp_path: Path) -> Pack:
    """Packs a chart; its archive."""

    def pack(name: str, version: str, note: str = "") -> Path:
        folder = tmp_path / f"sources-{name}-{version}-{len(note)}"
        (folder / name / "templates").mkdir(parents=True)
        (folder / name / "Chart.yaml").write_text(f"apiVersion: v1\nname: {name}\nversion: {version}\n")
        (folder / name / "templates" / "a.yaml").write_text(
            f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {{note: '{note}'}}\n"
        )
        assert run("package", folder / name, "--save=false", "-d", folder).code == 0
        return folder / f"{name}-{version}.tgz"

    return pack


def index(s3: S3Server, prefix: str = "stable/") -> dict[str, list[str]]:
    body = s3.client.get_object(Bucket=CHARTS, Key=f"{prefix}index.yaml")["Body"].read()
    entries = yaml.safe_load(body)["entries"]
    return {name: [version["version"] for version in versions] for name, versions in entries.items()}


def test_charts_are_pushed_found_fetched_and_installed(s3: S3Server, run: Run, pack: Pack, tmp_path: Path) -> None:
    archive = pack("web", "1.0.0")
    assert run("s3", "push", archive, URL) == (0, f"Pushed {archive} to {URL}/web-1.0.0.tgz\n", "")
    assert run("repo", "add", "mine", URL).stdout == '"mine" has been added to your repositories\n'
    pushed = run("s3", "push", pack("web", "1.1.0"), "mine")
    assert pushed.stdout.endswith(" to s3://charts/stable/web-1.1.0.tgz\n")
    assert run("repo", "update").code == 0
    lines = run("search", "mine/", "--versions").stdout.splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [["mine/web", "1.1.0"], ["mine/web", "1.0.0"]]
    assert run("fetch", "mine/web", "--version", "1.0.0", "-d", tmp_path).code == 0
    assert (tmp_path / "web-1.0.0.tgz").read_bytes() == archive.read_bytes()
    assert run("install", "mine/web", "--name", "first").code == 0
    assert run("install", "web", "--repo", URL, "--name", "second", "--namespace", "second").code == 0
    assert run("install", f"{URL}/web-1.0.0.tgz", "--name", "third", "--namespace", "third").code == 0
    assert run("list", "-q").stdout.split() == ["first", "second", "third"]


def test_a_prefix_may_be_empty_and_a_signature_goes_along(s3: S3Server, run: Run, pack: Pack, tmp_path: Path) -> None:
    archive = pack("web", "1.0.0")
    Path(f"{archive}.prov").write_text("a signature")
    assert run("s3", "push", archive, "s3://charts").code == 0
    assert s3.names(CHARTS) == [".conditional-writes", "index.yaml", "web-1.0.0.tgz", "web-1.0.0.tgz.prov"]
    assert run("fetch", "s3://charts/web-1.0.0.tgz", "--prov", "-d", tmp_path).code == 0
    assert (tmp_path / "web-1.0.0.tgz.prov").read_text() == "a signature"
    Path(f"{archive}.prov").unlink()
    assert run("s3", "push", archive, "s3://charts", "--force").code == 0
    assert s3.names(CHARTS) == [".conditional-writes", "index.yaml", "web-1.0.0.tgz"]


def test_an_archive_is_not_replaced_unless_it_is_forced_to_be(s3: S3Server, run: Run, pack: Pack) -> None:
    first, second = pack("web", "1.0.0"), pack("web", "1.0.0", "changed")
    assert run("s3", "push", first, URL).code == 0
    refused = run("s3", "push", second, URL)
    assert (refused.code, refused.stderr) == (
        1,
        f"Error: {URL}/web-1.0.0.tgz already exists\n  it is another archive than this one\n"
        "hint: --force replaces it, for everybody who has this version; a new version is safer\n",
    )
    assert run("s3", "push", first, URL).code == 0
    assert run("s3", "push", second, URL, "--force").code == 0
    assert s3.client.get_object(Bucket=CHARTS, Key="stable/web-1.0.0.tgz")["Body"].read() == second.read_bytes()
    assert index(s3) == {"web": ["1.0.0"]}


def test_of_several_pushes_at_once_none_is_lost(s3: S3Server, run: Run, pack: Pack) -> None:
    archives = [pack(f"chart-{number}", "1.0.0") for number in range(5)]
    outcomes: list[Outcome] = []
    threads = [
        threading.Thread(target=lambda archive=archive: outcomes.append(run("s3", "push", archive, URL)))
        for archive in archives
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [outcome.code for outcome in outcomes] == [0] * 5
    assert index(s3) == {f"chart-{number}": ["1.0.0"] for number in range(5)}


def test_an_index_that_changes_between_reading_and_writing_is_read_again(s3: S3Server, run: Run, pack: Pack) -> None:
    assert run("s3", "push", pack("one", "1.0.0"), URL).code == 0
    others = [b"apiVersion: v1\nentries: {other: [{name: other, version: 1.0.0, urls: [x.tgz]}]}\n"]

    def interfere(environ: dict[str, str]) -> None:
        if others and environ["REQUEST_METHOD"] == "PUT" and environ["PATH_INFO"].endswith("index.yaml"):
            s3.client.put_object(Bucket=CHARTS, Key="stable/index.yaml", Body=others.pop())

    s3.before = interfere
    assert run("s3", "push", pack("two", "1.0.0"), URL).code == 0
    assert index(s3) == {"other": ["1.0.0"], "two": ["1.0.0"]}


def test_an_index_is_made_anew_from_what_is_there(s3: S3Server, run: Run, pack: Pack) -> None:
    for version in ("1.0.0", "2.0.0"):
        assert run("s3", "push", pack("web", version), URL).code == 0
    s3.client.put_object(Bucket=CHARTS, Key="stable/index.yaml", Body=b"\x00 broken")
    s3.client.put_object(Bucket=CHARTS, Key="stable/below/other-1.0.0.tgz", Body=b"not here")
    s3.client.put_object(Bucket=CHARTS, Key="stable/no-chart.tgz", Body=b"no chart")
    broken = run("s3", "push", pack("web", "3.0.0"), URL)
    assert (broken.code, broken.stderr.startswith("Error: Merge failed: ")) == (1, True)
    assert run("s3", "reindex", URL) == (0, f"Indexed 4 archives at {URL}\n", "")
    assert index(s3) == {"web": ["3.0.0", "2.0.0", "1.0.0"]}


def test_a_repository_elsewhere_does_not_name_objects_of_s3(s3: S3Server, run: Run, pack: Pack, tmp_path: Path) -> None:
    assert run("s3", "push", pack("web", "1.0.0"), URL).code == 0
    entry = f"{{name: web, version: 1.0.0, urls: ['{URL}/web-1.0.0.tgz']}}"
    (tmp_path / "index.yaml").write_text(f"apiVersion: v1\nentries: {{web: [{entry}]}}\n")
    assert run("repo", "add", "other", f"file://{tmp_path}").code == 0
    s3.requests.clear()
    for words in (["fetch", "other/web"], ["fetch", "web", "--repo", f"file://{tmp_path}"]):
        refused = run(*words)
        assert refused.stderr.splitlines()[:2] == [
            f'Error: Get "{URL}/web-1.0.0.tgz": unsupported protocol scheme "s3"',
            "  a repository elsewhere does not name objects of S3: credentials of this machine would read them",
        ]
    assert s3.requests == []
    assert run("fetch", f"{URL}/web-1.0.0.tgz", "-d", tmp_path).code == 0
