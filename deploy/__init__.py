"""Putting the six services together: one process, or many."""
