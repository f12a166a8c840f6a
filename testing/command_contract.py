"""The tests that every command passes: help, mistakes, and exit codes as users and scripts know them.

A plugin's own tests inherit them and say how the command is called::

    class TestMine(CommandContract):
        command = "placeholders"
        failing = [(), ("no-such-chart",)]

        def good(self, folder):
            return [((write_chart(folder, "web"),), "no placeholders\\n")]
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Iterable, Sequence

from ..core.testkit import Outcome
from .homes import SandboxCluster


class CommandContract:
    """Inherit, and define `command`. Every run has a home and a sandbox cluster of its own."""

    command: str
    """The name, with that of its group before it where it has one."""

    failing: Sequence[Sequence[str]] = ()
    """Arguments, flags included, with which the command ends in an error."""

    hidden = False
    """Whether the list of commands leaves it out."""

    plugins_folder = ""
    """The folder of a one-file plugin; nothing for an installed one."""

    def good(self, folder: str) -> Iterable[tuple[Sequence[str], str]]:
        """Arguments with what is printed for them, whole. What they name may be written into `folder`."""
        return ()

    def test_help_says_what_the_command_does_and_how_it_is_called(self) -> None:
        """Usage, a sentence, and the flags; exit code 0."""
        outcome = self.run("--help")
        assert (outcome.code, outcome.stderr) == (0, "")
        assert f"Usage:\n  pilothouse {self.command}" in outcome.stdout
        assert outcome.stdout.strip().partition("\n")[0].strip() not in {"", "Usage:"}, "the docstring is the help text"
        assert "--help" in outcome.stdout

    def test_the_list_of_commands_has_it(self) -> None:
        """Unless it is hidden."""
        group, _, name = self.command.rpartition(" ")
        listed = self.run_words(*group.split(), "--help").stdout
        assert (f"\n  {name} " in listed) is not self.hidden

    def test_an_unknown_flag_is_an_error(self) -> None:
        """As for every command."""
        outcome = self.run("--no-such-flag")
        assert (outcome.code, outcome.stdout) == (1, "")
        assert outcome.stderr.startswith("Error: unknown flag: --no-such-flag\n")

    def test_mistakes_end_in_an_error_without_a_traceback(self) -> None:
        """Exit code 1, nothing on standard output, and a first line that says what is wrong."""
        for words in self.failing:
            outcome = self.run(*words)
            assert (words, outcome.code, outcome.stdout) == (words, 1, "")
            assert outcome.stderr.startswith("Error: "), outcome.stderr
            assert "Traceback" not in outcome.stderr
            assert " failed in " not in outcome.stderr, "errors of `core.errors` are expected, not other exceptions"

    def test_good_runs_print_what_is_expected(self) -> None:
        """On standard output, with exit code 0 and nothing beside it."""
        with tempfile.TemporaryDirectory() as folder:
            for words, expected in self.good(folder):
                assert self.run(*words) == (0, expected, "")

    def run(self, *words: str) -> Outcome:
        """Run the command with arguments."""
        return self.run_words(*self.command.split(), *words)

    def run_words(self, *words: str) -> Outcome:
        """Run a command line. What is printed past the program's console counts as printed."""
        with SandboxCluster(plugins=self.plugins_folder) as world, contextlib.redirect_stdout(io.StringIO()) as printed:
            outcome = world.run(*words)
        return outcome._replace(stdout=outcome.stdout + printed.getvalue())
