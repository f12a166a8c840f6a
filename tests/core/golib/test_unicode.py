from __future__ import annotations

from pilothouse.core.golib.unicode import is_print


def test_letters_marks_numbers_and_symbols_are_printable() -> None:
    assert [code for code in map(ord, "a é☃日\u0301😀½") if not is_print(code)] == []


def test_controls_other_blanks_and_unassigned_characters_are_not() -> None:
    assert [code for code in (0, 31, 127, 0xA0, 0xAD, 0x200B, 0x2028, 0xD800, 0xE000, 0x10FFFF) if is_print(code)] == []


def test_characters_newer_than_unicode_12_are_not_printable() -> None:
    assert not is_print(0x1FAE0)
    assert is_print(0x1FA70)
