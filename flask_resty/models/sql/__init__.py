"""SQLAlchemy as a store."""
