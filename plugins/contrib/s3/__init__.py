"""Releases and charts in buckets of S3."""
