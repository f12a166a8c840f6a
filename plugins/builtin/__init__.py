"""The plugins that make up Helm v2.17.0. One folder each; they never import one another."""
