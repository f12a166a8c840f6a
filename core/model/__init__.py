"""Plain data that plugins exchange: charts, values, releases, manifests. No I/O, no Helm rules, no Go types."""
