"""Text in, reply out; knows no Discord."""
