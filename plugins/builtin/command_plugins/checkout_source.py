"""A plugin from a repository of a version control system, checked out below ``cache/plugins``.

Rules: pkg/plugin/installer/vcs_installer.go.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import PluginError
from ....core.golib import semver
from ....core.golib.path import base
from ....core.golib.strconv import quote
from .checkout import Checkout
from .checkout_detection import checkout_of
from .plugin_cache import cache_folder, exclusively
from .scripts import debug
from .sources import without_password

if TYPE_CHECKING:
    from ....core.kernel import Kernel


class CheckoutSource:
    """The repository that a text names, at a version: a tag, a branch, a commit, or a constraint for tags."""

    def __init__(self, kernel: Kernel, text: str, version: str) -> None:
        self._kernel = kernel
        self._version = version
        self._checkout = checkout_of(kernel, text, cache_folder(kernel.settings, text))
        self.name = base(text)

    def fetch(self) -> str:
        """Clone the repository, or bring the earlier clone up to date, and choose the version.

        Raises PluginError: ``requested version "2" does not exist for plugin "URL"``, or what the program says.
        """
        checkout = self._checkout
        with exclusively(checkout.folder):
            self._bring(checkout)
        return checkout.folder

    def _bring(self, checkout: Checkout) -> None:
        """Clone or update, and choose the version."""
        shown = without_password(checkout.remote)
        if os.path.exists(checkout.folder):
            debug(self._kernel, f"updating {shown}")
            checkout.update()
        else:
            debug(self._kernel, f"cloning {shown} to {checkout.folder}")
            checkout.get()
        reference = self._reference(checkout)
        if reference:
            debug(self._kernel, f"setting version to {quote(self._version)}")
            checkout.update_to(reference)

    def _reference(self, checkout: Checkout) -> str:
        """What to check out: the version where it is a reference, else the highest tag that satisfies it."""
        if not self._version:
            return ""
        # A version that begins with a dash would be an option of the program.
        if not self._version.startswith("-") and checkout.is_reference(self._version):
            return self._version
        try:
            constraint = semver.Constraints(self._version)
        except semver.SemverError as error:
            raise PluginError(str(error)) from None
        tags = checkout.tags()
        debug(self._kernel, f"found refs: [{' '.join(tags)}]")
        best: semver.Version | None = None
        for tag in tags:
            try:
                version = semver.parse(tag)
            except semver.SemverError:
                continue
            if constraint.check(version) and (best is None or best.less_than(version)):
                best = version
        if best is None:
            raise PluginError(
                f"requested version {quote(self._version)} does not exist for plugin "
                f"{quote(without_password(checkout.remote))}"
            )
        debug(self._kernel, f"setting to {best.original}")
        return best.original
