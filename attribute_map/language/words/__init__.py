"""From characters to items: tokens, the forms and misspellings of words, and the lexicon that knows them."""
