"""Who takes part: sign-in, seats, consent. The only place that knows a name."""
