from __future__ import annotations

from pilothouse.core.golib import runes
from pilothouse.core.golib.utf8 import WHITE_SPACE


def test_cases_are_mapped_rune_by_rune() -> None:
    letters = "aßŉİıǅᾳΣςﬁ\udcff𐐨"
    assert [runes.to_upper(letters), runes.to_lower(letters), runes.to_title(letters)] == [
        "AßŉİIǄᾼΣΣﬁ\ufffd𐐀",
        "aßŉiıǆᾳσςﬁ\ufffd𐐨",
        "AßŉİIǅᾼΣΣﬁ\ufffd𐐀",
    ]


def test_bytes_that_join_to_a_character_are_that_character() -> None:
    assert runes.to_upper("\udcc3\udca9") == "É"


def test_classes_of_characters() -> None:
    classes = {
        "upper": runes.is_upper,
        "lower": runes.is_lower,
        "title": runes.is_title,
        "letter": runes.is_letter,
        "digit": runes.is_digit,
        "number": runes.is_number,
        "space": runes.is_space,
    }
    characters = "AaǅªЯ5٣²Ⅷ_ \x1c\u00a0\u2003"
    assert {name: "".join(filter(holds, characters)) for name, holds in classes.items()} == {
        "upper": "AЯ",
        "lower": "a",
        "title": "ǅ",
        "letter": "AaǅªЯ",
        "digit": "5٣",
        "number": "5٣²Ⅷ",
        "space": " \u00a0\u2003",
    }
    assert [runes.is_space(rune) for rune in WHITE_SPACE] == [True] * 25


def test_letters_newer_than_gos_tables_are_none() -> None:
    newer = "\ua7c7"
    assert [runes.is_letter(newer), runes.to_lower(newer)] == [False, newer]
