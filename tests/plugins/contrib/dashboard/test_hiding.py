"""Secrets: hidden wherever they stand, unless the server was told to show them and the page is asked to."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from pilothouse.plugins.contrib.dashboard.hiding import Hiding
from pilothouse.plugins.contrib.dashboard.live_objects import _event, _pod
from stand_ins.served_pages import Served, served
from stand_ins.shown_releases import SECRET, Records, kernel_of, revision, service_of, settings

PATHS = [
    f"releases/{name}{path}{revision}"
    for name in ("shop", "hostile")
    for path in ("", "/manifests", "/values", "/objects", "/drift", "/compare")
    for revision in ("?revision=1", "?revision=1&secrets=show")
]
ALSO = ["releases/shop/compare?from=1&to=5&secrets=show", "releases/shop/compare?from=3&to=4", ""]
ENCODED = base64.b64encode(SECRET.encode()).decode()


@pytest.mark.parametrize("path", [*PATHS, *ALSO])
def test_nothing_shows_what_secrets_hold(pages: Served, path: str) -> None:
    for answer in (pages.get(path), pages.get(f"api/{path or 'releases'}")):
        assert answer.status == 200
        assert SECRET not in answer.text
        assert ENCODED not in answer.text
        assert "Show secrets" not in answer.text


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("releases/shop?revision=1", SECRET),
        ("releases/shop/manifests?revision=1", ENCODED),
        ("releases/shop/values?revision=1", SECRET),
        ("releases/shop/compare?from=4&to=5", ENCODED),
    ],
)
def test_a_server_that_may_show_them_does_so_on_a_page_that_is_asked_to(
    revealing: Served, path: str, secret: str
) -> None:
    assert secret not in revealing.get(path).text
    assert secret in revealing.get(f"{path}&secrets=show").text
    if path != "releases/shop?revision=1":
        (link,) = [link for link in revealing.get(path).page.links if "secrets=show" in link]
        assert secret in revealing.get(path.partition("?")[0] + link).text


def test_objects_are_never_shown_with_what_they_hold(revealing: Served) -> None:
    assert SECRET not in json.dumps(revealing.get("api/releases/shop/objects?revision=1&secrets=show").data)


MANIFEST = f"""
---
apiVersion: v1
kind: Secret
metadata: {{name: one}}
data:
  password: {ENCODED}
  short: {base64.b64encode(b"none").decode()}
  broken: "%%%"
  number: 5
stringData:
  plain: quite-plain-text
"""


def test_values_are_hidden_by_name_and_by_what_secrets_hold() -> None:
    hiding = Hiding(revision("one", manifest=MANIFEST))
    values = {
        "adminPassword": "a",
        "auth": {"API_TOKEN": "b", "user": "c", "existingSecret": "name", "secretName": "name"},
        "credentials": {"user": "d", "list": ["e", {"f": 6}]},
        "tls": {"cert": "-----BEGIN PRIVATE KEY-----\n", "privateKey": ""},
        "text": f"postgres://user:{SECRET}@host",
        "plain": "quite-plain-text",
        "short": "none",
        "passwordFile": "/etc/passwd",
        "tokenTTL": 5,
        "passwords": None,
        "usePassword": True,
        "compass": "north",
    }
    assert hiding.values(values) == {
        "adminPassword": "(hidden)",
        "auth": {"API_TOKEN": "(hidden)", "user": "(hidden)", "existingSecret": "(hidden)", "secretName": "(hidden)"},
        "credentials": {"user": "(hidden)", "list": ["(hidden)", {"f": "(hidden)"}]},
        "tls": {"cert": "(hidden)", "privateKey": ""},
        "text": "(hidden)",
        "plain": "(hidden)",
        "short": "(hidden)",
        "passwordFile": "/etc/passwd",
        "tokenTTL": 5,
        "passwords": None,
        "usePassword": True,
        "compass": "north",
    }


def test_compared_values_say_which_hidden_ones_differ() -> None:
    hiding = Hiding(revision("one"))
    before = {"password": "a", "token": "b", "list": [{"secret": "c"}]}
    after = {"password": "a", "token": "x", "list": [{"secret": "y"}, {"secret": "z"}]}
    assert hiding.values(after, before, compares=True) == {
        "password": "(hidden)",
        "token": "(hidden, another one)",
        "list": [{"secret": "(hidden, another one)"}, {"secret": "(hidden, another one)"}],
    }


def test_notes_lose_secrets_but_not_short_words() -> None:
    hiding = Hiding(revision("one", manifest=MANIFEST))
    notes = f"There is none. The password is {SECRET}, in base64 {ENCODED}."
    assert hiding.text(notes) == "There is none. The password is (hidden), in base64 (hidden)."


def test_notes_lose_values_that_are_called_like_secrets() -> None:
    release = revision("one", values="admin: {password: given-password, user: given-user}\n")
    release.chart.values_text = "tokens: [{value: token-by-default}]\nsecretName: name-of-a-secret\n"
    text = "given-password given-user token-by-default name-of-a-secret"
    assert Hiding(release).text(text) == "(hidden) given-user (hidden) name-of-a-secret"


def test_why_revisions_failed_is_told_without_what_their_own_secrets_hold(tmp_path: Path) -> None:
    found = settings(tmp_path)
    service = service_of(found)
    records = Records(service)
    why = f'Upgrade "one" failed: Secret "one" is invalid: {SECRET}'
    for number in range(1, 11):
        records.put(revision("one", number, "FAILED", description=why, manifest=MANIFEST))
    records.put(revision("one", 11, "SUPERSEDED", description="made: by hand"))
    records.put(revision("one", 12, description="Install complete"))
    records.put_body("one", 13, "FAILED", "bm90IGEgcmVsZWFzZQ==")
    hidden, cut = 'Upgrade "one" failed: Secret "one" is invalid: (hidden)', 'Upgrade "one" failed: …'
    told = {12: [*[hidden] * 7, cut, cut, cut], 1: [*[hidden] * 7, cut, cut, hidden], 13: [*[hidden] * 8, cut, cut]}
    with served(kernel_of(found)) as pages:
        for number, texts in told.items():
            history = pages.get(f"api/releases/one?revision={number}").data["history"]
            assert [each["description"] for each in history][1:] == ["Install complete", "made: by hand", *texts]
    service._connections.kernel.finish()


def test_what_is_cut_is_hidden_first() -> None:
    hiding = Hiding(revision("one", manifest=MANIFEST))
    long = f"{'x' * 490} {SECRET}"
    event = {"message": long, "involvedObject": {}}
    pod = {
        "status": {"containerStatuses": [{"name": "web", "state": {"waiting": {"reason": "Error", "message": long}}}]}
    }
    shown = f"{'x' * 490} (hidden)"
    assert _event(event, hiding)["message"] == shown
    assert _pod(pod, hiding)["waiting"] == [f"web: Error ({shown})"]
