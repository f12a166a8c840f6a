"""Says when objects are ready, and waits for them."""
