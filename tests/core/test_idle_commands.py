"""Commands of plugins that come along and are off: shown, offered and suggested before anything is switched on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core.default_plugins import CONTRIB
from pilothouse.core.testkit import make_kernel, run

TITLE = "\nCommands of plugins that are off until one of them is used:\n"


def listed(text: str) -> dict[str, str]:
    """The rows of the chapter: names with their short help."""
    _, _, rest = text.partition(TITLE)
    rows = (line.strip().partition("   ") for line in rest.partition("\n\n")[0].splitlines())
    return {name: text.strip() for name, _, text in rows}


def test_the_help_shows_them_in_a_chapter_of_their_own() -> None:
    promised = {name for _, provided in CONTRIB.values() for kind, name in provided if kind == "command"}
    shown = listed(run(["--help"]).stdout)
    switched_on = make_kernel(flags={"plugins": ",".join(CONTRIB)}).registry("helm_register_commands").winners()
    helps = {provided.entry.name: provided.entry.help for provided in switched_on if not provided.entry.parent}
    assert promised
    assert shown == {name: helps[name] for name in promised}


def test_a_plugin_that_is_on_has_its_commands_among_the_others() -> None:
    text = run(["-p", "oci", "--help"]).stdout
    assert "oci" not in listed(text)
    assert "\n  oci " in text.partition(TITLE)[0]


def test_a_plugin_that_is_left_out_has_no_commands() -> None:
    text = run(["-p", "no:oci", "--help"]).stdout
    assert "\n  oci " not in text


def test_groups_have_no_such_chapter() -> None:
    assert TITLE not in run(["repo", "--help"]).stdout


def test_a_misspelt_one_is_suggested() -> None:
    outcome = run(["dashbord"])
    assert (outcome.code, "Did you mean this?\n\tdashboard\n" in outcome.stderr) == (1, True)


@pytest.mark.parametrize(("words", "offered"), [("pilothouse dashb", "dashboard"), ("pilothouse oci pu", "pull\npush")])
def test_shells_offer_them(words: str, offered: str, tmp_path: Path) -> None:
    environment = {
        "HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")),
        "_PILOTHOUSE_COMPLETE": "bash_complete",
    }  # fmt: skip
    program = "import sys; sys.argv = ['pilothouse']; from pilothouse.__main__ import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.replace("plain,", "").strip() == offered, done


def test_showing_them_imports_nothing_of_theirs() -> None:
    program = (
        "import sys\nfrom pilothouse.core.testkit import run\nassert 'oci' in run(['--help']).stdout\n"
        "found = [one for one in sys.modules if '.plugins.contrib.' in one]\n"
        "print([one for one in found if not one.endswith('.plugin') and one.count('.') > 3])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
