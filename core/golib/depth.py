"""How deep values may nest.

Go lets YAML and JSON nest 10,000 levels. A Python process cannot walk such values with plain recursion, so reading and
writing stop at `MAX_DEPTH` with a declared error. Whoever recurses over values may rely on that limit.
"""

from __future__ import annotations

MAX_DEPTH = 200
