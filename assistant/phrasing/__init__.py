"""A language model, if one is wanted: it words what the rules found, and every word of it is held against that."""
