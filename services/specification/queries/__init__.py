"""Reading, and steps that several use cases share."""
