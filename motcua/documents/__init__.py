"""Documents: the store of signed papers, sealed under their dossier's key and named by their content."""

from motcua.documents.store import SealedStore

__all__ = ["SealedStore"]
