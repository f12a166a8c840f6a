"""What clients were told, and whether the records and objects that are left say the same."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import Any, NamedTuple

from cluster.api import Api
from pilothouse.core.errors import PilothouseError
from pilothouse.core.hapi import record
from pilothouse.core.model.release import DEPLOYED, PENDING, Release


class Stored(NamedTuple):
    """A record as it is in the store: its key, its labels and the release in it, None if that is damaged."""

    key: str
    labels: dict[str, str]
    release: Release | None


class Ledger:
    """Every operation has a word of its own that the record of its revision has to carry as description."""

    def __init__(self) -> None:
        self.calls = 0
        self.operations = 0
        self.interrupted = 0
        self.cleared = 0
        self.complaints: list[str] = []
        self._lock = threading.Lock()
        self._promised: dict[tuple[str, int], str] = {}
        self._possible: dict[str, set[str]] = defaultdict(set)
        self._tested: set[tuple[str, int]] = set()
        self._purged: set[str] = set()

    def count_call(self) -> int:
        """Count a call; how many there were with it."""
        with self._lock:
            self.calls += 1
            return self.calls

    def attempt(self, name: str, word: str) -> None:
        """An operation on a release is about to be asked for: its word may be found from now on."""
        with self._lock:
            self._possible[name].add(word)

    def acknowledge(self, name: str, revision: int, word: str) -> None:
        """An operation was answered: the record of that revision has to have its word."""
        with self._lock:
            self.operations += 1
            self._promised[name, revision] = word

    def acknowledge_test(self, name: str, revision: int) -> None:
        """A test run was answered: the record has to have its results."""
        with self._lock:
            self.operations += 1
            self._tested.add((name, revision))

    def acknowledge_purge(self, name: str) -> None:
        """A purge was answered: nothing may be left of the release."""
        with self._lock:
            self.operations += 1
            self._purged.add(name)

    def note_interruption(self, *, cleared: bool = False) -> None:
        """An operation had no answer; with `cleared`, what it had left was cleared."""
        with self._lock:
            self.cleared += cleared
            self.interrupted += not cleared

    def complain(self, text: str) -> None:
        """Note what should not have happened."""
        with self._lock:
            self.complaints.append(text)

    def find_faults(self, records: list[Stored], objects: dict[str, str], *, finished: bool = True) -> list[str]:
        """What is wrong with the records, and with the live objects (their words by the name of their release).

        Unless `finished`, releases may be pending.
        """
        faults = [fault for stored in records for fault in _damage(stored)]
        by_key = {
            (stored.release.name, stored.release.revision): stored.release for stored in records if stored.release
        }
        for (name, revision), word in self._promised.items():
            if name not in self._purged:
                faults += self._broken_promise(by_key.get((name, revision)), name, revision, word)
        for key in self._tested - {key for key in self._tested if key[0] in self._purged}:
            release = by_key.get(key)
            if release is None or release.info.last_test_suite_run is None:
                faults.append(f"{key[0]}.v{key[1]}: its tests were run, the record does not say so")
        faults += [f"{name}.v{revision}: is there after a purge" for name, revision in by_key if name in self._purged]
        faults += [f"{name}: its object is there after a purge" for name in objects if name in self._purged]
        if finished:
            faults += _unfinished(list(by_key.values()), objects)
        return faults

    def _broken_promise(self, release: Release | None, name: str, revision: int, word: str) -> list[str]:
        if release is None:
            return [f"{name}.v{revision}: lost, though {word} was acknowledged"]
        said = release.info.description
        if said != word and said not in self._possible[name]:
            return [f"{name}.v{revision}: says {said!r}, though {word} was acknowledged"]
        return []


def _damage(stored: Stored) -> list[str]:
    release, labels = stored.release, stored.labels
    if release is None:
        return [f"{stored.key}: cannot be read"]
    told = (release.key, release.name, str(release.revision), release.info.status)
    kept = (stored.key, labels.get("NAME"), labels.get("VERSION"), labels.get("STATUS"))
    return [] if told == kept else [f"{stored.key}: the record says {told}, its labels {kept}"]


def _unfinished(releases: list[Release], objects: dict[str, str]) -> list[str]:
    """Releases that are not in a state of rest, or whose objects are others than those of the deployed revision."""
    faults = []
    deployed: dict[str, list[Release]] = defaultdict(list)
    for release in releases:
        if release.info.status == DEPLOYED:
            deployed[release.name].append(release)
        if release.info.status in PENDING:
            faults.append(f"{release.key}: is left {release.info.status}")
    for name, found in deployed.items():
        if len(found) > 1:
            faults.append(f"{name}: {len(found)} revisions are deployed")
        elif objects.get(name) != found[0].values_text.partition(": ")[2].strip():
            faults.append(f"{found[0].key}: has {found[0].values_text!r}, its object {objects.get(name)!r}")
    return faults + [f"{name}: has an object and no deployed revision" for name in objects.keys() - deployed.keys()]


def stored_records(api: Api, namespace: str) -> list[Stored]:
    """All records in a namespace."""
    found = []
    for item in api.items(f"/api/v1/namespaces/{namespace}/configmaps?labelSelector=OWNER%3DTILLER"):
        key = item["metadata"]["name"]
        try:
            release = record.unpack(item["data"]["release"], key)
        except (PilothouseError, KeyError):
            release = None
        found.append(Stored(key, item["metadata"]["labels"], release))
    return found


def live_objects(api: Api, namespace: str) -> dict[str, Any]:
    """The word in each live object, by the name of its release."""
    items = api.items(f"/api/v1/namespaces/{namespace}/configmaps?labelSelector=part-of%3Dload")
    return {item["metadata"]["name"]: item["data"]["word"] for item in items}
