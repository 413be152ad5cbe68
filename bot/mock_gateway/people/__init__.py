"""The people side: a small API under `/_mock` for the page and for tests, and the page itself."""
