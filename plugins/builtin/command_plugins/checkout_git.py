"""Checkouts of git. Rule: git.go of github.com/Masterminds/vcs 1.13.1."""

from __future__ import annotations

import os
import re

from ....core.errors import PluginError
from .checkout import Checkout

_UPDATE = "Unable to update repository"
_SAFE = ("-c", "protocol.ext.allow=never")
"""A repository of this kind of address runs any command; neither it nor its submodules may."""


class GitCheckout(Checkout):
    """A clone of a git repository with its submodules."""

    kind = "git"

    def configured_remote(self) -> str:
        """The URL of ``origin``."""
        output = self.demand("Unable to retrieve local repo information", "config", "--get", "remote.origin.url")
        return output.strip()

    def clone(self, folder: str) -> None:
        """Clone with submodules."""
        self.fetch_new(*_SAFE, "clone", "--recursive", "--", self.remote, folder)

    def update(self) -> None:
        """Fetch tags and commits; on a branch also check the newest commit out."""
        self.demand(_UPDATE, *_SAFE, "fetch", "--tags", "origin")
        if self._is_detached():
            return
        self.demand(_UPDATE, *_SAFE, "pull")
        self._tidy()

    def update_to(self, reference: str) -> None:
        """Check a tag, branch or commit out."""
        self.demand("Unable to update checked out version", "checkout", reference, "--")
        self._tidy()

    def tags(self) -> list[str]:
        """The names of all tags."""
        output = self.demand("Unable to retrieve tags", "show-ref")
        return re.findall(r"tags/(\S+)$", output, re.MULTILINE)

    def is_reference(self, text: str) -> bool:
        """Whether git knows a commit, tag or branch by that text."""
        return self.ask("rev-parse", "--verify", text)[0] == 0 or self.ask("show-ref", "--", text)[0] == 0

    def is_dirty(self) -> bool:
        """Whether a file that git knows was changed."""
        return self.ask("diff", "--no-ext-diff", "--quiet")[0] != 0

    def _is_detached(self) -> bool:
        """Whether a commit is checked out, not a branch."""
        try:
            with open(os.path.join(self.folder, ".git", "HEAD"), encoding="utf-8", errors="replace") as stream:
                return not stream.read(1024).strip().startswith("ref: ")
        except OSError as error:
            raise PluginError(_UPDATE, details=(str(error),)) from None

    def _tidy(self) -> None:
        """Bring submodules along, and remove what belongs to no commit, so that scripts find what they expect."""
        self.demand(
            "Unexpected error while defensively updating submodules",
            *_SAFE, "submodule", "update", "--init", "--recursive",
        )  # fmt: skip
        self.demand(
            "Unexpected error while defensively cleaning up after possible derelict submodule directories",
            "clean", "-x", "-d", "-f", "-f",
        )  # fmt: skip
        self.demand(
            "Unexpected error while defensively cleaning up after possible derelict nested submodule directories",
            "submodule", "foreach", "--recursive", "git clean -x -d -f -f",
        )  # fmt: skip
