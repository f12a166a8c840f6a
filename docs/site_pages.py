"""What MkDocs is told beside mkdocs.yml: pages of the repository's root, folders in the navigation, links that leave.

The pages are read on a web forge as well as on the site, so they link to files of the repository as they are. On the
site, pages of the root are put beside the others, and a link to what is not on it becomes its text.
"""

from __future__ import annotations

import logging
import os
import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
ROOT_PAGES = ("CHANGELOG.md", "CONTRIBUTING.md")
"""Pages of the repository's root that are part of the site."""

HOME = "README.md"
"""The page that stands for the root's own README.md."""

_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
_NOTE = re.compile(r"\A<!--.*?-->\s*", re.DOTALL)
_FENCE = re.compile(r"(^```.*?^```[^\n]*$)", re.MULTILINE | re.DOTALL)
_LOADED = re.compile(r"<(?:(?:script|img|iframe|source)\b[^>]*\bsrc|link\b[^>]*\bhref)=\"?(?:https?:)?//")
_log = logging.getLogger("mkdocs.hooks.site_pages")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of folders into the navigation."""
    config.nav = _expanded(config.nav, Path(config.docs_dir))
    return config


def _expanded(entry: Any, docs: Path) -> Any:
    """An entry of the navigation with ``FOLDER/*`` replaced by the folder's pages, its README left out."""
    if isinstance(entry, dict):
        return {title: _expanded(below, docs) for title, below in entry.items()}
    if isinstance(entry, list):
        expanded: list[Any] = []
        for one in entry:
            below = _expanded(one, docs)
            expanded += below if isinstance(one, str) and isinstance(below, list) else [below]
        return expanded
    if isinstance(entry, str) and entry.endswith("/*"):
        folder = docs / entry.removesuffix("/*")
        return [path.relative_to(docs).as_posix() for path in sorted(folder.glob("*.md")) if path.name != "README.md"]
    return entry


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the repository's root."""
    for name in ROOT_PAGES:
        content = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links to where their targets are on the site; those to other files of the repository become text."""
    markdown = _NOTE.sub("", markdown)  # in front of the title it would hide it from the navigation
    source = page.file.src_uri
    at_root = source in ROOT_PAGES
    place = "" if at_root else posixpath.join("docs", posixpath.dirname(source))

    def lead(match: re.Match[str]) -> str:
        text, target = match[1], match[2]
        path, mark, anchor = target.partition("#")
        if not path or "://" in path or path.startswith("mailto:"):
            return match[0]
        found = posixpath.normpath(posixpath.join(place, path))
        if not (ROOT / found).exists():
            return match[0]  # MkDocs says that it is broken
        on_site = _on_site(found, files)
        if on_site is None:
            return text
        return f"[{text}]({posixpath.relpath(on_site, posixpath.dirname(source))}{mark}{anchor})"

    parts = _FENCE.split(markdown)
    return "".join(part if part.startswith("```") else _LINK.sub(lead, part) for part in parts)


def _on_site(path: str, files: Files) -> str | None:
    """The page of the site that stands for a path of the repository; None when there is none."""
    if path == "README.md":
        return HOME
    if path in ROOT_PAGES:
        return path
    inside = path.removeprefix("docs/") if path.startswith("docs/") else HOME if path == "docs" else ""
    for candidate in (inside, posixpath.join(inside, "README.md"), f"{inside}.md"):
        if inside and files.get_file_from_path(candidate) is not None:
            return candidate
    return None


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Complain about everything that a browser would load from elsewhere."""
    for match in _LOADED.finditer(output):
        _log.warning("%s loads something from another host: %s", page.file.src_uri, match[0])
    return output


def on_post_build(config: MkDocsConfig) -> None:
    """Leave out what nobody reads: the map of the site for search engines needs an address, which there is not."""
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        path = os.path.join(config.site_dir, name)
        if os.path.exists(path):
            os.remove(path)
