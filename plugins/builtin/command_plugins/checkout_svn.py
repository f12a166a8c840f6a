"""Checkouts of Subversion. Rule: svn.go of github.com/Masterminds/vcs 1.13.1."""

from __future__ import annotations

import re

from .checkout import Checkout


class SvnCheckout(Checkout):
    """A working copy of Subversion, which has no tags of its own."""

    kind = "svn"

    def configured_remote(self) -> str:
        """The URL of the working copy."""
        output = self.demand("Unable to retrieve local repo information", "info")
        found = re.search(r"^URL: (.+)$", output, re.MULTILINE)
        return found[1].strip() if found else ""

    def clone(self, folder: str) -> None:
        """Check the newest revision out."""
        self.fetch_new("checkout", "--", self.remote, folder)

    def update(self) -> None:
        """Update to the newest revision."""
        self.demand("Unable to update repository", "update")

    def update_to(self, reference: str) -> None:
        """Update to a revision."""
        self.demand("Unable to update checked out version", "update", "-r", reference)

    def tags(self) -> list[str]:
        """None: tags are folders by convention."""
        return []

    def is_reference(self, text: str) -> bool:
        """Whether there is such a revision: its log has more than the two lines of an empty one."""
        code, output = self.ask("log", "-r", text)
        return code == 0 and len(output.split("\n")) > 2

    def is_dirty(self) -> bool:
        """Whether a file that Subversion knows was changed."""
        code, output = self.ask("diff")
        return code != 0 or bool(output)
