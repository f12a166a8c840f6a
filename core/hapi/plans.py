"""Plans on the wire, for a Tiller of ours: all of a plan that whoever applies it needs.

What is left out: the address of the cluster, which a Tiller has another one for; the previews of objects; the flags,
which are those of the request that the plan comes with.
"""

from __future__ import annotations

from typing import Any

from ..errors import DamagedRecordError
from ..model.plan import Plan, PlanGuard
from .messages import RELEASE
from .releases import release_from_message, release_message
from .wire import INT32, INT64, MESSAGE, Field, Message

GUARD = Message(
    "pilothouse.services.tiller.PlanGuard",
    (
        Field(1, "api_version"),
        Field(2, "kind"),
        Field(3, "namespace"),
        Field(4, "name"),
        Field(5, "uid"),
        Field(6, "resource_version"),
        Field(7, "content"),
        Field(8, "replicas", INT64),
    ),
)

PLAN = Message(
    "pilothouse.services.tiller.Plan",
    (
        Field(1, "planned", MESSAGE, RELEASE),
        Field(2, "current", INT32),
        Field(3, "newest", INT32),
        Field(4, "current_record"),
        Field(5, "newest_record"),
        Field(6, "cluster"),
        Field(7, "guards", MESSAGE, GUARD, repeated=True),
    ),
)


def plan_message(plan: Plan) -> dict[str, Any]:
    """The message of a plan."""
    return {
        "planned": release_message(plan.planned),
        "current": plan.current,
        "newest": plan.newest,
        "current_record": plan.current_record,
        "newest_record": plan.newest_record,
        "cluster": plan.cluster,
        "guards": [{field.name: getattr(guard, field.name) for field in GUARD.fields} for guard in plan.guards],
    }


def plan_from_message(message: dict[str, Any]) -> Plan:
    """The plan in a decoded message. Raises DamagedRecordError for one that has no revision."""
    if "planned" not in message:
        raise DamagedRecordError("proto: no revision in the plan")
    return Plan(
        release_from_message(message["planned"]),
        message.get("current", 0),
        message.get("newest", 0),
        current_record=message.get("current_record", ""),
        newest_record=message.get("newest_record", ""),
        cluster=message.get("cluster", ""),
        guards=tuple(_guard(guard) for guard in message.get("guards", ())),
    )


def _guard(message: dict[str, Any]) -> PlanGuard:
    texts = {field.name: message.get(field.name, "") for field in GUARD.fields if field.name != "replicas"}
    return PlanGuard(**texts, replicas=message.get("replicas", 0))
