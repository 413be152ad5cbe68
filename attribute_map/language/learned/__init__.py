"""What is learned from labelled phrases and messages, and how often messages are understood."""
