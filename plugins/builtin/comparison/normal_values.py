"""Values that are the same although a server writes them in another way."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ....core.golib.json_values import equal
from .alignment import MISSING

if TYPE_CHECKING:
    from .shapes import Shape

_QUANTITY = re.compile(
    r"([+-]?)([0-9]{0,60})(?:\.([0-9]{0,60}))?(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?[0-9]{1,3})?", re.ASCII
)
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_DECIMAL = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


def same_value(wanted: Any, found: Any, shape: Shape) -> bool:
    """Whether a server that was given one value shows the other one.

    It leaves empty values out or puts defaults in their place, makes texts of numbers and numbers of texts where a
    field may have both, and writes quantities in its own way.
    """
    if found is MISSING or found is None:
        return is_empty(wanted)
    if equal(wanted, found) or shape.is_unset(wanted):
        return True
    if is_empty(wanted) and is_empty(found):
        return True
    if isinstance(wanted, bool) or isinstance(found, bool):
        return False
    simple = (str, int, float)
    if not isinstance(wanted, simple) or not isinstance(found, simple):
        return False
    if shape.is_quantity:
        amount = quantity(wanted)
        return amount is not None and amount == quantity(found)
    return wanted.__class__ is not found.__class__ and str(wanted) == str(found)


def is_empty(value: Any) -> bool:
    """Whether Go leaves a value out where an empty one means nothing, and all that is in it."""
    if value.__class__ is dict:
        return all(is_empty(item) for item in value.values())
    return value is None or value is MISSING or value in ("", 0, []) or value is False


def quantity(value: Any) -> Fraction | None:
    """The number that a quantity stands for; None for what is none. Rule: apimachinery pkg/api/resource."""
    found = _QUANTITY.fullmatch(str(value).strip())
    if found is None or not (found[2] or found[3]):
        return None
    amount = Fraction(int((found[2] or "") + (found[3] or "")), 10 ** len(found[3] or ""))
    suffix = found[4] or ""
    if suffix in _BINARY:
        amount *= 1024 ** _BINARY[suffix]
    elif suffix:
        amount *= Fraction(10) ** (_DECIMAL[suffix] if suffix in _DECIMAL else int(suffix[1:]))
    return -amount if found[1] == "-" else amount
