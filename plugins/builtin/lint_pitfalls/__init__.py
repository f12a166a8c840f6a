"""Further lint rules, off by default: what bites users of charts."""
