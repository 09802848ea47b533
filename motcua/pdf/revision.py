"""A revision of a PDF: what is added to a file, which stays byte for byte as it was.

The same changes to the same file give the same bytes, so an effect that is repeated after a crash makes the same
paper and not a second one: the file's new identifier comes from its old bytes, and no clock is read.
"""

# mypy: disable-error-code="no-untyped-call"
# (pyHanko types some of its functions only.)
from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

__all__ = ["Revision"]


class Revision(IncrementalPdfFileWriter):
    """An incremental update without chance and without clock."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__(BytesIO(pdf))

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        first, _ = prev.trailer["/ID"]
        prev.stream.seek(0)
        second = hashlib.sha256(prev.stream.read()).digest()[:16]
        return generic.ArrayObject([generic.ByteStringObject(_bytes_of(first)), generic.ByteStringObject(second)])

    def _update_meta(self) -> None:
        """Leave title and dates as the paper was issued; each signature bears its own time."""

    def picture(self, page: bytes) -> Any:
        """Bring the first page of another PDF in as a picture; return the reference to it."""
        return self.import_page_as_xobject(PdfFileReader(BytesIO(page)))

    def written(self) -> bytes:
        """Return the file with this revision."""
        out = BytesIO()
        self.write(out)
        return out.getvalue()


def _bytes_of(identifier: Any) -> bytes:
    original = getattr(identifier, "original_bytes", None)
    return bytes(identifier) if original is None else bytes(original)
