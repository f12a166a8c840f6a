"""A cluster called sandbox that is empty, whatever is asked."""

import json

from pilothouse.core.command import command
from pilothouse.core.entries import CommandEntry
from pilothouse.core.model.kube_object import KubeResponse
from pilothouse.hookspecs import hookimpl

HERE = "stand_in_sandbox"


@hookimpl
def helm_register_commands():
    return [
        CommandEntry("sandbox", "say what is in it", f"{HERE}:sandbox", replaces="sandbox"),
        CommandEntry("get", "say what is in it", f"{HERE}:get", parent="sandbox", replaces="sandbox"),
        CommandEntry("reset", "empty it", f"{HERE}:reset", parent="sandbox", replaces="sandbox"),
    ]


@hookimpl
def helm_connect_kube_transport(target):
    return Emptiness() if target.cluster == "sandbox" else None


@hookimpl
def helm_default_namespace():
    return "nowhere"


class Emptiness:
    server = "https://nowhere"

    def request(self, request):
        answers = {"/version": {"major": "1", "minor": "7", "gitVersion": "v1.7.0-nowhere"}}
        answer = answers.get(request.path, {"kind": "List", "apiVersion": "v1", "metadata": {}, "items": []})
        return KubeResponse(200, {"content-type": "application/json"}, json.dumps(answer).encode())

    def close(self):
        pass


@command("sandbox")
def sandbox(kernel, args):
    """Say what is in it."""
    kernel.console.line("there is nothing")


@command("get")
def get(kernel, args):
    """Say what is in it."""
    kernel.console.line("there is nothing to get")


@command("reset")
def reset(kernel, args):
    """Empty it."""
    kernel.console.line("it is empty")
