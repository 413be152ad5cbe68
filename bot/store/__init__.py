"""What Facet remembers, through SQLAlchemy, with migrations from the first day."""

from bot.store.database import sqlite_url
from bot.store.store import AttributeRule, Pending, Session, Store, StoredPortrait

__all__ = ["AttributeRule", "Pending", "Session", "Store", "StoredPortrait", "sqlite_url"]
