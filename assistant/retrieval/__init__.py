"""Finding the facts a question asks for: exact names, keywords, our encoder, and the ranking of all three."""
