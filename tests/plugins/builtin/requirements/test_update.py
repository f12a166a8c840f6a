from __future__ import annotations

import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import PilothouseError, PluginError
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.options import RequirementsUpdate
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.requirements.archive import pack

SAVED = "Saving {} charts\nDeleting outdated charts\n"
ASSUMED = "Dependency {} did not declare a repository. Assuming it exists in the charts directory\n"
RESTORED = "Deleting newly downloaded charts, restoring pre-update state\n"


def write_chart(folder: Path, version: str = "1.0.0", requirements: str = "", name: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Chart.yaml").write_text(f"apiVersion: v1\nname: {name or folder.name}\nversion: {version}\n")
    if requirements:
        (folder / "requirements.yaml").write_text(f"dependencies:\n{requirements}")
    return folder


def update(chart: Path) -> tuple[str, str]:
    """What an update printed, and the message of its error."""
    kernel: Any = make_kernel()
    try:
        kernel.first("helm_update_requirements", path=str(chart), options=RequirementsUpdate())
    except PilothouseError as error:
        return kernel.console.stdout, error.message
    return kernel.console.stdout, ""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def sub(tmp_path: Path) -> Path:
    return write_chart(tmp_path / "sub", "1.2.0")


def test_a_chart_in_a_folder_becomes_an_archive_and_a_line_of_the_lock(tmp_path: Path, sub: Path) -> None:
    main = write_chart(tmp_path / "main", requirements="- {name: sub, version: 1.x, repository: 'file://../sub'}\n")
    assert update(main) == (SAVED.format(1), "")
    assert names(main / "charts") == ["sub-1.2.0.tgz"]
    with tarfile.open(main / "charts" / "sub-1.2.0.tgz") as archive:
        assert archive.getnames() == ["sub/Chart.yaml"]
    lock = (main / "requirements.lock").read_text()
    assert lock.startswith("dependencies:\n- name: sub\n  repository: file://../sub\n  version: 1.2.0\ndigest: sha256:")


def test_an_absolute_path_may_be_given(tmp_path: Path, sub: Path) -> None:
    main = write_chart(tmp_path / "main", requirements=f"- {{name: sub, version: 1.x, repository: 'file://{sub}'}}\n")
    assert update(main) == (SAVED.format(1), "")


def test_older_archives_of_the_chart_are_deleted_and_others_stay(tmp_path: Path, sub: Path) -> None:
    main = write_chart(tmp_path / "main", requirements="- {name: sub, version: '>1', repository: 'file://../sub'}\n")
    update(main)
    charts = main / "charts"
    (charts / "sub-other-0.1.0.tgz").write_bytes(pack(Chart(Metadata("sub-other", "0.1.0"))))
    write_chart(charts / "kept")
    write_chart(sub, "1.3.0")
    assert update(main) == (SAVED.format(1), "")
    assert names(charts) == ["kept", "sub-1.3.0.tgz", "sub-other-0.1.0.tgz"]


def test_the_lock_stays_as_long_as_the_requirements_do(tmp_path: Path, sub: Path) -> None:
    main = write_chart(tmp_path / "main", requirements="- {name: sub, version: 1.x, repository: 'file://../sub'}\n")
    update(main)
    before = (main / "requirements.lock").read_text()
    write_chart(sub, "1.3.0")
    assert update(main) == (SAVED.format(1), "")
    assert (main / "requirements.lock").read_text() == before
    write_chart(main, requirements="- {name: sub, version: 1.3.x, repository: 'file://../sub'}\n")
    update(main)
    assert "version: 1.3.0" in (main / "requirements.lock").read_text()


def test_a_chart_in_the_charts_folder_stays_there(tmp_path: Path) -> None:
    main = write_chart(tmp_path / "main", requirements="- {name: here, version: 1.x}\n")
    write_chart(main / "charts" / "here", "1.5.0")
    assert update(main) == ("Saving 1 charts\n" + ASSUMED.format("here") + "Deleting outdated charts\n", "")
    assert names(main / "charts") == ["here"]
    assert "- name: here\n  repository: \"\"\n  version: 1.x\n" in (main / "requirements.lock").read_text()


def test_a_chart_without_requirements_is_left_alone(tmp_path: Path) -> None:
    main = write_chart(tmp_path / "main")
    assert update(main) == (f"No requirements found in {main}/charts.\n", "")
    assert names(main) == ["Chart.yaml"]


@pytest.mark.parametrize(
    ("requirements", "printed", "message"),
    [
        (
            "- {name: a, version: '1', repository: '@nope'}\n",
            "",
            "no repository definition for @nope. Please add them via 'helm repo add'",
        ),
        (
            "- {name: a, version: '1', repository: '@a'}\n- {name: b, version: '1', repository: '%zz://x'}\n",
            "",
            "no repository definition for @a, %zz://x. Please add them via 'helm repo add'",
        ),
        (
            "- {name: a, version: '1', repository: stable}\n",
            "",
            "no repository definition for stable. Please add them via 'helm repo add'\n"
            "Note that repositories must be URLs or aliases. For example, to refer to the stable\n"
            'repository, use "https://charts.helm.sh/stable" or "@stable" instead of\n'
            "\"stable\". Don't forget to add the repo, too ('helm repo add').",
        ),
        (
            "- {name: a, version: '1', repository: 'file://../nosuch'}\n",
            "",
            "directory {tmp}/nosuch not found",
        ),
        ("- {name: here, version: '1'}\n", "", "directory {tmp}/main/charts/here not found"),
        (
            "- {name: a, version: '!', repository: 'http://x'}\n",
            "",
            'dependency "a" has an invalid version/constraint format: improper constraint: !',
        ),
        (
            "- {name: a, version: '1', repository: 'http://127.0.0.1:9/'}\n",
            "Saving 1 charts\nDownloading a from repo http://127.0.0.1:9/\n"
            "Save error occurred:  could not find : chart a not found in http://127.0.0.1:9/\n" + RESTORED,
            "could not find : chart a not found in http://127.0.0.1:9/",
        ),
        (
            "- {name: sub, version: '2', repository: 'file://../sub'}\n",
            "Saving 1 charts\nSave error occurred:  can't get a valid version for dependency sub\n" + RESTORED,
            "can't get a valid version for dependency sub",
        ),
        (
            "- {name: sub, version: '!', repository: 'file://../sub'}\n",
            "Saving 1 charts\n"
            "Save error occurred:  dependency sub has an invalid version/constraint format: improper constraint: !\n"
            + RESTORED,
            "dependency sub has an invalid version/constraint format: improper constraint: !",
        ),
        (
            "- {name: sub, version: '1', repository: 'file://../main/templates'}\n",
            "Saving 1 charts\nSave error occurred:  no Chart.yaml exists in directory \"{tmp}/main/templates\"\n"
            + RESTORED,
            'no Chart.yaml exists in directory "{tmp}/main/templates"',
        ),
    ],
)
def test_what_cannot_be_had_is_an_error_and_changes_nothing(
    tmp_path: Path, sub: Path, requirements: str, printed: str, message: str
) -> None:
    main = write_chart(tmp_path / "main", requirements=requirements)
    (main / "templates").mkdir()
    tmp = str(tmp_path)
    assert update(main) == (printed.replace("{tmp}", tmp), message.replace("{tmp}", tmp))
    assert not (main / "requirements.lock").exists()
    assert not list(main.glob("charts/*"))


def test_a_chart_in_the_charts_folder_has_to_be_of_the_right_version(tmp_path: Path) -> None:
    main = write_chart(tmp_path / "main", requirements="- {name: here, version: '2'}\n")
    write_chart(main / "charts" / "here", "1.0.0")
    sentence = "Dependency here at version 1.0.0 does not satisfy the constraint 2"
    printed = f"Saving 1 charts\n{ASSUMED.format('here')}Save error occurred:  {sentence}\n{RESTORED}"
    assert update(main) == (printed, sentence)
    assert names(main / "charts") == ["here"]


def test_only_folders_are_updated(tmp_path: Path) -> None:
    archive = tmp_path / "a.tgz"
    archive.write_bytes(b"")
    assert update(archive) == ("", "only unpacked charts can be updated")
    nowhere = tmp_path / "nowhere"
    assert update(nowhere) == ("", f"could not find {nowhere}: stat {nowhere}: no such file or directory")


def test_a_charts_folder_that_is_a_file_is_an_error(tmp_path: Path, sub: Path) -> None:
    main = write_chart(tmp_path / "main", requirements="- {name: sub, version: 1.x, repository: 'file://../sub'}\n")
    (main / "charts").write_text("")
    assert update(main) == ("", f'"{main}/charts" is not a directory')


def test_what_cannot_be_put_in_place_leaves_no_file_behind(
    tmp_path: Path, sub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    main = write_chart(tmp_path / "main", requirements="- {name: sub, version: 1.x, repository: 'file://../sub'}\n")
    monkeypatch.setattr(os, "replace", refuse)
    assert "permission denied" in update(main)[1]
    assert os.listdir(main / "charts") == []


def test_rebuilding_from_a_lock_is_left_to_others(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="no plugin answers helm_update_requirements"):
        make_kernel().first("helm_update_requirements", path=str(tmp_path), options=RequirementsUpdate(locked=True))
