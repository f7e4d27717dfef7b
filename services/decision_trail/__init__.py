"""The log kept for good: timeline, hash chain and exports."""
