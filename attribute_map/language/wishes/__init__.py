"""From clauses to wishes: what each word says of which part of the portrait, and the changes that follow.

`grammar` reads a sentence item by item, by classes that each read some kinds of items and know only those
above them here, or before them in a row:

    reading                                           what is known while a sentence is read
    heads                                             what verbs and modifiers do to every head of a wish
    things  parts  persons  deeds                     the heads
    qualities  attributes  antecedents  predicates    what adjectives mean, and of which noun
    verbs  ages  descriptions                         verbs, numbers, adjectives

`wish` holds what comes of it, and settles the changes.
"""
