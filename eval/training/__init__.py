"""Fitting what the program ships learnt: the encoder, the ranking, the gate. Development questions only."""
