"""Says when objects are ready, and waits for them (``--wait``).

`pods`, `deployments`, `claims` and `services` hold the rules of the kinds that Helm waits for; `rules` finds the rule
of an object, other plugins' rules included; `wait` asks them on a beat; `explain` says what is wrong when the time is
over. Not here: how long chart hooks take.
"""
