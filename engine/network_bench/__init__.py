"""The networks at their published sizes with random weights, side by side with their authors' code."""
