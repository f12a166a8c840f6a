"""Rehearsing operations: what writes to a cluster would come to, by dry runs of the server's."""
