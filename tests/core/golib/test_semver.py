from __future__ import annotations

import pytest
from pilothouse.core.golib import fmt, semver


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("1.2.3", "1.2.3"),
        ("v1.2", "1.2.0"),
        ("3", "3.0.0"),
        ("01.02.03", "1.2.3"),
        ("1.2.3-beta.1+b5", "1.2.3-beta.1+b5"),
        ("1-x", "1.0.0-x"),
        ("v1.14.10-gke.27", "1.14.10-gke.27"),
    ],
)
def test_a_version_prints_in_its_normal_form(text: str, normal: str) -> None:
    version = semver.parse(text)
    assert (str(version), version.go_json(), version.original, fmt.to_text(version)) == (normal, normal, text, normal)


@pytest.mark.parametrize(
    "text", ["", "V1.2.3", "1.2.3.4", " 1.2.3", "1.2.3 ", "1.2.x", "1.2.3-", "1.2.3+", "1.2.3\n", "1.٣"]
)
def test_what_is_no_version_is_an_error(text: str) -> None:
    with pytest.raises(semver.SemverError, match=r"^Invalid Semantic Version$"):
        semver.parse(text)


def test_a_number_that_is_too_large_is_an_error_of_its_own() -> None:
    with pytest.raises(semver.SemverError) as caught:
        semver.parse("1.99999999999999999999")
    assert str(caught.value) == (
        'Error parsing version segment: strconv.ParseInt: parsing "99999999999999999999": value out of range'
    )


def test_versions_are_ordered_pre_releases_first() -> None:
    ordered = [
        "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-a", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
        "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0",
    ]  # fmt: skip
    versions = [semver.parse(text) for text in ordered]
    for position, version in enumerate(versions):
        compared = [version.compare(other) for other in versions]
        assert compared == [1] * position + [0] + [-1] * (len(versions) - position - 1)


def test_metadata_does_not_count() -> None:
    assert semver.parse("1.0.0+a").compare(semver.parse("1.0.0+b")) == 0


def test_methods_give_go_values() -> None:
    version = semver.parse("v1.2.3-rc.1+b5")
    methods = {name: version.go_methods[name].function for name in sorted(version.go_methods)}
    parts = [
        methods[name](version) for name in ("Major", "Minor", "Patch", "Prerelease", "Metadata", "Original", "String")
    ]
    assert parts == [1, 2, 3, "rc.1", "b5", "v1.2.3-rc.1+b5", "1.2.3-rc.1+b5"]
    assert [fmt.sprintf("%T", [part]) for part in parts[:4]] == ["int64", "int64", "int64", "string"]
    other = semver.parse("1.2.3")
    compared = [methods[name](version, other) for name in ("Compare", "Equal", "GreaterThan", "LessThan")]
    assert compared == [-1, False, False, True]


def test_incremented_versions_are_values_that_print_as_their_fields() -> None:
    version = semver.parse("v1.2.3-rc.1+b5")
    methods = version.go_methods
    printed = [fmt.to_text(methods[name].function(version)) for name in ("IncMajor", "IncMinor", "IncPatch")]
    assert printed == ["{2 0 0   v2.0.0}", "{1 3 0   v1.3.0}", "{1 2 3   v1.2.3}"]
    assert fmt.to_text(methods["IncPatch"].function(semver.parse("1.2.3"))) == "{1 2 4   1.2.4}"


def test_pre_release_and_metadata_can_be_set_if_well_formed() -> None:
    version = semver.parse("1.2.3")
    methods = version.go_methods
    changed = methods["SetMetadata"].function(methods["SetPrerelease"].function(version, "rc.1"), "b-5")
    assert changed.original == "1.2.3-rc.1+b-5"
    with pytest.raises(semver.SemverError, match=r"^Invalid Prerelease string$"):
        methods["SetPrerelease"].function(version, "a b")
    with pytest.raises(semver.SemverError, match=r"^Invalid Metadata string$"):
        methods["SetMetadata"].function(version, "a..b")


@pytest.mark.parametrize(
    ("constraint", "accepted", "refused"),
    [
        ("1.2.3", "1.2.3 1.2.3+b", "1.2.4 1.2.3-rc"),
        ("=1.2", "1.2.0", "1.2.9 1.2.0-rc"),
        ("*", "0.0.0 9.9.9", "1.0.0-rc"),
        ("1.x", "1.0.0 1.9.9", "2.0.0"),
        ("1.2.*", "1.2.0 1.2.9", "1.3.0"),
        ("!=1.2.3", "1.2.4 1.2.3-rc", "1.2.3"),
        ("!=1.x", "2.0.0", "1.2.3 2.0.0-rc"),
        ("!=1.2.x", "1.3.0", "1.2.3"),
        (">1.2", "1.2.1", "1.2.0 1.1.9"),
        ("<2.x", "2.9.9 1.0.0", "3.0.0"),
        ("<1.2.x", "0.2.0 1.2.9", "0.3.0 1.3.0"),
        ("<=1.2", "1.2.0 1.1.9", "1.2.1"),
        ("<=1.x", "1.9.0 0.1.0", "2.0.0"),
        ("=>1.2.3, =<1.2.5", "1.2.3 1.2.5", "1.2.6"),
        ("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0"),
        ("~>1", "1.9.9", "2.0.0"),
        ("~0.0.0", "0.0.0 7.0.0", "0.0.0-rc"),
        ("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0"),
        ("^0.2.3", "0.9.0", "1.0.0"),
        (">=1.9-0", "1.9.0 1.10.0-gke.1", "1.8.9"),
        ("1.2 - 1.4.5", "1.2.0 1.4.5", "1.4.6 1.1.9"),
        (" < 1.0.0 || >= 2.0.0 ", "0.9.0 2.1.0", "1.5.0"),
    ],
)
def test_a_constraint_accepts_some_versions(constraint: str, accepted: str, refused: str) -> None:
    constraints = semver.Constraints(constraint)
    assert [text for text in accepted.split() if not constraints.check(semver.parse(text))] == []
    assert [text for text in refused.split() if constraints.check(semver.parse(text))] == []


@pytest.mark.parametrize(
    ("constraint", "error"),
    [
        ("", "improper constraint: "),
        ("==1.0", "improper constraint: ==1.0"),
        (">=1.0, ~<2", "improper constraint:  ~<2"),
        ("1.0 || ", "improper constraint:  "),
        ("1.0 2.0", "improper constraint: 1.0 2.0"),
        ("1.x2", "constraint Parser Error"),
        ("1|2", "constraint Parser Error"),
        (" " * 20_000, "improper constraint: " + " " * 100 + "..."),
    ],
)
def test_what_is_no_constraint_is_an_error(constraint: str, error: str) -> None:
    with pytest.raises(semver.SemverError) as caught:
        semver.Constraints(constraint)
    assert str(caught.value) == error
