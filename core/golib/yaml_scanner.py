"""The upper half of the YAML scanner: from text to tokens, with indentation and simple keys.

Rule: gopkg.in/yaml.v2 2.2.4, scannerc.go. Tokens are made only as far as the parser asks for them, so what stands
after the first document is never looked at.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from .yaml_cursor import BREAKS, END, ENDS_WORD, Cursor
from .yaml_input import Input

STREAM_END = "stream end"
DIRECTIVE = "directive"
DOCUMENT_START = "document start"
DOCUMENT_END = "document end"
BLOCK_SEQUENCE_START = "block sequence start"
BLOCK_MAPPING_START = "block mapping start"
BLOCK_END = "block end"
FLOW_SEQUENCE_START = "["
FLOW_MAPPING_START = "{"
FLOW_SEQUENCE_END = "]"
FLOW_MAPPING_END = "}"
FLOW_ENTRY = ","
BLOCK_ENTRY = "-"
KEY = "?"
VALUE = ":"
ALIAS = "*"
ANCHOR = "&"
TAG = "!"
PLAIN = "plain scalar"
QUOTED = "quoted scalar"

MAX_NESTING = 10_000
"""The depth of flow collections and of indentation at which go-yaml gives up."""

_KEY_LENGTH = 1024
_NEVER_PLAIN = ENDS_WORD | frozenset("-?:,[]{}#&*!|>'\"%@`")


class Token:
    """One token: its kind, where it begins (from 0), and for scalars, names, tags and directives what it says."""

    __slots__ = ("column", "kind", "line", "value")

    def __init__(self, kind: str, line: int, column: int, value: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.line = line
        self.column = column
        self.value = value


class _SimpleKey:
    """A place where a ``:`` later on the line would turn the token after it into a key."""

    __slots__ = ("column", "line", "number", "position", "possible", "required")

    def __init__(self, number: int, cursor: Cursor, required: bool) -> None:
        self.number = number
        self.line = cursor.line
        self.position = cursor.position
        self.column = cursor.position - cursor.line_start
        self.required = required
        self.possible = True


class Scanner(Cursor):
    """The tokens of a text, one at a time: `peek` and `skip`."""

    __slots__ = ("_handlers", "flow", "indent", "indents", "key_allowed", "keys", "open_keys", "queue", "taken")

    def __init__(self, source: Input) -> None:
        super().__init__(source)
        self.flow = 0
        self.indent = -1
        self.indents: list[int] = []
        self.key_allowed = True
        self.keys: list[_SimpleKey | None] = [None]
        self.open_keys: deque[_SimpleKey] = deque()
        self.queue: deque[Token] = deque()
        self.taken = 0
        self._handlers: dict[str, Callable[[], None]] = {
            "[": self._open_flow,
            "{": self._open_flow,
            "]": self._close_flow,
            "}": self._close_flow,
            ",": self._flow_entry,
            "*": self._anchor,
            "&": self._anchor,
            "!": self._tag,
            "'": self._quoted,
            '"': self._quoted,
        }

    def peek(self) -> Token:
        """The next token. Raises YamlError when the text has none that fits."""
        queue, keys = self.queue, self.open_keys
        while True:
            if queue:
                if not keys:
                    return queue[0]
                self._drop_stale_keys()
                if not keys or keys[0].number != self.taken:
                    return queue[0]
            self._fetch()

    def skip(self) -> None:
        """Drop the token that `peek` returned."""
        self.queue.popleft()
        self.taken += 1

    def _fetch(self) -> None:
        """Read on to the next token and put it (and what it implies) into the queue."""
        self._skip_to_token()
        self._drop_stale_keys()
        column = self.position - self.line_start
        self._unroll(column)
        if self.problem is not None and self.position + 4 > self.size:
            raise self.reader_error()
        text, position = self.text, self.position
        character = text[position]
        if character == END:
            self._stream_end()
        elif column == 0 and character == "%":
            self._directive()
        elif column == 0 and character in "-." and self.at_document_mark():
            self._document_mark(DOCUMENT_START if character == "-" else DOCUMENT_END)
        elif character in self._handlers:
            self._handlers[character]()
        elif character == "-" and text[position + 1] in ENDS_WORD:
            self._block_entry()
        elif character == "?" and (self.flow or text[position + 1] in ENDS_WORD):
            self._key()
        elif character == ":" and (self.flow or text[position + 1] in ENDS_WORD):
            self._value()
        elif character in "|>" and not self.flow:
            self._block_scalar()
        elif character not in _NEVER_PLAIN or character == "-" or (character in "?:" and not self.flow):
            self._plain()
        else:
            raise self.error("found character that cannot start any token")

    def _skip_to_token(self) -> None:
        """Move over white space, comments and line breaks. Tabs count where no key may begin."""
        text = self.text
        while True:
            if self.flow or not self.key_allowed:
                self.skip_blanks()
            else:
                while text[self.position] == " ":
                    self.position += 1
            self.skip_comment()
            if text[self.position] not in BREAKS:
                return
            self.take_break()
            if not self.flow:
                self.key_allowed = True

    def _add(self, kind: str, value: tuple[str, ...] = ()) -> None:
        self.queue.append(Token(kind, self.line, self.position - self.line_start, value))

    def _add_mark(self, kind: str) -> None:
        """Add a token of one character and move behind it."""
        self._add(kind)
        self.position += 1

    def _drop_stale_keys(self) -> None:
        """Forget keys that began on an earlier line or too far back; raise when one of them had to be a key."""
        keys = self.open_keys
        while keys and (keys[0].line < self.line or keys[0].position + _KEY_LENGTH < self.position):
            if keys[0].required:
                raise self.error("could not find expected ':'")
            keys.popleft().possible = False

    def _save_key(self) -> None:
        """Note that the next token may turn out to be a key."""
        if self.key_allowed:
            required = not self.flow and self.indent == self.position - self.line_start
            key = _SimpleKey(self.taken + len(self.queue), self, required)
            self._remove_key()
            self.keys[-1] = key
            self.open_keys.append(key)

    def _remove_key(self) -> None:
        """Forget the possible key of this flow level; raise when it had to be a key."""
        key = self.keys[-1]
        if key is not None and key.possible:
            if key.required:
                raise self.error("could not find expected ':'")
            self.open_keys.pop()
        self.keys[-1] = None

    def _roll(self, kind: str, key: _SimpleKey | None = None) -> None:
        """Open a block collection when the cursor (or the key before it) is indented deeper than the one around."""
        if self.flow:
            return
        column = key.column if key else self.position - self.line_start
        if self.indent >= column:
            return
        self.indents.append(self.indent)
        self.indent = column
        if len(self.indents) > MAX_NESTING:
            raise self.error(f"exceeded max depth of {MAX_NESTING}")
        if key:
            self.queue.insert(key.number - self.taken, Token(kind, key.line, key.column))
        else:
            self._add(kind)

    def _unroll(self, column: int) -> None:
        """Close the block collections that are indented deeper than `column`."""
        if self.flow:
            return
        while self.indent > column:
            self._add(BLOCK_END)
            self.indent = self.indents.pop()

    def _stream_end(self) -> None:
        if self.problem is not None:
            raise self.reader_error()
        if self.position != self.line_start:
            self.line += 1
            self.line_start = self.position
        self._unroll(-1)
        self._remove_key()
        self.key_allowed = False
        self._add(STREAM_END)

    def _leave_document(self) -> None:
        self._unroll(-1)
        self._remove_key()
        self.key_allowed = False

    def _directive(self) -> None:
        self._leave_document()
        line, column = self.line, self.position - self.line_start
        self.queue.append(Token(DIRECTIVE, line, column, self.take_directive()))

    def _document_mark(self, kind: str) -> None:
        self._leave_document()
        self._add(kind)
        self.position += 3

    def _open_flow(self) -> None:
        self._save_key()
        self.keys.append(None)
        self.flow += 1
        if self.flow > MAX_NESTING:
            raise self.error(f"exceeded max depth of {MAX_NESTING}")
        self.key_allowed = True
        self._add_mark(self.text[self.position])

    def _close_flow(self) -> None:
        self._remove_key()
        if self.flow:
            self.flow -= 1
            self.keys.pop()
        self.key_allowed = False
        self._add_mark(self.text[self.position])

    def _flow_entry(self) -> None:
        self._remove_key()
        self.key_allowed = True
        self._add_mark(FLOW_ENTRY)

    def _block_entry(self) -> None:
        if not self.flow:
            if not self.key_allowed:
                raise self.error("block sequence entries are not allowed in this context")
            self._roll(BLOCK_SEQUENCE_START)
        self._remove_key()
        self.key_allowed = True
        self._add_mark(BLOCK_ENTRY)

    def _key(self) -> None:
        if not self.flow:
            if not self.key_allowed:
                raise self.error("mapping keys are not allowed in this context")
            self._roll(BLOCK_MAPPING_START)
        self._remove_key()
        self.key_allowed = not self.flow
        self._add_mark(KEY)

    def _value(self) -> None:
        key = self.keys[-1]
        if key is not None and key.possible:
            self.queue.insert(key.number - self.taken, Token(KEY, key.line, key.column))
            self._roll(BLOCK_MAPPING_START, key)
            self.keys[-1] = None
            self.open_keys.pop()
            self.key_allowed = False
        else:
            if not self.flow:
                if not self.key_allowed:
                    raise self.error("mapping values are not allowed in this context")
                self._roll(BLOCK_MAPPING_START)
            self.key_allowed = not self.flow
        self._add_mark(VALUE)

    def _anchor(self) -> None:
        self._save_key()
        self.key_allowed = False
        kind, line, column = self.text[self.position], self.line, self.position - self.line_start
        self.queue.append(Token(kind, line, column, (self.take_anchor(),)))

    def _tag(self) -> None:
        self._save_key()
        self.key_allowed = False
        line, column = self.line, self.position - self.line_start
        self.queue.append(Token(TAG, line, column, self.take_tag()))

    def _block_scalar(self) -> None:
        self._remove_key()
        self.key_allowed = True
        line, column = self.line, self.position - self.line_start
        self._add_scalar(QUOTED, line, column, self.take_block(self.indent))

    def _quoted(self) -> None:
        self._save_key()
        self.key_allowed = False
        line, column = self.line, self.position - self.line_start
        self._add_scalar(QUOTED, line, column, self.take_quoted())

    def _plain(self) -> None:
        self._save_key()
        self.key_allowed = False
        line, column = self.line, self.position - self.line_start
        text, at_line_start = self.take_plain(self.indent + 1, self.flow > 0)
        self.key_allowed = at_line_start
        self._add_scalar(PLAIN, line, column, text)

    def _add_scalar(self, kind: str, line: int, column: int, text: str) -> None:
        if self.problem is not None and self.position >= self.size:
            raise self.reader_error()
        self.queue.append(Token(kind, line, column, (text,)))
