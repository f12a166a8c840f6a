from __future__ import annotations

from foreign_hapi.models import RELEASES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pilothouse.core.hapi.releases import encode_release
from pilothouse.core.model.release import Release
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.contrib.migration import helm3_record
from pilothouse.plugins.contrib.migration.helm2_remainder import add_remainder, restored
from pilothouse.plugins.contrib.migration.helm3_release import read_release, release_document

VALUES = st.sampled_from(["", "a: 1\n", "# only words\n", "a: {b: [1, 2.5, x]} # more\n", "{}", "a: 1e3\nb: 0x10\n"])
KERNEL = make_kernel()


@st.composite
def releases(draw: st.DrawFn) -> Release:
    """Any revision that can be exported: values are tables, files are inside of their charts."""
    release: Release = draw(RELEASES)
    release.name, release.namespace, release.revision = "web", "default", draw(st.integers(1, 999))
    release.values_text = draw(VALUES)
    for chart in release.chart.walk():
        chart.values_text = draw(VALUES)
        for number, file in enumerate((*chart.templates, *chart.files)):
            file.name = f"templates/{number}"
    return release


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(releases())
def test_whatever_helm_2_has_recorded_comes_back_byte_for_byte(release: Release) -> None:
    before = encode_release(release)
    document = release_document(release, KERNEL)
    add_remainder(document, release)
    found = helm3_record.unpack(helm3_record.pack(document, release.key), release.key)
    back = restored(found, read_release(found))
    assert back is not None
    assert encode_release(back) == before == encode_release(release)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(releases())
def test_what_helm_3_knows_of_it_survives_without_the_remainder_too(release: Release) -> None:
    document = helm3_record.unpack(helm3_record.pack(release_document(release, KERNEL), release.key), release.key)
    again = release_document(read_release(document), KERNEL)
    again["chart"]["metadata"].pop("dependencies", None)
    document["chart"]["metadata"].pop("dependencies", None)
    for hook, other in zip(again.get("hooks", []), document.get("hooks", []), strict=True):
        assert hook.pop("last_run").keys() == other.pop("last_run").keys()
    assert helm3_record.unpack(helm3_record.pack(again, release.key), release.key) == document
