"""Audit: what happened, read from Temporal's own history and from the register, and whether they agree."""
