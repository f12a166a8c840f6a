"""The release service in this process: what Tiller does, one verb a file."""
