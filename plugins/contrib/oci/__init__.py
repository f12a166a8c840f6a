"""Charts in registries of the Open Container Initiative."""
