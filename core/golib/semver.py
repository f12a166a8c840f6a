"""Semantic versions and constraints, as the library semver 1.5.0 of Helm v2 has them.

A version may leave out minor and patch and start with `v`. Constraints: comma is "and", `||` is "or", `1.2 - 2` is a
range, `x` or `*` a wildcard. A pre-release satisfies a constraint only if the constraint names one too.
Rules: Masterminds/semver version.go, constraints.go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from . import strconv
from .reflect import NIL_POINTER
from .types import GoError, Int64, Struct, go

_TAIL = r"(-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?"
_VERSION = re.compile(r"v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?" + _TAIL)
_IDENTIFIERS = re.compile(r"[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*")
# The bar inside the brackets is taken literally by the original too.
_LOOSE = r"v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?" + _TAIL
_SPACE = r"[\t\n\f\r ]"
_BLANKS = "\t\n\f\r "
_CONSTRAINT = re.compile(rf"([=!<>~^]*){_SPACE}*({_LOOSE})")
_RANGE = re.compile(rf"{_SPACE}*({_LOOSE}){_SPACE}+-{_SPACE}+({_LOOSE}){_SPACE}*")
_WILDCARDS = ("x", "X", "*")
# The search for ranges takes quadratic time on hostile texts.
_LONGEST_CONSTRAINT = 10_000


class SemverError(GoError):
    """A text is no version, no constraint, or no pre-release or metadata."""


class Version(Struct):
    """A version held by pointer, as `semver` gives it to templates; methods return Go's values."""

    __slots__ = ("major", "metadata", "minor", "original", "patch", "pre")
    go_type = "semver.Version"
    go_pointer = True
    go_fields: ClassVar[Mapping[str, str]] = {
        "major": "major",
        "minor": "minor",
        "patch": "patch",
        "pre": "pre",
        "metadata": "metadata",
        "original": "original",
    }

    def __init__(self, major: int, minor: int, patch: int, pre: str, metadata: str, original: str) -> None:
        self.major = Int64(major)
        self.minor = Int64(minor)
        self.patch = Int64(patch)
        self.pre = pre
        self.metadata = metadata
        self.original = original

    def __str__(self) -> str:
        """The normal form: three numbers, no leading `v`."""
        pre = f"-{self.pre}" if self.pre else ""
        metadata = f"+{self.metadata}" if self.metadata else ""
        return f"{self.major:d}.{self.minor:d}.{self.patch:d}{pre}{metadata}"

    def go_string(self) -> str | None:
        """The normal form."""
        return str(self)

    def go_json(self) -> Any:
        """The normal form."""
        return str(self)

    def compare(self, other: Version | None) -> int:
        """-1, 0 or 1; metadata does not count, a pre-release comes before its release. Raises GoError for a nil."""
        if other is None:
            raise GoError(NIL_POINTER)
        mine, others = (self.major, self.minor, self.patch), (other.major, other.minor, other.patch)
        if mine != others:
            return -1 if mine < others else 1
        if not self.pre or not other.pre:
            return bool(other.pre) - bool(self.pre)
        return _compare_prereleases(self.pre, other.pre)

    def less_than(self, other: Version | None) -> bool:
        """Whether this version comes before `other`."""
        return self.compare(other) < 0


class VersionValue(Version):
    """A version held by value, as the methods that make a new one return it: it prints as its fields."""

    __slots__ = ()
    go_pointer = False

    def go_string(self) -> str | None:
        """None: String() belongs to the pointer."""
        return None

    def go_json(self) -> Any:
        """No member: the fields are not exported, and MarshalJSON() belongs to the pointer."""
        return {}


def parse(text: str) -> Version:
    """Read a version. Raises SemverError."""
    found = _VERSION.fullmatch(text)
    if found is None:
        raise SemverError("Invalid Semantic Version")
    major, minor, patch, pre_part, _, _, metadata = found.groups()
    return Version(
        _segment(major),
        _segment(minor[1:]) if minor else 0,
        _segment(patch[1:]) if patch else 0,
        pre_part[1:] if pre_part else "",
        metadata or "",
        text,
    )


def _segment(digits: str) -> int:
    try:
        return strconv.parse_int(digits)
    except strconv.NumError as error:
        raise SemverError(f"Error parsing version segment: {error}") from None


def _compare_prereleases(mine: str, other: str) -> int:
    left, right = mine.split("."), other.split(".")
    for index in range(max(len(left), len(right))):
        difference = _compare_parts(
            left[index] if index < len(left) else "", right[index] if index < len(right) else ""
        )
        if difference:
            return difference
    return 0


def _compare_parts(mine: str, other: str) -> int:
    """Numbers come before words; a missing part comes first."""
    if mine == other:
        return 0
    if not mine or not other:
        return 1 if mine else -1
    left, right = _number(mine), _number(other)
    if left is None and right is None:
        return 1 if mine > other else -1
    if left is None or right is None:
        return 1 if left is None else -1
    # Different texts of one number (01, 1) count as "smaller", whichever is asked.
    return 1 if left > right else -1


def _number(part: str) -> int | None:
    try:
        return strconv.parse_uint(part)
    except strconv.NumError:
        return None


def _next(version: Version, major: int, minor: int, patch: int, pre: str = "", metadata: str = "") -> VersionValue:
    """A new version by value; the original's leading `v` stays."""
    following = VersionValue(_wrapped(major), _wrapped(minor), _wrapped(patch), pre, metadata, "")
    following.original = ("v" if version.original.startswith("v") else "") + str(following)
    return following


def _wrapped(number: int) -> int:
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


def _inc_patch(version: Version) -> VersionValue:
    return _next(version, version.major, version.minor, version.patch + (not version.pre))


def _set_prerelease(version: Version, prerelease: str) -> VersionValue:
    if prerelease and not _IDENTIFIERS.fullmatch(prerelease):
        raise SemverError("Invalid Prerelease string")
    return _next(version, version.major, version.minor, version.patch, prerelease, version.metadata)


def _set_metadata(version: Version, metadata: str) -> VersionValue:
    if metadata and not _IDENTIFIERS.fullmatch(metadata):
        raise SemverError("Invalid Metadata string")
    return _next(version, version.major, version.minor, version.patch, version.pre, metadata)


_BY_VALUE = {
    "IncMajor": go(lambda version: _next(version, version.major + 1, 0, 0)),
    "IncMinor": go(lambda version: _next(version, version.major, version.minor + 1, 0)),
    "IncPatch": go(_inc_patch),
    "SetMetadata": go(_set_metadata, "string"),
    "SetPrerelease": go(_set_prerelease, "string"),
}
Version.go_methods = {
    **_BY_VALUE,
    "Compare": go(Version.compare, "*semver.Version"),
    "Equal": go(lambda version, other: version.compare(other) == 0, "*semver.Version"),
    "GreaterThan": go(lambda version, other: version.compare(other) > 0, "*semver.Version"),
    "LessThan": go(Version.less_than, "*semver.Version"),
    "Major": go(lambda version: version.major),
    "MarshalJSON": go(lambda version: f'"{version}"'.encode()),
    "Metadata": go(lambda version: version.metadata),
    "Minor": go(lambda version: version.minor),
    "Original": go(lambda version: version.original),
    "Patch": go(lambda version: version.patch),
    "Prerelease": go(lambda version: version.pre),
    "String": go(str),
}
VersionValue.go_methods = _BY_VALUE


class Constraint:
    """One comparison of a constraint: operator, version, and which parts were wildcards or missing."""

    __slots__ = ("any_minor", "any_part", "any_patch", "operator", "version")

    def __init__(self, text: str) -> None:
        found = _CONSTRAINT.fullmatch(text.strip(_BLANKS))
        if found is None or found[1] not in _CHECKS:
            raise SemverError(f"improper constraint: {text}")
        self.operator, version, major, minor, patch, pre = found.group(1, 2, 3, 4, 5, 6)
        self.any_part = self.any_minor = self.any_patch = False
        if major in _WILDCARDS:
            version = "0.0.0"
            self.any_part = True
        elif minor is None or minor[1:] in _WILDCARDS:
            version = f"{major}.0.0{pre or ''}"
            self.any_part = self.any_minor = True
        elif patch is not None and patch[1:] in _WILDCARDS:
            version = f"{major}{minor}.0{pre or ''}"
            self.any_part = self.any_patch = True
        try:
            self.version = parse(version)
        except SemverError:
            raise SemverError("constraint Parser Error") from None

    def accepts(self, version: Version) -> bool:
        """Whether `version` satisfies this comparison."""
        exact_unequal = self.operator == "!=" and not self.any_part
        if version.pre and not self.version.pre and not exact_unequal:
            return False
        return _CHECKS[self.operator](self, version)


def _is_unequal(constraint: Constraint, version: Version) -> bool:
    if not constraint.any_part:
        return version.compare(constraint.version) != 0
    if constraint.version.major != version.major:
        return True
    # A wildcard patch excludes the whole minor version.
    return not constraint.any_minor and constraint.version.minor != version.minor


def _is_less(constraint: Constraint, version: Version) -> bool:
    return _below(constraint, version) if constraint.any_part else version.compare(constraint.version) < 0


def _is_less_or_equal(constraint: Constraint, version: Version) -> bool:
    return _below(constraint, version) if constraint.any_part else version.compare(constraint.version) <= 0


def _below(constraint: Constraint, version: Version) -> bool:
    """With wildcards major and minor are compared one by one, each on its own."""
    limit = constraint.version
    return version.major <= limit.major and (constraint.any_minor or version.minor <= limit.minor)


def _is_close(constraint: Constraint, version: Version) -> bool:
    """`~`: the same minor version (or major, when the minor is left open), not below."""
    base = constraint.version
    if version.less_than(base):
        return False
    if not (base.major or base.minor or base.patch or constraint.any_minor or constraint.any_patch):
        return True
    return version.major == base.major and (constraint.any_minor or version.minor == base.minor)


def _is_equal(constraint: Constraint, version: Version) -> bool:
    return _is_close(constraint, version) if constraint.any_part else version.compare(constraint.version) == 0


def _is_compatible(constraint: Constraint, version: Version) -> bool:
    """`^`: the same major version, not below."""
    return not version.less_than(constraint.version) and version.major == constraint.version.major


def _is_greater(constraint: Constraint, version: Version) -> bool:
    return version.compare(constraint.version) > 0


def _is_greater_or_equal(constraint: Constraint, version: Version) -> bool:
    return version.compare(constraint.version) >= 0


_CHECKS: dict[str, Callable[[Constraint, Version], bool]] = {
    "": _is_equal,
    "=": _is_equal,
    "!=": _is_unequal,
    ">": _is_greater,
    "<": _is_less,
    ">=": _is_greater_or_equal,
    "=>": _is_greater_or_equal,
    "<=": _is_less_or_equal,
    "=<": _is_less_or_equal,
    "~": _is_close,
    "~>": _is_close,
    "^": _is_compatible,
}


class Constraints:
    """A whole constraint: alternatives, each a list of comparisons that must all hold."""

    __slots__ = ("alternatives",)

    def __init__(self, text: str) -> None:
        """Read a constraint. Raises SemverError, also when the text is longer than any real one."""
        if len(text) > _LONGEST_CONSTRAINT:
            raise SemverError(f"improper constraint: {text[:100]}...")
        self.alternatives = [
            [Constraint(part) for part in alternative.split(",")] for alternative in _rewrite_ranges(text).split("||")
        ]

    def check(self, version: Version) -> bool:
        """Whether `version` satisfies the constraint."""
        return any(all(part.accepts(version) for part in alternative) for alternative in self.alternatives)


def _rewrite_ranges(text: str) -> str:
    """`1.2 - 2` becomes `>= 1.2, <= 2`."""
    if "-" not in text:
        return text
    rewritten = text
    for found in _RANGE.finditer(text):
        rewritten = rewritten.replace(found[0], f">= {found[1]}, <= {found[9]}", 1)
    return rewritten
