"""What strangers write is read, or refused as what it is."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.errors import RepositoryError
from pilothouse.plugins.contrib.oci import challenges, manifests, references

PIECES = st.sampled_from(
    [
        "oci://",
        "h",
        "1.2.3",
        ":5000",
        "/",
        "a",
        "web",
        ":",
        "@",
        "sha256:",
        "0" * 64,
        "..",
        "_",
        "[::1]",
        "?",
        "%2f",
        " ",
    ]
)
ADDRESSES = st.lists(PIECES | st.text(max_size=3), max_size=10).map(lambda parts: f"oci://{''.join(parts)}")
DESCRIPTORS = st.fixed_dictionaries(
    {},
    optional={
        "mediaType": st.sampled_from([manifests.CONFIG, manifests.ARCHIVE, manifests.PROVENANCE]) | st.none(),
        "digest": st.sampled_from([f"sha256:{'0' * 64}", "sha256:0", "x"]) | st.integers(),
        "size": st.integers() | st.booleans() | st.text(max_size=2),
    },
)
DOCUMENTS = st.fixed_dictionaries(
    {}, optional={"config": DESCRIPTORS, "layers": st.lists(DESCRIPTORS, max_size=3) | st.integers()}
)


@given(ADDRESSES)
def test_an_address_is_read_the_same_again_or_refused(text: str) -> None:
    try:
        reference = references.parse(text)
    except RepositoryError:
        return
    assert references.parse(str(reference)) == reference
    assert str(reference).isprintable()


@given(st.text(max_size=40))
def test_a_tag_stands_for_a_version_that_stands_for_it(tag: str) -> None:
    version = references.version_of(tag)
    assert not version or references.tag_of(version) == tag


@given(st.text(max_size=60) | st.text(alphabet='Bearer =",\\x ', max_size=60))
def test_a_challenge_is_read_as_far_as_it_goes(header: str) -> None:
    assert all(name == name.lower() for name in challenges.parse(header))


@given(st.binary(max_size=50) | DOCUMENTS.map(lambda document: json.dumps(document).encode()))
def test_a_manifest_has_digests_that_can_be_verified_or_is_refused(content: bytes) -> None:
    try:
        manifest = manifests.read(content, "it")
    except RepositoryError:
        return
    descriptors: list[Any] = [manifest.config, manifest.archive, manifest.provenance]
    assert all(one is None or (references.is_digest(one.digest) and one.size >= 0) for one in descriptors)
