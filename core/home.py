"""Paths below Helm's home directory.

Layout: pkg/helm/helmpath/helmhome.go.
"""

from __future__ import annotations

from .golib.path import clean


class HelmHome:
    """Where things are kept below one home directory; every property is a path, none touches the disk."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    def join(self, *parts: str) -> str:
        """A path below the home directory, in its shortest form; below an empty one a relative path."""
        return clean("/".join([part for part in (self.path, *parts) if part]))

    @property
    def repository(self) -> str:
        """Folder of everything about repositories."""
        return self.join("repository")

    @property
    def repository_file(self) -> str:
        """The list of registered repositories."""
        return self.join("repository", "repositories.yaml")

    @property
    def cache(self) -> str:
        """Folder of downloaded indexes."""
        return self.join("repository", "cache")

    @property
    def local_repository(self) -> str:
        """Folder of the local chart repository."""
        return self.join("repository", "local")

    @property
    def starters(self) -> str:
        """Folder of starter charts."""
        return self.join("starters")

    @property
    def plugins(self) -> str:
        """Folder of command plugins."""
        return self.join("plugins")

    @property
    def archive(self) -> str:
        """Folder of downloaded chart archives."""
        return self.join("cache", "archive")

    def cache_index(self, name: str) -> str:
        """The downloaded index of a repository."""
        return self.join("repository", "cache", f"{name}-index.yaml")
