"""The six services. None of them imports another."""
