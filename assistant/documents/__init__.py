"""Documents that users add: read, cleaned, cut into passages, kept in one SQLite file, searched."""
