"""What the page shows of one chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.model.chart import Metadata
from .markup import cut, image, link, shell_word, site, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.model.repository import ChartVersion

REPOSITORY_NAME = "charts"
"""What the page proposes to call the repository. (Helm passes over one that is called ``local`` when it updates.)"""

_LONGEST_DESCRIPTION = 240
_LONGEST_WORD = 40
_MOST_KEYWORDS = 8
_HUES = 12


class Card:
    """One chart on the page: its markup, and the words (in lower case) among which a search looks."""

    __slots__ = ("markup", "words")

    def __init__(self, markup: str, words: str) -> None:
        self.markup = markup
        self.words = words


def chart_card(name: str, versions: Sequence[ChartVersion]) -> Card:
    """The card of a chart with all its versions, newest first. It speaks of the newest one that is no pre-release."""
    ordered = sorted(versions, key=lambda version: _is_prerelease(version.metadata.version))[:1]
    ordered += [version for version in versions if version not in ordered]
    metadata = ordered[0].metadata if ordered else Metadata()
    description = cut(metadata.description, _LONGEST_DESCRIPTION)
    keywords = [cut(word, _LONGEST_WORD) for word in metadata.keywords[:_MOST_KEYWORDS]]
    words = " ".join((name, metadata.version, metadata.app_version, description, *keywords)).lower()
    return Card(
        f'<li class="chart" data-words="{text(words)}">\n'
        + _head(name, metadata)
        + (f'<p class="description">{text(description)}</p>\n' if description else "")
        + (_keywords(keywords) if keywords else "")
        + _install_line(name, metadata.version)
        + _versions(ordered)
        + "</li>\n",
        words,
    )


def _is_prerelease(version: str) -> bool:
    return "-" in version.partition("+")[0]


def _head(name: str, metadata: Metadata) -> str:
    """Icon, name, and which version it is of which application."""
    letter = text(next((character.upper() for character in name if character.isalnum()), "?"))
    source = image(metadata.icon)
    picture = f'<img src="{source}" alt="" loading="lazy" decoding="async">' if source else ""
    home = site(metadata.home)
    facts = [f'<span class="version">{text(cut(metadata.version, _LONGEST_WORD))}</span>'] if metadata.version else []
    if metadata.app_version:
        facts.append(f"<span>app {text(cut(metadata.app_version, _LONGEST_WORD))}</span>")
    if home:
        facts.append(f'<a href="{home}" rel="noreferrer noopener">home page</a>')
    if metadata.deprecated:
        facts.append('<span class="deprecated">deprecated</span>')
    return (
        f'<div class="head">\n<span class="icon hue{sum(map(ord, name)) % _HUES}" aria-hidden="true">'
        f"{letter}{picture}</span>\n"
        f'<div class="title">\n<h2>{text(name)}</h2>\n<p class="facts">{" ".join(facts)}</p>\n</div>\n</div>\n'
    )


def _keywords(keywords: list[str]) -> str:
    return f'<p class="keywords">{" ".join(f"<span>{text(word)}</span>" for word in keywords)}</p>\n'


def _install_line(name: str, version: str) -> str:
    """The command that installs a version; a pre-release has to be named."""
    line = f"helm install {shell_word(f'{REPOSITORY_NAME}/{name}')}"
    if _is_prerelease(version):
        line += f" --version {shell_word(version)}"
    return f'<p class="install"><code>{text(line)}</code></p>\n'


def _versions(versions: Sequence[ChartVersion]) -> str:
    """Links to the archives of all versions; all but the first are folded away."""
    rows = [_version(version) for version in versions]
    if not rows:
        return ""
    shown = f'<ul class="versions">\n{rows[0]}</ul>\n'
    if len(rows) == 1:
        return shown
    word = "other version" if len(rows) == 2 else "other versions"
    others = "".join(rows[1:])
    return (
        f"{shown}<details>\n<summary>{len(rows) - 1} {word}</summary>\n"
        f'<ul class="versions">\n{others}</ul>\n</details>\n'
    )


def _version(version: ChartVersion) -> str:
    """One version: its archive, and when that was made."""
    title = text(f"{version.metadata.name}-{version.metadata.version}")
    address = link(version.urls[0]) if version.urls else ""
    name = f'<a href="{address}">{title}</a>' if address else title
    date = text(version.created[:10])
    when = f' <time datetime="{date}">{date}</time>' if date else ""
    return f"<li>{name}{when}</li>\n"
