"""Which characters YAML allows, prints, and takes for line breaks.

Rule: gopkg.in/yaml.v2 2.2.4, readerc.go (the check of the characters) and yamlprivateh.go (is_printable, is_break).
Character sets with wide ranges take long to compile as regular expressions; nearly all text passes the quick tests
here, and the rest is looked at one by one.
"""

from __future__ import annotations


def find_forbidden(text: str) -> int:
    """The index of the first character that may not stand in a YAML text, -1 when there is none."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return -1
    for index, character in enumerate(text):
        if not (character.isprintable() or character in "\n\t\r\x85"):
            code = ord(character)
            if code < 0xA0 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF):
                return index
    return -1


def is_carried(text: str) -> bool:
    """Whether a string comes unchanged through JSON text that is read as YAML."""
    if text.isprintable():
        return True
    return not any(
        "\x7f" <= character < "\xa0" or "\ud800" <= character < "\ue000" or character in "\ufffe\uffff"
        for character in text
    )


def is_printable(text: str) -> bool:
    """Whether all characters may stand unescaped; tabs and all beyond the basic plane may not, newlines may."""
    if text.isascii():
        return text.replace("\n", "").isprintable()
    return not any(map(needs_escape, text.replace("\n", "").replace("\u2028", "").replace("\u2029", "")))


def needs_escape(character: str) -> bool:
    """Whether a double-quoted scalar escapes the character (besides quotes and backslashes)."""
    return not (
        " " <= character <= "~"
        or ("\xa0" <= character < "\ud800" and character not in "\u2028\u2029")
        or ("\ue000" <= character <= "\ufffd" and character != "\ufeff")
    )


def has_odd_break(text: str) -> bool:
    """Whether the string has U+2028 or U+2029, which are line breaks that stay as they are."""
    return not text.isascii() and ("\u2028" in text or "\u2029" in text)
