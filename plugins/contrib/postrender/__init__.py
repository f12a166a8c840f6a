"""Patches of rendered charts: a file of them, or a program as Helm 3 takes one."""
