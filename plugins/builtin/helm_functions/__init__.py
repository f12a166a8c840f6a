"""The functions that Helm adds to Sprig's: YAML, JSON and TOML, and include, required and tpl."""
