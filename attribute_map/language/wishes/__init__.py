"""From clauses to wishes: what each word says of which part of the portrait, and the changes that follow."""
