"""Practice, interests, blind scores, agreed scores, ranking and choice."""
