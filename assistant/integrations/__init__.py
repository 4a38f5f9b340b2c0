"""Parts for other programs; each file is the one door to the library it serves, loaded only when it is imported."""
