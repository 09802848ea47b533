"""Alembic's folder: each migration is frozen once released."""
