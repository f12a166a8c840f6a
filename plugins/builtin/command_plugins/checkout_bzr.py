"""Checkouts of Bazaar. Rule: bzr.go of github.com/Masterminds/vcs 1.13.1."""

from __future__ import annotations

import re

from .checkout import Checkout

_UPDATE = "Unable to update repository"


class BzrCheckout(Checkout):
    """A branch of Bazaar."""

    kind = "bzr"

    def configured_remote(self) -> str:
        """The parent branch; nothing where the remote is known, because Bazaar notes another spelling of it."""
        if self.remote:
            return ""
        output = self.demand("Unable to retrieve local repo information", "info")
        found = re.search(r"parent branch: (.+)$", output, re.MULTILINE)
        return found[1].strip() if found else ""

    def clone(self, folder: str) -> None:
        """Branch from the repository."""
        self.fetch_new("branch", "--", self.remote, folder)

    def update(self) -> None:
        """Pull and update."""
        self.demand(_UPDATE, "pull")
        self.demand(_UPDATE, "update")

    def update_to(self, reference: str) -> None:
        """Update to a revision."""
        self.demand("Unable to update checked out version", "update", "-r", reference)

    def tags(self) -> list[str]:
        """The names of all tags."""
        return re.findall(r"^(\S+)", self.demand("Unable to retrieve tags", "tags"), re.MULTILINE)

    def is_reference(self, text: str) -> bool:
        """Whether there is such a revision."""
        return self.ask("revno", "-r", text)[0] == 0

    def is_dirty(self) -> bool:
        """Whether a file that Bazaar knows was changed."""
        code, output = self.ask("diff")
        return code != 0 or bool(output)
