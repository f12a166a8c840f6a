"""Charts that are written in Jinja: `engine: jinja2` in Chart.yaml."""
