"""Serving a folder of charts over HTTP, with a page for people."""
