"""Release: whether new code may take over what runs, and which version of it does."""
