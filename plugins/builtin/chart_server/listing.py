"""The list of what a folder holds, for folders inside the served one. Rule: dirList in net/http/fs.go."""

from __future__ import annotations

import html
from urllib.parse import quote

from .markup import text


def listing(path: str, names: list[str]) -> bytes:
    """A page of links to `names`, which lie at `path`."""
    links = "".join(f'<li><a href="{html.escape(_relative(name))}">{text(name)}</a></li>\n' for name in names)
    title = text(path)
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n"
        "<style>:root { color-scheme: light dark } "
        "body { font: 1rem/1.6 system-ui, sans-serif; margin: 2rem }</style>\n"
        f"</head>\n<body>\n<h1>{title}</h1>\n<ul>\n{links}</ul>\n</body>\n</html>\n"
    )
    return page.encode("utf-8", "replace")


def _relative(name: str) -> str:
    """A name as an address below the page; one with a colon would look like a scheme."""
    address = quote(name, errors="surrogateescape")
    return f"./{address}" if ":" in name.partition("/")[0] else address
