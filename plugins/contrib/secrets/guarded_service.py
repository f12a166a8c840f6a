"""The release service while secrets are looked up: nothing that it hands out shows them, and none is sent to a Tiller.

A record holds what templates made, secrets included. What its values refer to is looked up again to know what to
conceal; where that fails, or gives something else than the record holds, Secrets are shown without their data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ....core.errors import PilothouseError, ReleaseError
from ....core.model.release import FAILED
from ....core.model.release_requests import RollbackRequest
from ....core.rehearsal_protocol import can_preview
from .given import references_of_text
from .lookup import is_found_in, lookup_of, reused

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.preview import ReleasePreview
    from ....core.model.release import Release
    from ....core.model.release_requests import (
        InstallRequest,
        ReleaseSummary,
        UninstallRequest,
        UninstallResult,
        UpdateRequest,
    )
    from ....core.protocols import ReleaseService
    from ....core.rehearsal_protocol import PreviewingService


class GuardedReleaseService:
    """A release service around another one, which answers whatever is not defined here."""

    def __init__(self, service: ReleaseService, kernel: Kernel, *, is_here: bool) -> None:
        self._service = service
        self._kernel = kernel
        self._is_here = is_here
        self._warned: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._service, name)

    def install(self, request: InstallRequest) -> Release:
        """Install a chart. Raises ReleaseError where references would leave this machine."""
        self._refuse_to_send(request.values_text)
        return self._service.install(request)

    def update(self, request: UpdateRequest) -> Release:
        """Upgrade a release, whose recorded references are looked up again."""
        self._refuse_to_send(request.values_text)
        token = reused.set(frozenset(references_of_text(request.values_text)))
        try:
            return self._service.update(request)
        finally:
            reused.reset(token)

    def rollback(self, request: RollbackRequest) -> Release:
        """Go back to an earlier revision."""
        return self._concealed(self._service.rollback(request))

    def uninstall(self, request: UninstallRequest) -> UninstallResult:
        """Delete a release."""
        result = self._service.uninstall(request)
        return result.replace(release=self._concealed(result.release))

    def content(self, name: str, revision: int = 0) -> Release:
        """A revision as it is recorded, without the data of Secrets where it is not known what to conceal."""
        return self._concealed(self._service.content(name, revision))

    def status(self, name: str, revision: int = 0) -> Any:
        """The state of a revision; its notes and its description may hold secrets."""
        self._learn(name, revision)
        return self._service.status(name, revision)

    def history(self, name: str, limit: int) -> tuple[ReleaseSummary, ...]:
        """The newest revisions; the descriptions of failed ones may hold secrets."""
        rows = self._service.history(name, limit)
        for row in rows:
            if row.status == FAILED:
                self._learn(name, row.revision)
        return rows

    def _learn(self, name: str, revision: int) -> None:
        """Conceal what a revision refers to. What is wrong with it, whoever asks for it hears."""
        try:
            self._concealed(self._service.content(name, revision))
        except PilothouseError:
            return

    def _refuse_to_send(self, values_text: str) -> None:
        references = {} if self._is_here else references_of_text(values_text)
        for place in references.values():
            raise ReleaseError(
                f"the value of {place} refers to a secret, which a Tiller does not look up",
                details=("it renders charts itself, where a reference would mean its own environment and files",),
                hint="--tiller none works without a Tiller",
            )

    def _concealed(self, release: Release) -> Release:
        """A release whose secrets are concealed, or left out where they are not known."""
        try:
            references = references_of_text(release.values_text)
        except PilothouseError:
            return release
        held = "\n".join([release.manifest, release.info.notes, *(hook.manifest.content for hook in release.hooks)])
        unknown = [text for text, place in references.items() if not self._is_known(text, place, held)]
        if not unknown:
            return release
        from ....core.secret_manifests import without_secrets

        if release.key not in self._warned:
            self._warned.add(release.key)
            places = ", ".join(sorted(references[text] for text in unknown))
            self._kernel.warn(
                f"warning: what {release.key} holds for {places} is not what can be looked up now: "
                "its Secrets are shown without their data, other objects as they are"
            )
        return without_secrets(release)

    def _is_known(self, text: str, place: str, held: str) -> bool:
        """Whether a reference still stands for something that a release holds, which is concealed from now on."""
        try:
            value = lookup_of(self._kernel).value(text, place)
        except PilothouseError:
            return False
        return is_found_in(value, held)


class GuardedPreviewingService(GuardedReleaseService):
    """As `GuardedReleaseService`, around a service that can say what it would do."""

    def preview(self, request: InstallRequest | UpdateRequest | RollbackRequest) -> ReleasePreview:
        """What an operation would do. What is rendered for it is as it would be recorded, for plans are made of it."""
        preview = cast("PreviewingService", self._service).preview
        if isinstance(request, RollbackRequest):
            found = preview(request)
            found = found.replace(planned=self._concealed(found.planned))
        else:
            token = reused.set(frozenset(references_of_text(request.values_text)))
            try:
                found = preview(request)
            finally:
                reused.reset(token)
        return found if found.current is None else found.replace(current=self._concealed(found.current))


def guarded(service: ReleaseService, kernel: Kernel, *, is_here: bool) -> GuardedReleaseService:
    """A release service around another one, which can do as much as that one."""
    kind = GuardedPreviewingService if can_preview(service) else GuardedReleaseService
    return kind(service, kernel, is_here=is_here)
