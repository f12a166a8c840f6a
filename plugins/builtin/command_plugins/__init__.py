"""Helm's command plugins: plugin.yaml, their commands, downloaders, and their installation.

`manifest` reads a plugin.yaml (`strict_yaml` checks it), `discover` finds plugins, `run` runs one with the variables of
`environment` and through `process`; `getter` asks the downloaders, `scripts` runs what a plugin does when it is
installed, updated or removed. `install`, `update` and `remove` are the verbs of `service`; `sources`, `archive_source`,
`checkout_source` and `checkout` are where a plugin comes from, `plugin_cache` where its download is kept.
"""
