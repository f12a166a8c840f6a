"""Checkouts of Mercurial. Rule: hg.go of github.com/Masterminds/vcs 1.13.1."""

from __future__ import annotations

import re

from .checkout import Checkout

_UPDATE = "Unable to update checked out version"


class HgCheckout(Checkout):
    """A clone of a Mercurial repository."""

    kind = "hg"

    def configured_remote(self) -> str:
        """The path called ``default``."""
        output = self.demand("Unable to retrieve local repo information", "paths")
        found = re.search(r"^default = (.+)$", output, re.MULTILINE)
        return found[1].strip() if found else ""

    def clone(self, folder: str) -> None:
        """Clone the repository."""
        self.fetch_new("clone", "--", self.remote, folder)

    def update(self) -> None:
        """Pull, and update to the newest revision of the branch."""
        self.demand(_UPDATE, "pull")
        self.demand(_UPDATE, "update")

    def update_to(self, reference: str) -> None:
        """Pull, and update to a revision."""
        self.demand(_UPDATE, "pull")
        self.demand(_UPDATE, "update", "--", reference)

    def tags(self) -> list[str]:
        """The names of all tags."""
        return re.findall(r"^(\S+)", self.demand("Unable to retrieve tags", "tags"), re.MULTILINE)

    def is_reference(self, text: str) -> bool:
        """Whether there is such a revision."""
        return self.ask("log", "-r", text)[0] == 0

    def is_dirty(self) -> bool:
        """Whether a file that Mercurial knows was changed."""
        code, output = self.ask("diff")
        return code != 0 or bool(output)
