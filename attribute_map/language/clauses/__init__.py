"""From items to sentences of clauses: where one ends, and what each word is in it."""
