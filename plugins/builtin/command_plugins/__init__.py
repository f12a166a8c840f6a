"""Helm's command plugins: plugin.yaml, their commands, downloaders, and their installation."""
