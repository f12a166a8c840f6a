"""Other names, tags and digests for container images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .patch_file import Image

_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


def change_images(path: str, images: list[Image], contents: Iterable[dict[str, Any]]) -> None:
    """Change the images of all containers in these objects, wherever in them they are.

    `path` is the file that the images are from. UsageError for an image that no container has, unless it may miss.
    """
    if not images:
        return
    met: set[int] = set()
    for content in contents:
        for container in _containers(content):
            reference = container["image"]
            for number, image in enumerate(images):
                if split_reference(reference)[0] == image.name:
                    met.add(number)
                    reference = _changed(reference, image)
            container["image"] = reference
    for number, image in enumerate(images):
        if number not in met and not image.allows_missing:
            raise UsageError(
                f"image {number + 1} of {path}: no rendered container has the image {image.name}",
                hint="`allowMissingTarget: true` beside it allows that",
            )


def split_reference(reference: str) -> tuple[str, str, str]:
    """Name, tag (with its colon) and digest (with its ``@``) of an image; a port of a registry is part of the name."""
    name, at, digest = reference.partition("@")
    base = name.rfind("/") + 1
    colon = name.find(":", base)
    tag = name[colon:] if colon >= 0 else ""
    return name[: len(name) - len(tag)], tag, at + digest


def _changed(reference: str, image: Image) -> str:
    """Rule: Kustomize. A digest takes the place of the tag, a new tag that of tag and digest."""
    name, tag, digest = split_reference(reference)
    if image.new_tag:
        tag, digest = f":{image.new_tag}", ""
    if image.digest:
        tag, digest = "", f"@{image.digest}"
    return f"{image.new_name or name}{tag}{digest}"


def _containers(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting: list[Any] = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for key, item in value.items():
                if key in _CONTAINERS and isinstance(item, list):
                    yield from (one for one in item if isinstance(one, dict) and isinstance(one.get("image"), str))
                if isinstance(item, dict | list):
                    waiting.append(item)
        elif isinstance(value, list):
            waiting += value
