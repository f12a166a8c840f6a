"""What the page shows of one chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .markup import cut, image, link, shell_word, site, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.model.repository import ChartVersion

_LONGEST_DESCRIPTION = 400
_MOST_KEYWORDS = 8
_HUES = 12


class Card:
    """One chart on the page: its markup, and the words (in lower case) among which a search looks."""

    __slots__ = ("markup", "words")

    def __init__(self, markup: str, words: str) -> None:
        self.markup = markup
        self.words = words


def chart_card(name: str, versions: Sequence[ChartVersion], url: str) -> Card:
    """The card of a chart with all its versions, newest first; `url` is the repository's."""
    metadata = versions[0].metadata if versions else None
    description = cut(metadata.description, _LONGEST_DESCRIPTION) if metadata else ""
    keywords = list(metadata.keywords)[:_MOST_KEYWORDS] if metadata else []
    words = " ".join((name, metadata.version, metadata.app_version, description, *keywords) if metadata else (name,))
    return Card(
        f'<li class="chart" data-words="{text(words.lower())}">\n'
        f"{_head(name, versions)}"
        + (f'<p class="description">{text(description)}</p>\n' if description else "")
        + (_keywords(keywords) if keywords else "")
        + _install_line(name, versions, url)
        + _versions(versions)
        + "</li>\n",
        words.lower(),
    )


def _head(name: str, versions: Sequence[ChartVersion]) -> str:
    """Icon, name, and what version there is of which application."""
    metadata = versions[0].metadata if versions else None
    letter = text(next((character.upper() for character in name if character.isalnum()), "?"))
    source = image(metadata.icon) if metadata else ""
    picture = f'<img src="{source}" alt="" loading="lazy" decoding="async">' if source else ""
    home = site(metadata.home) if metadata else ""
    facts = []
    if metadata:
        facts.append(f'<span class="version">{text(metadata.version)}</span>')
        if metadata.app_version:
            facts.append(f"<span>app {text(metadata.app_version)}</span>")
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


def _install_line(name: str, versions: Sequence[ChartVersion], url: str) -> str:
    """The command that installs the newest version."""
    line = f"helm install --repo {shell_word(url)} {shell_word(name)}"
    if versions and "-" in versions[0].metadata.version:
        line += f" --version {shell_word(versions[0].metadata.version)}"
    return f'<p class="install"><code>{text(line)}</code></p>\n'


def _versions(versions: Sequence[ChartVersion]) -> str:
    """Links to the archives of all versions; all but the newest are folded away."""
    rows = [_version(version) for version in versions]
    if not rows:
        return ""
    shown = f'<ul class="versions">\n{rows[0]}</ul>\n'
    if len(rows) == 1:
        return shown
    word = "older version" if len(rows) == 2 else "older versions"
    older = "".join(rows[1:])
    return (
        f'{shown}<details>\n<summary>{len(rows) - 1} {word}</summary>\n<ul class="versions">\n{older}</ul>\n</details>\n'
    )


def _version(version: ChartVersion) -> str:
    """One version: its archive, and when that was made."""
    title = text(f"{version.metadata.name}-{version.metadata.version}")
    address = link(version.urls[0]) if version.urls else ""
    name = f'<a href="{address}">{title}</a>' if address else title
    date = text(version.created[:10])
    when = f' <time datetime="{date}">{date}</time>' if date else ""
    return f"<li>{name}{when}</li>\n"
