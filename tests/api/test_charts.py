"""Loading, rendering, checking and packing charts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

import pilothouse
import pytest
from pilothouse.core import testkit

Connect = Callable[..., pilothouse.Session]


class Phase(StrEnum):
    """A value as programs have them."""

    RUNNING = "Running"


def test_rendered_files_are_a_mapping_in_the_order_of_installation(helm: pilothouse.Session, chart: Path) -> None:
    files = helm.render(chart, values={"replicas": 3}, name="demo")
    assert sorted(files) == ["web/templates/NOTES.txt", "web/templates/job.yaml", "web/templates/web.yaml"]
    assert files.notes == "3 of demo"
    assert files.objects()["ConfigMap", "demo-web"]["data"] == {"replicas": "3", "phase": "Running"}
    assert ("ConfigMap", "demo-first") in files.objects()
    assert len(files.objects().of_kind("ConfigMap")) == 2
    assert files.objects().find("ConfigMap", "demo-web", namespace="other") is None


def test_the_text_is_what_the_command_prints(helm: pilothouse.Session, chart: Path) -> None:
    printed = testkit.run(["template", str(chart), "--set", "phase=a"], environment={"HOME": "/nowhere"}).stdout
    assert helm.render(chart, set="phase=a").text == printed


def test_a_loaded_chart_is_rendered_again_and_again(helm: pilothouse.Session, chart: Path) -> None:
    loaded = helm.load(chart)
    assert isinstance(loaded, pilothouse.Chart)
    texts = [helm.render(loaded, values={"phase": phase}).text for phase in ("a", "b", "a")]
    assert texts[0] == texts[2] != texts[1]


def test_shortcuts_need_no_session(chart: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    loaded = pilothouse.load(chart)
    assert pilothouse.render(loaded, values={"replicas": 2}).notes == "2 of release-name"
    assert [(one.path, one.failed) for one in pilothouse.lint(chart)] == [(str(chart), False)]


def test_values_lie_over_each_other(helm: pilothouse.Session, chart: Path, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("replicas: 5\nphase: file\n")
    (tmp_path / "two.yaml").write_text("phase: second\n")

    def seen(**options: Any) -> dict[str, str]:
        found = helm.render(chart, **options).objects()["ConfigMap", "release-name-web"]["data"]
        assert isinstance(found, dict)
        return found

    files = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    assert seen(files=files) == {"replicas": "5", "phase": "second"}
    assert seen(files=tmp_path / "one.yaml", values={"phase": "table"}) == {"replicas": "5", "phase": "table"}
    assert seen(values={"phase": "table"}, set=["phase=set", "replicas=7"]) == {"replicas": "7", "phase": "set"}
    assert seen(values={"phase": Phase.RUNNING, "replicas": "1"}) == {"replicas": "1", "phase": "Running"}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"a": {"b": [1, {2}]}}, "values.a.b[1]: a value of the type set has no form in YAML"),
        ({"a": {1: "x"}}, "values.a: the key 1 is no text"),
        ({"a": float("nan")}, "error marshaling into JSON: json: unsupported value: NaN"),
    ],
)
def test_values_without_a_form_in_yaml_are_refused(
    helm: pilothouse.Session, chart: Path, values: dict[str, Any], message: str
) -> None:
    with pytest.raises(pilothouse.errors.ValuesError) as caught:
        helm.render(chart, values=values)
    assert caught.value.message == message


def test_values_within_themselves_are_refused(helm: pilothouse.Session, chart: Path) -> None:
    values: dict[str, Any] = {}
    values["again"] = values
    with pytest.raises(pilothouse.errors.ValuesError, match="nested too deeply, or within themselves"):
        helm.render(chart, values=values)


def test_findings_are_returned(helm: pilothouse.Session, chart: Path, tmp_path: Path) -> None:
    (chart / "templates" / "bad.yaml").write_text("a: {{ .Values.x.y }}\n")
    bad, missing = helm.lint(chart, tmp_path / "none")
    assert (bad.failed, [one.rule for one in bad.findings if one.severity == 3]) == (True, ["templates"])
    assert (missing.failed, missing.findings) == (True, ())
    assert missing.skipped.startswith("unable to check Chart.yaml file in chart")


def test_a_chart_is_packed_fetched_and_searched_for(helm: pilothouse.Session, chart: Path, tmp_path: Path) -> None:
    helm.repositories.initialise(stable=False, refresh=False)
    folder = tmp_path / "charts"
    folder.mkdir()
    archive = helm.package(chart, destination=folder, version="1.2.3", save=False)
    assert archive == folder / "web-1.2.3.tgz"
    indexed = testkit.run(["repo", "index", str(folder), "--url", f"file://{folder}"])
    assert indexed.code == 0, indexed.stderr
    helm.repositories.add("mine", f"file://{folder}")
    assert [one.name for one in helm.repositories.list()] == ["mine"]
    assert [one.error for one in helm.repositories.update("mine")] == [""]
    hits = [(hit.name, hit.version, hit.app_version) for hit in helm.repositories.search("web")]
    assert hits == [("mine/web", "1.2.3", "2.0")]
    assert helm.fetch("mine/web", destination=tmp_path).read_bytes() == archive.read_bytes()
    assert helm.fetch("mine/web", untar=True, untardir=tmp_path / "x") == tmp_path / "x" / "web"
    assert helm.load("mine/web", version="^1.2").metadata.version == "1.2.3"
    helm.repositories.remove("mine")
    assert helm.repositories.search() == []


def test_nothing_is_printed_and_warnings_are_logged(
    connect: Connect, chart: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with (chart / "Chart.yaml").open("a") as stream:
        stream.write("deprecated: true\n")
    heard: list[str] = []
    with caplog.at_level(logging.INFO):
        connect().upgrade("demo", chart, install=True)
        connect(warn=heard.append).install(chart, "other")
    assert heard == ["WARNING: This chart is deprecated"]
    assert [(record.name, record.levelname, record.message) for record in caplog.records] == [
        ("pilothouse", "INFO", 'Release "demo" does not exist. Installing it now.'),
        ("pilothouse", "WARNING", "WARNING: This chart is deprecated"),
    ]
    assert capfd.readouterr() == ("", "")


def test_settings_that_there_are_not_are_refused(connect: Connect) -> None:
    with pytest.raises(pilothouse.errors.SettingError, match="unknown setting 'colour'"):
        connect(settings={"colour": True})


def test_a_closed_session_says_so(connect: Connect, chart: Path) -> None:
    helm = connect()
    helm.close()
    helm.close()
    with pytest.raises(pilothouse.errors.UsageError, match="the session is closed"):
        helm.render(chart)


def test_plugins_take_part_and_their_secrets_stay_out_of_errors(
    connect: Connect, chart: Path, tmp_path: Path
) -> None:
    plugin = """
    from pilothouse.core.errors import ChartError
    from pilothouse.hookspecs import hookimpl

    @hookimpl
    def helm_load_chart(path, kernel):
        kernel.conceal("swordfish")
        raise ChartError("the word is swordfish", details=("swordfish",), hint="say swordfish")
    """
    testkit.write_plugins(tmp_path / "plugins", {"teller": plugin})
    with pytest.raises(pilothouse.errors.ChartError) as caught:
        connect(plugins_dir=tmp_path / "plugins").load(chart)
    error = caught.value
    assert "swordfish" not in f"{error} {error.args} {error.details} {error.hint}"
    for left_out in (["no:teller"], "no:teller"):
        assert connect(plugins_dir=tmp_path / "plugins", plugins=left_out).load(chart).name == "web"
