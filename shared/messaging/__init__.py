"""From an act to its effects: outbox, relay, log, consumer, inbox, and what is set aside."""
