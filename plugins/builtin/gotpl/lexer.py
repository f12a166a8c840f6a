"""Source text to items: what stands between ``{{`` and ``}}``, character by character.

The scan finds where an action really ends (``}}`` may stand in a string) and gives the errors. Rule:
text/template/parse/lex.go as of Go 1.14: no line ends inside actions, a blank is needed at trim markers.
"""

from __future__ import annotations

from ....core.golib.runes import is_digit, is_letter
from ....core.golib.strconv import quote
from ....core.golib.unicode import is_print

Item = tuple[str, str, int]
"""Kind, text and position (from the opening ``{{``) of an item."""

ASSIGN = "="
BOOL = "bool"
CHARACTER = "character"
CHAR_CONSTANT = "character constant"
COMPLEX = "complex"
DECLARE = ":="
DOT = "."
ERROR = "error"
FIELD = "field"
IDENTIFIER = "identifier"
KEYWORD = "keyword"
LEFT_PAREN = "("
NIL = "nil"
NUMBER = "number"
PIPE = "|"
RAW_STRING = "raw string"
RIGHT_DELIMITER = "}}"
RIGHT_PAREN = ")"
SPACE = "space"
STRING = "string"
VARIABLE = "variable"

TRIMMED = " \t\r\n"
"""The white space that trim markers remove."""

_WORDS = {word: KEYWORD for word in ("block", "define", "else", "end", "if", "range", "template", "with")}
_WORDS.update({"true": BOOL, "false": BOOL, "nil": NIL})

_RADIX_DIGITS = {"x": "0123456789abcdefABCDEF_", "o": "01234567_", "b": "01_"}
_DECIMAL_DIGITS = "0123456789_"


def scan(source: str, start: int, base: int) -> tuple[list[Item], int]:
    """The items of the action whose inside begins at the index `start`, and the index after its ``}}``.

    Positions count from `base`. After a lexical error the last item is an ERROR item with Go's words as its text.
    """
    lexer = _Lexer(source, start, base)
    return lexer.items, lexer.run()


def describe(item: Item) -> str:
    """An item as Go prints it in error messages."""
    kind, text, _ = item
    if kind == ERROR:
        return text
    if kind in (KEYWORD, DOT, NIL):
        return f"<{text}>"
    if len(text.encode("utf-8", "surrogateescape")) > 10:
        return quote(text[:10]) + "..."
    return quote(text)


def unicode_name(character: str) -> str:
    """A character as fmt's %#U prints it."""
    code = 0xFFFD if "\udc80" <= character <= "\udcff" else ord(character)
    return f"U+{code:04X} '{chr(code)}'" if is_print(code) else f"U+{code:04X}"


def is_alphanumeric(character: str) -> bool:
    """Whether an identifier may have this character."""
    if character.isascii():
        return character.isalnum() or character == "_"
    return is_letter(character) or is_digit(character)


class _Lexer:
    """The state of one exact scan: `index` is the next character, `start` the first of the current item."""

    def __init__(self, source: str, start: int, base: int) -> None:
        self.source = source
        self.index = self.start = start
        self.base = base
        self.depth = 0
        self.items: list[Item] = []

    def run(self) -> int:
        while self._scan():
            pass
        return self.index

    def _emit(self, kind: str) -> bool:
        self.items.append((kind, self.source[self.start : self.index], self.start - self.base))
        self.start = self.index
        return True

    def _fail(self, message: str) -> bool:
        self.items.append((ERROR, message, self.start - self.base))
        return False

    def _peek(self) -> str:
        """The next character; empty at the end of the text."""
        return self.source[self.index : self.index + 1]

    def _scan(self) -> bool:
        """Scan one item; false when it was the last one."""
        source, index = self.source, self.index
        if source.startswith(("}}", " -}}"), index):
            return self._scan_right_delimiter()
        character = source[index : index + 1]
        if character == "" or character in "\r\n":
            return self._fail("unclosed action")
        if character in " \t":
            return self._scan_space()
        self.index += 1
        if character == ":":
            if self._peek() != "=":
                return self._fail("expected :=")
            self.index += 1
            return self._emit(DECLARE)
        if character in "=|(":
            self.depth += character == "("
            return self._emit(character)
        if character == ")":
            self.depth -= 1
            self._emit(RIGHT_PAREN)
            return self.depth >= 0 or self._fail(f"unexpected right paren {unicode_name(character)}")
        if character in "\"'":
            return self._scan_quoted(character)
        if character == "`":
            return self._scan_raw_quoted()
        if character == "$":
            return self._scan_field_or_variable(VARIABLE)
        if character == "." and self._peek() and not "0" <= self._peek() <= "9":
            return self._scan_field_or_variable(FIELD)
        if character in ".+-" or "0" <= character <= "9":
            return self._scan_number()
        if is_alphanumeric(character):
            return self._scan_identifier()
        if " " <= character <= "~":
            return self._emit(CHARACTER)
        return self._fail(f"unrecognized character in action: {unicode_name(character)}")

    def _scan_right_delimiter(self) -> bool:
        if self.depth:
            return self._fail("unclosed left paren")
        self.index = self.start = self.source.index("}}", self.index)
        self.index += 2
        self._emit(RIGHT_DELIMITER)
        return False

    def _scan_space(self) -> bool:
        """A run of blanks; the one that belongs to a trim marker is left to the right delimiter."""
        source = self.source
        while source[self.index : self.index + 1] in (" ", "\t"):
            self.index += 1
        if source.startswith(" -}}", self.index - 1):
            self.index -= 1
            if self.index == self.start:
                return self._scan_right_delimiter()
        return self._emit(SPACE)

    def _at_terminator(self) -> bool:
        return self._peek() in ("", " ", "\t", "\r", "\n", ".", ",", "|", ":", ")", "(", "}")

    def _skip_alphanumeric(self) -> None:
        while (character := self._peek()) and is_alphanumeric(character):
            self.index += 1

    def _scan_word(self, kind: str) -> bool:
        self._skip_alphanumeric()
        if not self._at_terminator():
            return self._fail(f"bad character {unicode_name(self._peek())}")
        return self._emit(kind)

    def _scan_identifier(self) -> bool:
        self._skip_alphanumeric()
        return self._scan_word(_WORDS.get(self.source[self.start : self.index], IDENTIFIER))

    def _scan_field_or_variable(self, kind: str) -> bool:
        if self._at_terminator():
            return self._emit(VARIABLE if kind == VARIABLE else DOT)
        return self._scan_word(kind)

    def _scan_quoted(self, mark: str) -> bool:
        source = self.source
        while True:
            character = source[self.index : self.index + 1]
            self.index += 1
            if character == "\\":
                character = source[self.index : self.index + 1]
                self.index += 1
                if character not in ("", "\n"):
                    continue
            if character in ("", "\n"):
                return self._fail(
                    "unterminated quoted string" if mark == '"' else "unterminated character constant"
                )
            if character == mark:
                return self._emit(STRING if mark == '"' else CHAR_CONSTANT)

    def _scan_raw_quoted(self) -> bool:
        end = self.source.find("`", self.index)
        if end < 0:
            return self._fail("unterminated raw quoted string")
        self.index = end + 1
        return self._emit(RAW_STRING)

    def _scan_number(self) -> bool:
        self.index = self.start
        kind = NUMBER
        valid = self._skip_number()
        if valid and self._peek() in ("+", "-"):
            # A complex constant such as 1+2i has no blanks and ends in i.
            kind = COMPLEX
            valid = self._skip_number() and self.source[self.index - 1] == "i"
        if not valid:
            return self._fail(f"bad number syntax: {quote(self.source[self.start : self.index])}")
        return self._emit(kind)

    def _accept(self, valid: str) -> str:
        character = self._peek()
        if character and character in valid:
            self.index += 1
            return character
        return ""

    def _accept_run(self, valid: str) -> None:
        while self._accept(valid):
            pass

    def _skip_number(self) -> bool:
        """Pass over one number; false when something alphanumeric follows (which is passed too)."""
        self._accept("+-")
        radix = ""
        if self._accept("0"):
            radix = self._accept("xXoObB").lower()
        digits = _RADIX_DIGITS.get(radix, _DECIMAL_DIGITS)
        self._accept_run(digits)
        if self._accept("."):
            self._accept_run(digits)
        if self._accept({"": "eE", "x": "pP"}.get(radix, "")):
            self._accept("+-")
            self._accept_run(_DECIMAL_DIGITS)
        self._accept("i")
        character = self._peek()
        if character and is_alphanumeric(character):
            self.index += 1
            return False
        return True
