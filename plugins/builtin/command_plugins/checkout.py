"""What all checkouts of version control systems have in common.

Rules: github.com/Masterminds/vcs 1.13.1, which Helm uses. Each program is run without a shell, and no word that comes
from outside can be taken for one of its options.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping

from ....core.errors import PluginError
from .process import look_up
from .sources import without_password

_REPOSITORY_VARIABLES = frozenset(
    f"GIT_{name}" for name in ("DIR", "WORK_TREE", "INDEX_FILE", "OBJECT_DIRECTORY", "COMMON_DIR", "PREFIX")
)
"""Variables that a git that calls us has set for its own repository."""


class Checkout(ABC):
    """A repository and the folder where it is, or is to be, checked out.

    `remote` is where it comes from. All methods raise PluginError with Helm's sentence (``Unable to get repository:
    …``); what the program printed is in the details.
    """

    kind: str

    def __init__(self, environment: Mapping[str, str], remote: str, folder: str) -> None:
        self.environment = {name: text for name, text in environment.items() if name not in _REPOSITORY_VARIABLES}
        self.remote = remote
        self.folder = folder

    @abstractmethod
    def configured_remote(self) -> str:
        """Where the checkout in the folder says that it comes from; empty when it cannot tell."""

    @abstractmethod
    def clone(self, folder: str) -> None:
        """Check the repository out into a folder that does not exist."""

    @abstractmethod
    def update(self) -> None:
        """Fetch what is new and check it out."""

    @abstractmethod
    def update_to(self, reference: str) -> None:
        """Check a tag, branch or commit out."""

    @abstractmethod
    def tags(self) -> list[str]:
        """The names of all tags."""

    @abstractmethod
    def is_reference(self, text: str) -> bool:
        """Whether a text names a tag, branch or commit. It does not begin with a dash."""

    @abstractmethod
    def is_dirty(self) -> bool:
        """Whether files of the checkout were changed."""

    def get(self) -> None:
        """Check the repository out into the folder, which is there only when everything went well."""
        import shutil

        parent, name = os.path.split(self.folder)
        temporary = os.path.join(parent, f".{name}.{os.urandom(6).hex()}")
        try:
            os.makedirs(parent, 0o755, exist_ok=True)
            self.clone(temporary)
            os.rename(temporary, self.folder)
        except PluginError as error:
            error.message = error.message.replace(temporary, self.folder)
            error.details = tuple(line.replace(temporary, self.folder) for line in error.details)
            raise
        except OSError as error:
            raise PluginError("Unable to create directory", details=(str(error),)) from None
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def ask(self, *words: str) -> tuple[int, str]:
        """Run the program in the folder; its exit code and what it printed."""
        return self._run(words, self.folder)

    def demand(self, failure: str, *words: str) -> str:
        """Run the program in the folder and return what it printed. Raises PluginError that begins with `failure`."""
        code, output = self.ask(*words)
        if code:
            raise PluginError(f"{failure}: {_status(code)}", details=_lines(output))
        return output

    def fetch_new(self, *words: str) -> None:
        """Run the program, which makes a new checkout. Raises PluginError with all that it printed, as Helm's does."""
        code, output = self._run(words, None)
        if code:
            raise PluginError(f"Unable to get repository: {without_password(output)}: {_status(code)}")

    def _run(self, words: tuple[str, ...], folder: str | None) -> tuple[int, str]:
        import subprocess

        environment = self.environment if folder is None else {**self.environment, "PWD": folder}
        try:
            done = subprocess.run(  # noqa: S603 - a version control system, with words that are no options
                (self.kind, *words),
                executable=look_up(self.kind, environment),
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
        except OSError as error:
            raise PluginError(f"{self.kind} cannot be run: {error}") from None
        return done.returncode, done.stdout.decode("utf-8", "surrogateescape")


def _status(code: int) -> str:
    """How Go words the end of a program that failed."""
    if code > 0:
        return f"exit status {code}"
    import signal

    return f"signal: {(signal.strsignal(-code) or str(-code)).lower()}"


def _lines(output: str) -> tuple[str, ...]:
    """The last lines of what a program printed."""
    return tuple(without_password(output).strip().splitlines()[-5:])
