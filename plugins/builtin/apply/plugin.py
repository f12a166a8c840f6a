"""Brings the objects of a release from one manifest to another: create, patch and delete, by a strategy."""
