"""The tests that every readiness rule passes: what ``--wait`` relies on.

A plugin's own tests inherit them and give objects as the API server has them::

    class TestMine(ReadinessContract):
        rule = "example.com/v1/Database"
        ready = [{"status": {"phase": "Running"}}]
        unready = [{}, {"status": {"phase": "Creating"}}]
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from ..core.kernel import Kernel
from ..core.testkit import make_kernel
from .homes import SandboxCluster


class ReadinessContract:
    """Inherit, and define `rule`, `ready` and `unready`."""

    rule: str
    """The record's name: ``group/version/Kind``."""

    ready: Sequence[dict[str, Any]]
    """Live objects that are ready; metadata is filled in."""

    unready: Sequence[dict[str, Any]]
    """Live objects that are not."""

    plugins_folder = ""
    """The folder of a one-file plugin; nothing for an installed one."""

    def test_the_rule_is_registered(self) -> None:
        """And can be imported."""
        assert callable(self.kernel().registered("helm_register_readiness", self.rule))

    def test_ready_objects_are_ready(self) -> None:
        """The empty text says so."""
        assert [self.judge(one) for one in self.ready] == [""] * len(self.ready)

    def test_of_others_it_is_said_why_they_are_not(self) -> None:
        """One line, for the user who waits."""
        for one in self.unready:
            reason = self.judge(one)
            assert isinstance(reason, str)
            assert reason, f"ready, and should not be: {one}"
            assert "\n" not in reason

    def test_judging_changes_nothing(self) -> None:
        """The object belongs to whoever asks."""
        for one in (*self.ready, *self.unready):
            before = copy.deepcopy(one)
            self.judge(one)
            assert one == before

    def test_objects_without_a_status_are_judged_too(self) -> None:
        """Right after its creation an object has none; a text is the answer, never an exception."""
        young: tuple[dict[str, Any], ...] = ({}, {"status": {}}, {"spec": {}, "status": {}})
        for odd in young:
            assert isinstance(self.judge(odd), str)

    def kernel(self) -> Kernel:
        """A kernel that has the rule."""
        return make_kernel(environment={"PILOTHOUSE_PLUGINS_DIR": self.plugins_folder} if self.plugins_folder else {})

    def judge(self, live: dict[str, Any]) -> Any:
        """What the rule says of an object, in the namespace ``default`` of an empty sandbox."""
        group, _, kind = self.rule.rpartition("/")
        metadata = {"name": "it", "namespace": "default", "uid": "1", "generation": 1, **live.get("metadata", {})}
        whole = {"apiVersion": group.replace("*", "v1"), "kind": kind, **live, "metadata": metadata}
        rule = self.kernel().registered("helm_register_readiness", self.rule)
        with SandboxCluster() as cluster:
            return rule(whole, "default", cluster.client)
