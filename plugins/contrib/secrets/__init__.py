"""Values that name secrets, which are looked up for rendering and shown nowhere."""
