"""People: Discord, conversation, policy, store. Imports attribute_map and engine."""
