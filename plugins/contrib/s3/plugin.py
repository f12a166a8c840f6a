"""What `s3` provides."""

from __future__ import annotations

from ....core.entries import CommandEntry, GetterEntry, SettingEntry, StorageDriverEntry
from ....hookspecs import hookimpl

_HERE = __package__


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """Where the records are, and which server is spoken to. Credentials are found as by every program with boto3."""
    return [
        SettingEntry("s3-bucket", "PILOTHOUSE_S3_BUCKET", "", "bucket of the s3 store"),
        SettingEntry("s3-prefix", "PILOTHOUSE_S3_PREFIX", "pilothouse", "what keys of the s3 store begin with"),
        SettingEntry("s3-endpoint", "PILOTHOUSE_S3_ENDPOINT", "", "URL of the S3 server; default that of AWS"),
        SettingEntry("s3-region", "PILOTHOUSE_S3_REGION", "", "region of the buckets; default that of the AWS profile"),
    ]


@hookimpl
def helm_register_storage_drivers() -> list[StorageDriverEntry]:
    """Records as objects of a bucket."""
    return [StorageDriverEntry("s3", f"{_HERE}.records:connect")]


@hookimpl
def helm_register_getters() -> list[GetterEntry]:
    """Indexes, archives and everything else at ``s3://BUCKET/KEY``."""
    return [GetterEntry("s3", f"{_HERE}.getter:fetch")]


@hookimpl
def helm_register_commands() -> list[CommandEntry]:
    """What changes a repository in a bucket."""
    return [
        CommandEntry("s3", "change chart repositories in buckets of S3", f"{_HERE}.group:s3"),
        CommandEntry("push", "add an archive to a repository", f"{_HERE}.push:push", parent="s3"),
        CommandEntry("reindex", "make the index of a repository anew", f"{_HERE}.reindex:reindex", parent="s3"),
    ]
