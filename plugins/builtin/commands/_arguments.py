"""Counting arguments, in Helm's words. Rules: checkArgsLength in cmd/helm/helm.go, errReleaseRequired in get.go."""

from __future__ import annotations

from ....core.errors import UsageError


def check_arguments(given: tuple[str, ...], *names: str) -> None:
    """Raise UsageError unless there is one argument for each of `names`."""
    if len(given) != len(names):
        word = "argument" if len(names) == 1 else "arguments"
        raise UsageError(f"This command needs {len(names)} {word}: {', '.join(names)}")


def release_name(given: tuple[str, ...]) -> str:
    """The first argument; further ones are ignored. Raises UsageError when there is none."""
    if not given:
        raise UsageError("release name is required")
    return given[0]
