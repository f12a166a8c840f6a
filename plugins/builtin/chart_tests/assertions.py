"""The types of assertions by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .check_collections import Contains, HasUniqueItems, IsSubset, LengthEqual
from .check_documents import (
    ContainsDocument,
    FailedTemplate,
    HasDocuments,
    NotFailedTemplate,
    is_api_version,
    is_kind,
)
from .check_snapshots import MatchSnapshot, MatchSnapshotRaw
from .check_texts import EqualRaw, MatchRegexRaw
from .check_values import Equal, Exists, IsNullOrEmpty, IsType, MatchRegex, greater_or_equal, less_or_equal

if TYPE_CHECKING:
    from .checks import MakeCheck


class AssertionType:
    """How an assertion is read: by what, which fields it has, and whether it is the contrary of another one.

    One that `wants_failure` is about a rendering that failed; all others need one that succeeded.
    """

    __slots__ = ("antonym", "fields", "read", "wants_failure")

    def __init__(
        self, read: MakeCheck, fields: str = "", *, antonym: bool = False, wants_failure: bool = False
    ) -> None:
        self.read = read
        self.fields = frozenset(fields.split())
        self.antonym = antonym
        self.wants_failure = wants_failure


def _types() -> dict[str, AssertionType]:
    types: dict[str, AssertionType] = {}
    for names, read, fields in (
        ("equal notEqual", Equal, "path value decodeBase64"),
        ("equalRaw notEqualRaw", EqualRaw, "value"),
        ("matchRegex notMatchRegex", MatchRegex, "path pattern decodeBase64"),
        ("matchRegexRaw notMatchRegexRaw", MatchRegexRaw, "pattern"),
        ("contains notContains", Contains, "path content count any"),
        ("exists notExists", Exists, "path"),
        ("isNotNull isNull", Exists, "path"),
        ("isNullOrEmpty isNotNullOrEmpty", IsNullOrEmpty, "path"),
        ("isEmpty isNotEmpty", IsNullOrEmpty, "path"),
        ("isKind", is_kind, "of"),
        ("isAPIVersion", is_api_version, "of"),
        ("isType isNotType", IsType, "path type"),
        ("isSubset isNotSubset", IsSubset, "path content"),
        ("hasDocuments", HasDocuments, "count filterAware"),
        ("containsDocument", ContainsDocument, "kind apiVersion name namespace any"),
        ("lengthEqual notLengthEqual", LengthEqual, "path paths count"),
        ("hasUniqueItems", HasUniqueItems, "path"),
        ("greaterOrEqual notGreaterOrEqual", greater_or_equal, "path value"),
        ("lessOrEqual notLessOrEqual", less_or_equal, "path value"),
        ("matchSnapshot", MatchSnapshot, "path matchRegex notMatchRegex"),
        ("matchSnapshotRaw", MatchSnapshotRaw, ""),
        ("notFailedTemplate", NotFailedTemplate, ""),
    ):
        for at, name in enumerate(names.split()):
            types[name] = AssertionType(read, fields, antonym=bool(at))
    types["failedTemplate"] = AssertionType(FailedTemplate, "errorMessage errorPattern", wants_failure=True)
    return types


ASSERTIONS = _types()
"""All types by the name that test files use; the second of two names is the contrary of the first."""
