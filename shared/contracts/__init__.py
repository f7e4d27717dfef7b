"""The published language: one file per publishing service, and the declaration they share."""
