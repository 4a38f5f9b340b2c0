"""What the assistant knows: the cards of ``corpus/`` and the words of the users' language."""
