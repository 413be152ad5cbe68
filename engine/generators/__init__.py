"""Every generator that the engine can render with, a module a family."""
