"""A real browser on the running system. Pages are found by their routes, so a new one joins by itself."""
