"""From items to sentences of clauses: where one ends, and what each word is in it.

Before clauses are parted, `retractions`, `substitutes` and `contrasts` tell what is said of several of them.
`segments` then ends the clauses, by punctuation (`marks`, `headings`) and without it (`unmarked`, `runons`,
`sequences`, `exchanges`), asks `roles` what each word is in its clause, and tells the clauses from one
another: `orders` and `commands`, `portrayals`, `addressees`, `asides`, `questions`.
"""
