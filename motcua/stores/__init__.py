"""What the State already has of a person, so that nobody asks for it again: national, sector and provincial stores."""

from motcua.stores.files import FileStores

__all__ = ["FileStores"]
