from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from pilothouse.core.testkit import Outcome, run


def docs(folder: Path, *words: str) -> Outcome:
    return run(["docs", "--dir", str(folder), *words], environment={"PILOTHOUSE_HINTS": "never"}, program="helm")


@pytest.mark.parametrize("word", ["", "markdown", "mdown", "md"])
def test_every_visible_command_has_a_page(tmp_path: Path, word: str) -> None:
    assert docs(tmp_path, *(["--type", word] if word else [])) == (0, "", "")
    names = set(os.listdir(tmp_path))
    assert {"helm.md", "helm_create.md", "helm_repo.md", "helm_repo_add.md", "helm_get_values.md"} <= names
    assert names.isdisjoint({"helm_docs.md", "helm_help.md", "helm_update.md"})
    links = {link for name in names for link in re.findall(r"\((\S+\.md)\)", (tmp_path / name).read_text())}
    assert links == names


def test_a_page_says_what_a_command_declares(tmp_path: Path) -> None:
    docs(tmp_path)
    page = (tmp_path / "helm_get_hooks.md").read_text()
    assert page.startswith("## helm get hooks\n\nprint the chart hooks of a release\n\n### Synopsis\n\n")
    assert "\n```\nhelm get hooks [flags] RELEASE_NAME\n```\n" in page
    assert "\n      --revision int32        revision to show; 0 for the newest\n" in page
    assert "\n### Options inherited from parent commands\n" in page
    assert page.endswith("\n### SEE ALSO\n\n* [helm get](helm_get.md)\n")
    above = (tmp_path / "helm_get.md").read_text()
    assert "\n```\nhelm get [flags] RELEASE_NAME\n```\n" in above
    assert "* [helm get hooks](helm_get_hooks.md) - print the chart hooks of a release\n" in above


def test_pages_for_man_escape_what_roff_would_take_for_requests(tmp_path: Path) -> None:
    assert docs(tmp_path, "--type", "man") == (0, "", "")
    page = (tmp_path / "helm-repo-add.1").read_text()
    assert page.startswith('.TH "HELM\\-REPO\\-ADD" "1"\n')
    assert "\n.TP\n\\fB\\-\\-ca\\-file string\\fP\n" in page
    for name in os.listdir(tmp_path):
        for line in (tmp_path / name).read_text().splitlines():
            assert not line.startswith("'"), name
            assert not line.startswith(".") or re.match(r"\.(TH|SH|TP|PP|nh|ad|nf|fi)\b", line), (name, line)


def test_the_completion_of_bash_can_be_had(tmp_path: Path) -> None:
    assert docs(tmp_path, "--type", "bash") == (0, "", "")
    assert os.listdir(tmp_path) == ["completions.bash"]
    assert (tmp_path / "completions.bash").read_text() == run(["completion", "bash"], program="helm").stdout


def test_a_kind_that_there_is_not_is_an_error(tmp_path: Path) -> None:
    message = "unknown doc type \"html\". Try 'markdown' or 'man'"
    assert docs(tmp_path, "--type", "html") == (1, "", f"Error: {message}\n")


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    message = f"open {tmp_path}/none/helm_apply.md: no such file or directory"
    assert docs(tmp_path / "none") == (1, "", f"Error: {message}\n")
