"""What a message does not ask for, and what becomes of words that no lexicon has."""
