"""Brings the objects of a release from one manifest to another: create, patch and delete, by a strategy.

One stage a file: `create` (install), `update` (upgrade and rollback), `delete`. A strategy (`two_way`, `three_way`,
`server_side`) says how one object is created and which patch it gets. Not here: reaching the cluster, waiting, records.
"""
