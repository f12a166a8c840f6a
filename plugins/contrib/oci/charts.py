"""Charts in a registry: which one a reference means, what it is made of, and putting one there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib.strconv import quote
from ....core.record import Record
from ....core.repository_index import choose_version
from . import manifests, references
from .registry import UnknownManifestError

if TYPE_CHECKING:
    from ....core.model.chart import Metadata
    from .manifests import ChartManifest
    from .references import Reference
    from .registry import Registry

MAX_ARCHIVE = 256 * 1024 * 1024
"""No archive may be larger (bytes): as large as one from a web server."""
MAX_SIGNATURE = 16 * 1024 * 1024
MAX_CONFIG = 1024 * 1024

_TITLE, _VERSION, _DESCRIPTION = (f"org.opencontainers.image.{name}" for name in ("title", "version", "description"))


class Located(Record):
    """A chart that was found: by its digest, with its version and what it is made of."""

    reference: Reference
    version: str
    manifest: ChartManifest

    @property
    def file(self) -> str:
        """What its archive is called."""
        return f"{self.reference.name}-{self.version}.tgz"


def locate(registry: Registry, reference: Reference, version: str) -> Located:
    """The chart that a reference means, `version` a version or a constraint where the reference leaves a choice.

    The reference that comes back has a digest, so that it means this very chart. Raises RepositoryError.
    """
    if not reference.path:
        raise RepositoryError(f"{reference} is a registry, not a chart", hint="oci://HOST/PATH/CHART is a chart")
    if reference.digest:
        if version:
            raise RepositoryError(
                f"{reference} is one chart, of which there are no versions", hint="leave out --version, or the digest"
            )
        manifest, _ = _manifest(registry, reference, reference.digest)
        return Located(reference, _configured_version(registry, reference, manifest), manifest)
    if reference.tag:
        found = reference.version
        if not found:
            raise RepositoryError(
                f"{reference} is no version of a chart",
                details=(f"the tag {quote(reference.tag)} is none",),
                hint=f"`oci tags {reference.replace(tag='')}` lists the versions",
            )
        if version:
            choose_version(reference.name, version, [found], str)
    else:
        found = _choose(registry, reference, version)
    manifest, digest = _manifest(registry, reference, references.tag_of(found))
    return Located(reference.replace(tag=references.tag_of(found), digest=digest), found, manifest)


def versions(registry: Registry, path: str) -> list[str]:
    """The versions of a chart, newest first; none for a repository that does not exist. Raises RepositoryError."""
    try:
        return references.newest_first(registry.tags(path))
    except UnknownManifestError:
        return []


def read(registry: Registry, reference: Reference) -> tuple[ChartManifest, str]:
    """What the chart of a tag or digest is made of, and its digest. Raises RepositoryError."""
    return _manifest(registry, reference, reference.digest or reference.tag)


def archive_of(registry: Registry, reference: Reference, manifest: ChartManifest, limit: int = 0) -> bytes:
    """The archive of a chart, verified. Raises RepositoryError."""
    blob = manifest.archive
    return registry.blob(reference.path, blob.digest, blob.size, min(limit or MAX_ARCHIVE, MAX_ARCHIVE))


def signature_of(registry: Registry, reference: Reference, manifest: ChartManifest, limit: int = 0) -> bytes:
    """The signature of a chart. Raises RepositoryError where it has none."""
    blob = manifest.provenance
    if blob is None:
        raise RepositoryError(f"{reference} has no signature", hint="`oci push` takes along ARCHIVE.prov")
    return registry.blob(reference.path, blob.digest, blob.size, min(limit or MAX_SIGNATURE, MAX_SIGNATURE))


def put(
    registry: Registry, folder: Reference, metadata: Metadata, archive: bytes, signature: bytes | None, *, force: bool
) -> tuple[Reference, str]:
    """Store a chart below a folder of a registry; where it is, and the digest of its manifest.

    A version that is there with another content is overwritten with `force` only. Raises RepositoryError.
    """
    from ....core.model.chart_metadata import metadata_document

    path = f"{folder.path}/{metadata.name}" if folder.path else metadata.name
    if not references.is_name(path):
        raise RepositoryError(
            f"{quote(path)} is not a name that registries take",
            hint="those are of small letters, digits and single dots, dashes and underscores between them",
        )
    target = folder.replace(path=path, tag=references.tag_of(metadata.version))
    config = json.dumps(metadata_document(metadata), separators=(",", ":")).encode()
    present = _present(registry, target)
    if present is not None and not force:
        _refuse_another(target, present[0], archive, signature)
        return target, present[1]
    blobs = [
        manifests.Descriptor(kind, registry.put_blob(path, content), len(content))
        for kind, content in (
            (manifests.CONFIG, config), (manifests.ARCHIVE, archive), (manifests.PROVENANCE, signature),
        )
        if content is not None
    ]  # fmt: skip
    annotations = {_TITLE: metadata.name, _VERSION: metadata.version}
    if metadata.description:
        annotations[_DESCRIPTION] = metadata.description
    content = manifests.write(manifests.ChartManifest(*blobs), annotations)
    return target, registry.put_manifest(path, target.tag, content)


def _present(registry: Registry, target: Reference) -> tuple[ChartManifest | None, str] | None:
    """What is there already under a tag: a chart, or (None) something else; None where there is nothing."""
    try:
        content, digest = registry.manifest(target.path, target.tag)
    except UnknownManifestError:
        return None
    try:
        return manifests.read(content, str(target)), digest
    except RepositoryError:
        return None, digest


def _refuse_another(target: Reference, present: ChartManifest | None, archive: bytes, signature: bytes | None) -> None:
    """Raise RepositoryError unless what is there is what would be stored."""
    from .registry import digest_of

    if present is not None and present.archive.digest == digest_of(archive):
        there = present.provenance.digest if present.provenance else ""
        if there == (digest_of(signature) if signature is not None else ""):
            return
    raise RepositoryError(
        f"{target} exists already, with another content",
        hint="a version that was published stays as it is: push a new one, or overwrite it with --force",
    )


def _manifest(registry: Registry, reference: Reference, wanted: str) -> tuple[ChartManifest, str]:
    content, digest = registry.manifest(reference.path, wanted)
    return manifests.read(content, str(reference)), digest


def _choose(registry: Registry, reference: Reference, version: str) -> str:
    """The newest version that satisfies, or is exactly the one that is wanted. Raises RepositoryError."""
    found = references.newest_first(registry.tags(reference.path))
    try:
        return choose_version(reference.name, version, found, str)
    except RepositoryError as error:
        listed = ", ".join(found[:5]) + (", …" if len(found) > 5 else "")
        hint = f"versions of {reference.name}: {listed}" if found else "no tag of it is a version"
        if found and not version:
            hint += "; --devel takes pre-releases"
        raise RepositoryError(f"{reference}: {error.message}", hint=hint) from None


def _configured_version(registry: Registry, reference: Reference, manifest: ChartManifest) -> str:
    """The version in the configuration of a chart, which is all that says it where there is no tag."""
    blob = manifest.config
    content = registry.blob(reference.path, blob.digest, blob.size, MAX_CONFIG)
    try:
        version = json.loads(content)["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        version = None
    if not isinstance(version, str) or not references.version_of(version.replace("+", "_")):
        raise RepositoryError(f"{reference} does not say which version it is")
    return version
