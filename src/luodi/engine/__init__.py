"""The engine: documents, rules and the library of encoded policies; no database, no network, no clock."""
