from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.model.options import ChartLocation
from pilothouse.core.model.repository import ChartDownload
from pilothouse.core.testkit import make_kernel
from stand_ins.chart_repository import ChartRepository, write_home
from stand_ins.http_server import HttpServer

if TYPE_CHECKING:
    from conftest import OpenHome
    from pilothouse.plugins.builtin.repositories.service import Repositories

CREDENTIALS = {"username": "me", "password": "secret", "certFile": "c", "keyFile": "k", "caFile": "a"}


def ready(service: Repositories) -> Repositories:
    """The service, with all indexes fetched."""
    assert [result.error for result in service.refresh(service.entries())] == [""] * len(service.entries())
    return service


def refusal(service: Repositories, reference: str, version: str = "", repository: str = "") -> str:
    with pytest.raises(RepositoryError) as caught:
        service.resolve(ChartLocation(reference, version, repository=repository))
    return caught.value.message


def put_index(folder: Path, name: str, urls: str) -> None:
    text = f"apiVersion: v1\nentries:\n  alpha:\n  - {{name: alpha, version: 1.0.0, urls: {urls}}}\n"
    (folder / f"home/repository/cache/{name}-index.yaml").write_text(text)


def test_a_chart_of_a_repository_is_found_by_version(open_home: OpenHome, repository: ChartRepository) -> None:
    service = ready(open_home(("main", repository.url)))
    for version, found in (("", "1.0.0"), ("0.1.0", "0.1.0"), (">0.0.0-0", "1.1.0-beta.1"), ("~0", "0.1.0")):
        download = service.resolve(ChartLocation("main/alpha", version))
        assert download.url == f"{repository.url}/alpha-{found}.tgz"
        assert len(download.digest) == 64


def test_what_cannot_be_resolved_is_said_in_helms_words(
    open_home: OpenHome, repository: ChartRepository, tmp_path: Path
) -> None:
    service = open_home(("main", repository.url), ("bare", ""), ("odd", "ftp://h"))
    cache = tmp_path / "home/repository/cache"
    update = "(try 'helm repo update')"
    assert refusal(service, "main/alpha") == (
        f"no cached repo found. {update}. open {cache}/main-index.yaml: no such file or directory"
    )
    list(service.refresh(service.entries()[:1]))
    assert refusal(service, "main/alpha", "7") == (
        f'chart "alpha" matching version "7" not found in main index. {update}. No chart version found for alpha-7'
    )
    assert refusal(service, "main/beta") == (
        f'chart "beta" matching version "" not found in main index. {update}. no chart name found'
    )
    assert refusal(service, "bare/x") == "no URL found for repository bare"
    assert refusal(service, "odd/x") == "Could not find protocol handler for: ftp"
    assert refusal(service, "zzz/x") == "repo zzz not found"
    assert refusal(service, "/x") == "repo  not found"
    assert refusal(service, "alpha") == ("Non-absolute URLs should be in form of repo_name/path_to_chart, got: alpha")
    assert refusal(service, "http://h") == (
        "Non-absolute URLs should be in form of repo_name/path_to_chart, got: http://h"
    )
    assert refusal(service, "http:/h/x.tgz") == "repo  not found"
    assert refusal(service, "%zz") == "invalid chart URL format: %zz"
    put_index(tmp_path, "main", "[]")
    assert refusal(service, "main/alpha") == 'chart "main/alpha" has no downloadable URLs'
    put_index(tmp_path, "main", '["%zz"]')
    assert refusal(service, "main/alpha") == "invalid chart URL format: main/alpha"
    put_index(tmp_path, "main", '["gopher://h/x.tgz"]')
    for reference in ("main/alpha", "gopher://h/x.tgz"):
        assert refusal(service, reference) == 'Get "gopher://h/x.tgz": unsupported protocol scheme "gopher"'


def test_a_repository_that_is_named_by_its_url_is_looked_into(
    open_home: OpenHome, repository: ChartRepository, server: HttpServer
) -> None:
    service = open_home()
    download = service.resolve(ChartLocation("alpha", repository=repository.url, username="me", password="secret"))
    assert (download.url, download.username, download.password) == (
        f"{repository.url}/alpha-1.0.0.tgz", "me", "secret",
    )  # fmt: skip
    url = repository.url
    assert refusal(service, "alpha", "8", url) == f'chart "alpha" version "8" not found in {url} repository'
    assert refusal(service, "zzz", "", url) == f'chart "zzz" not found in {url} repository'
    assert refusal(service, "alpha", "", "nonsense") == "Could not find protocol handler for: "
    assert refusal(service, "alpha", "", f"{url}/none") == (
        f'Looks like "{url}/none" is not a valid chart repository or cannot be reached: '
        f"Failed to fetch {url}/none/index.yaml : 404 Not Found"
    )
    repository.add("bare", "1.0.0", urls=[])
    assert refusal(service, "bare", "", url) == 'chart "bare" has no downloadable URLs'
    repository.add("host", "1.0.0", urls=["http://h"])
    assert refusal(service, "host", "", url) == (
        "Non-absolute URLs should be in form of repo_name/path_to_chart, got: http://h"
    )


def test_credentials_stay_with_the_origin_of_their_repository(open_home: OpenHome, tmp_path: Path) -> None:
    """CVE-2021-32690."""
    service = open_home(("main", "https://charts.example/x"), **CREDENTIALS)
    kept = {"username": "me", "password": "secret", "cert_file": "c", "key_file": "k", "ca_file": "a"}
    for address, given in (
        ("a.tgz", kept),
        ("/a.tgz", kept),
        ("https://charts.example:443/a.tgz", kept),
        ("http://charts.example/a.tgz", {"ca_file": "a"}),
        ("https://charts.example:444/a.tgz", {"ca_file": "a"}),
        ("https://charts.example.evil/a.tgz", {"ca_file": "a"}),
        ("//evil/a.tgz", {"ca_file": "a"}),
        ("https://charts.example@evil/a.tgz", {"ca_file": "a"}),
    ):
        put_index(tmp_path, "main", f'["{address}"]')
        for location in (
            ChartLocation("main/alpha"),
            ChartLocation("main/alpha", username="you", password="hush"),
        ):
            found = service.resolve(location)
            expected = dict(given)
            if "username" in given and location.username:
                expected.update(username="you", password="hush")
            assert found == ChartDownload(found.url, **expected)


def test_credentials_for_an_unregistered_repository_stay_with_it(
    open_home: OpenHome, repository: ChartRepository, other_server: HttpServer
) -> None:
    """CVE-2021-32690."""
    repository.add("away", "1.0.0", urls=[f"{other_server.url}/away-1.0.0.tgz"])
    found = open_home().resolve(ChartLocation("away", repository=repository.url, username="me", password="secret"))
    assert (found.url, found.username, found.password) == (f"{other_server.url}/away-1.0.0.tgz", "", "")


def test_a_token_in_the_query_of_a_repository_stays_with_it(open_home: OpenHome, tmp_path: Path) -> None:
    """CVE-2021-32690."""
    service = open_home(("main", "https://charts.example/x?token=t"))
    for address, url in (
        ("a.tgz", "https://charts.example/x/a.tgz?token=t"),
        ("//charts.example:443/a.tgz", "https://charts.example:443/a.tgz?token=t"),
        ("//evil/a.tgz", "https://evil/a.tgz"),
        ("//charts.example:444/a.tgz", "https://charts.example:444/a.tgz"),
    ):
        put_index(tmp_path, "main", f'["{address}"]')
        assert service.resolve(ChartLocation("main/alpha")).url == url


def test_a_repository_elsewhere_names_no_file_of_this_machine(
    open_home: OpenHome, repository: ChartRepository, tmp_path: Path
) -> None:
    complaint = 'Get "file:///etc/passwd": unsupported protocol scheme "file"'
    service = open_home(("main", "https://charts.example/x"))
    for address in ("file:///etc/passwd", "FILE:///etc/passwd"):
        put_index(tmp_path, "main", f'["{address}"]')
        assert refusal(service, "main/alpha") == complaint
    repository.add("away", "1.0.0", urls=["file:///etc/passwd"])
    assert refusal(service, "away", "", repository.url) == complaint


def test_a_url_is_fetched_with_the_credentials_of_the_first_repository_that_has_it(
    open_home: OpenHome, tmp_path: Path
) -> None:
    service = open_home(("one", "https://one.example"), ("two", "https://two.example/"), **CREDENTIALS)
    put_index(tmp_path, "one", "[a-1.0.0.tgz, 'https://two.example/other/']")
    put_index(tmp_path, "two", "['https://two.example/b-1.0.0.tgz', 'https://away.example/c.tgz']")
    kept = {"username": "me", "password": "secret", "cert_file": "c", "key_file": "k", "ca_file": "a"}
    for address, given in (
        ("https://two.example/b-1.0.0.tgz", kept),
        ("https://two.example/x/../b-1.0.0.tgz/", kept),
        ("https://away.example/c.tgz", {"ca_file": "a"}),
        ("https://two.example/other", {"ca_file": "a"}),
        ("https://two.example/unlisted.tgz", {}),
        ("https://one.example/a-1.0.0.tgz", {}),
    ):
        assert service.resolve(ChartLocation(address, "ignored")) == ChartDownload(address, **given)
    given = ChartLocation("https://away.example/c.tgz", username="you", password="hush")
    assert service.resolve(given) == ChartDownload(
        "https://away.example/c.tgz", username="you", password="hush", ca_file="a"
    )


def test_urls_that_an_index_writes_with_escapes_are_found_too(open_home: OpenHome, tmp_path: Path) -> None:
    service = open_home(("one", "https://one.example"), **CREDENTIALS)
    put_index(tmp_path, "one", '["https://one.example/\\x61.tgz"]')
    assert service.resolve(ChartLocation("https://one.example/a.tgz")).username == "me"


def test_a_url_needs_all_indexes_to_be_readable(open_home: OpenHome, tmp_path: Path) -> None:
    service = open_home(("one", "https://one.example"))
    path = tmp_path / "home/repository/cache/one-index.yaml"
    assert refusal(service, "https://two.example/a.tgz") == (
        f"no cached repo found. (try 'helm repo update'). open {path}: no such file or directory"
    )
    put_index(tmp_path, "one", "[a.tgz]")
    assert refusal(service, "box://two.example/a.tgz") == 'scheme "box" not supported'


def test_only_plain_digests_are_promises(open_home: OpenHome, tmp_path: Path) -> None:
    service = open_home(("main", "https://charts.example"))
    for digest, promised in (("a" * 64, "a" * 64), ("sha256:" + "a" * 64, ""), ("abc", ""), ("A" * 64, "")):
        entry = f'{{name: alpha, version: 1.0.0, urls: [a.tgz], digest: "{digest}"}}'
        text = f"apiVersion: v1\nentries: {{alpha: [{entry}]}}\n"
        (tmp_path / "home/repository/cache/main-index.yaml").write_text(text)
        assert service.resolve(ChartLocation("main/alpha")).digest == promised


def test_a_repository_of_another_plugins_kind_is_looked_into_without_a_getter_for_it(tmp_path: Path) -> None:
    source = """
        from pilothouse.core.errors import RepositoryError
        from pilothouse.core.model.chart import Metadata
        from pilothouse.core.model.repository import ChartVersion
        from pilothouse.hookspecs import hookimpl

        class Bucket:
            def names(self):
                return ["alpha"]

            def versions(self, name):
                return [ChartVersion(Metadata(name, "1.0.0"), ["http://charts.example/alpha-1.0.0.tgz"])]

            def find(self, name, version):
                if name != "alpha":
                    raise RepositoryError("no chart name found")
                return self.versions(name)[0]

        @hookimpl
        def helm_open_repository_index(entry):
            return Bucket() if entry.url.startswith("bucket://") else None
    """
    kernel = make_kernel(tmp_path / "plugins", {"buckets": source}, flags={"home": str(tmp_path / "home")})
    write_home(tmp_path / "home", ("main", "bucket://main"), username="me", password="secret")
    service = kernel.first("helm_open_repositories")
    for reference in ("main/alpha", "http://charts.example/alpha-1.0.0.tgz", "http://charts.example/other.tgz"):
        found = service.resolve(ChartLocation(reference))
        assert (found.url.startswith("http://charts.example/"), found.username) == (True, "")
    assert "no chart name found" in refusal(service, "main/beta")


def test_what_helps_stands_in_the_hint(open_home: OpenHome, repository: ChartRepository) -> None:
    service = open_home(("main", repository.url))
    for reference, words in (
        ("main/alpha", "`repo remove main`"),
        ("https://elsewhere.example/alpha-1.0.0.tgz", "`repo update`"),
        ("alpha", "`search NAME`"),
    ):
        with pytest.raises(RepositoryError) as caught:
            service.resolve(ChartLocation(reference, ""))
        assert words in caught.value.hint
    ready(service)
    for location in (
        ChartLocation("main/alhpa", ""),
        ChartLocation("alhpa", "", repository=repository.url),
    ):
        with pytest.raises(RepositoryError) as caught:
            service.resolve(location)
        assert caught.value.hint == "there is alpha"
