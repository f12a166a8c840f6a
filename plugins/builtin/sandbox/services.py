"""Addresses and node ports of Services, given when a Service is made or changes its type.

Messages: pkg/registry/core/service of 1.20. Addresses are in 10.96.0.0/12, as in most clusters; those given
unasked begin with 10.96.
"""

from __future__ import annotations

from .cluster import Cluster
from .kinds import Kind
from .status import Fault, invalid_object, invalid_value
from .store import Object

_NETWORK = "10.96."
_RANGE = "10.96.0.0/12"
_FIRST_PORT = 30000
_LAST_PORT = 32767


def allocate(
    cluster: Cluster, service: Object, before: Object | None, kind: Kind, *, is_trial: bool = False
) -> None:
    """Give a Service what it needs and check what it asks for. Does nothing for other kinds. Raises Refusal.

    For a trial no address is looked for.
    """
    if kind.store != "/services":
        return
    spec = service["spec"]
    old = (before or {}).get("spec") or {}
    faults: list[Fault] = []
    kinds = spec.get("type")
    if kinds == "ExternalName":
        for field in ("clusterIP", "clusterIPs"):
            spec.pop(field, None)
    elif not spec.get("clusterIP"):
        if not is_trial:
            _give_address(cluster, service, faults)
    elif spec["clusterIP"] != old.get("clusterIP"):
        _give_address(cluster, service, faults)
    if kinds in ("NodePort", "LoadBalancer"):
        spec.setdefault("externalTrafficPolicy", "Cluster")
        _give_ports(cluster, service, faults)
    else:
        spec.pop("externalTrafficPolicy", None)
        for port in spec.get("ports") or ():
            port.pop("nodePort", None)
    if faults:
        raise invalid_object(kind, service["metadata"]["name"], faults)


def _others(cluster: Cluster, service: Object) -> list[Object]:
    uid = service["metadata"].get("uid")
    return [thing["spec"] for thing in cluster.all("/services") if thing["metadata"]["uid"] != uid]


def _give_address(cluster: Cluster, service: Object, faults: list[Fault]) -> None:
    spec = service["spec"]
    wanted = spec.get("clusterIP")
    taken = {other.get("clusterIP") for other in _others(cluster, service)} if wanted != "None" else set()
    if wanted and wanted != "None":
        problem = ""
        if not _is_in_range(wanted):
            problem = f"provided IP is not in the valid range. The range of valid IPs is {_RANGE}"
        elif wanted in taken:
            problem = "provided IP is already allocated"
        if problem:
            text = f"failed to allocated ip:{wanted} with error:{problem}"
            fault = invalid_value("spec.clusterIPs", "", text)
            fault.text = f'Invalid value: []string{{"{wanted}"}}: {text}'
            faults.append(fault)
            return
    if not wanted:
        numbers = (number for number in range(10, 0xFFFF) if 0 < number & 0xFF < 255)
        wanted = next(text for text in map(_address, numbers) if text not in taken)
    spec["clusterIP"] = wanted
    spec["clusterIPs"] = [wanted]


def _address(number: int) -> str:
    return f"{_NETWORK}{number >> 8}.{number & 0xFF}"


def _is_in_range(text: str) -> bool:
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdecimal() and int(part) < 256 for part in parts):
        return False
    return parts[0] == "10" and 96 <= int(parts[1]) < 112


def _give_ports(cluster: Cluster, service: Object, faults: list[Fault]) -> None:
    others = _others(cluster, service)
    taken = {port.get("nodePort") for other in others for port in other.get("ports") or ()}
    own = {port.get("nodePort") for port in service["spec"].get("ports") or () if port.get("nodePort")}
    for number, port in enumerate(service["spec"].get("ports") or ()):
        wanted = port.get("nodePort")
        field = f"spec.ports[{number}].nodePort"
        if wanted and not _FIRST_PORT <= wanted <= _LAST_PORT:
            text = "provided port is not in the valid range. The range of valid ports is 30000-32767"
            faults.append(invalid_value(field, wanted, text))
        elif wanted and wanted in taken:
            faults.append(invalid_value(field, wanted, "provided port is already allocated"))
        elif not wanted:
            free = (text for text in range(_FIRST_PORT, _LAST_PORT + 1) if text not in taken and text not in own)
            port["nodePort"] = next(free)
            own.add(port["nodePort"])
