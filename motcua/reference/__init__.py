"""The reference pages of docs/, made from the code they describe, so that they cannot go stale.

`make docs` writes them; tests/architecture/test_documents.py fails while a written page differs from the made one.
"""

from motcua.reference.pages import pages, write_pages

__all__ = ["pages", "write_pages"]
