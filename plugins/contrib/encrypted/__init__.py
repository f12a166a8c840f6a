"""Release records that only who has the key can read, in any store."""
