"""Values that have to fit the schema of their chart, as Helm 3 has it."""
