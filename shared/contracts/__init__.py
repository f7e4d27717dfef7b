"""The published language: one module or package per publishing service, and the declaration they share."""
