"""Form fields of a paper: its number, and the places of the personal signature and of the agency's seal.

They are made as one revision before anything is signed, for a field that is missing then could not be added later
without breaking the personal signature. That one leaves open only the number and the seal; the seal closes the file
(rulebook §5).
"""

# mypy: disable-error-code="no-untyped-call"
# (pyHanko types some of its functions only.)
from __future__ import annotations

from io import BytesIO
from typing import Any, Final, NamedTuple

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, append_signature_field

from motcua.pdf.revision import Revision
from motcua.pdf.typesetting import Place, Typeset

__all__ = ["NUMBER", "PERSONAL", "SEAL", "OpenField", "open_fields", "with_fields", "with_number"]

NUMBER: Final = "number"
PERSONAL: Final = "personal"
SEAL: Final = "seal"

_PRINTED: Final = 4
_LOCKS: Final = {
    PERSONAL: (FieldMDPSpec(FieldMDPAction.EXCLUDE, fields=[NUMBER, SEAL]), MDPPerm.FILL_FORMS),
    SEAL: (FieldMDPSpec(FieldMDPAction.ALL), MDPPerm.NO_CHANGES),
}


class OpenField(NamedTuple):
    """A field that waits to be filled: what a reader is told it is for, and its size in points."""

    label: str
    width: float
    height: float


Box = tuple[float, float, float, float]


def with_fields(paper: Typeset) -> bytes:
    """Return the paper with a form field at every place that its template left for one."""
    revision = Revision(paper.pdf)
    # The seal is drawn over the signature, so it comes last on the page.
    for place in sorted(paper.places, key=lambda one: [NUMBER, PERSONAL, SEAL].index(one.name)):
        box = _box(revision, place)
        if place.name == NUMBER:
            _append_text_field(revision, place, box)
        else:
            lock, permission = _LOCKS[place.name]
            append_signature_field(
                revision,
                SigFieldSpec(
                    place.name,
                    on_page=place.page,
                    box=box,  # type: ignore[arg-type]  # fractions of points are meant too
                    field_mdp_spec=lock,
                    doc_mdp_update_value=permission,
                    readable_field_name=place.label,
                ),
            )
    return revision.written()


def with_number(pdf: bytes, number: str, picture: bytes) -> bytes:
    """Return the paper with its number filled in as a revision of its own, shown by `picture` (a page)."""
    revision = Revision(pdf)
    field = _fields(revision.root)[NUMBER]
    field["/V"] = generic.pdf_string(number)
    field["/AP"] = generic.DictionaryObject({pdf_name("/N"): revision.picture(picture)})
    revision.update_container(field)
    return revision.written()


def open_fields(pdf: bytes) -> dict[str, OpenField]:
    """Return the paper's fields that are still empty, by name; none of what is no PDF."""
    try:
        fields = _fields(PdfFileReader(BytesIO(pdf)).root)
    except PdfError:
        return {}
    return {name: _open(field) for name, field in fields.items() if "/V" not in field}


def _open(field: Any) -> OpenField:
    left, bottom, right, top = (float(end) for end in field["/Rect"])
    return OpenField(str(field.get("/TU", "")), right - left, top - bottom)


def _fields(root: Any) -> dict[str, Any]:
    listed = root["/AcroForm"]["/Fields"] if "/AcroForm" in root else ()
    return {str(field["/T"]): field for field in (reference.get_object() for reference in listed)}


def _box(revision: Revision, place: Place) -> Box:
    page = revision.find_page_for_modification(place.page)[0].get_object()
    top = float(page["/MediaBox"][3])
    ends = (place.x, top - place.y - place.height, place.x + place.width, top - place.y)
    return tuple(round(end, 2) for end in ends)  # type: ignore[return-value]


def _append_text_field(revision: Revision, place: Place, box: Box) -> None:
    page = revision.find_page_for_modification(place.page)[0]
    width, height = box[2] - box[0], box[3] - box[1]
    empty = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.FloatObject, (0, 0, width, height))),
        },
        stream_data=b"",
    )
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.pdf_string(place.name),
            pdf_name("/TU"): generic.pdf_string(place.label),
            pdf_name("/DA"): generic.pdf_string("/Helv 0 Tf 0 g"),
            pdf_name("/F"): generic.NumberObject(_PRINTED),
            pdf_name("/P"): page,
            pdf_name("/Rect"): generic.ArrayObject(map(generic.FloatObject, box)),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): revision.add_object(empty)}),
        }
    )
    reference = revision.add_object(field)
    revision.register_annotation(page, reference)
    _form_fields(revision).append(reference)


def _form_fields(revision: Revision) -> Any:
    """Return the list of the form's fields, making the form if the paper has none."""
    root = revision.root
    if "/AcroForm" not in root:
        fields = generic.ArrayObject()
        form = generic.DictionaryObject({pdf_name("/Fields"): fields})
        root[pdf_name("/AcroForm")] = revision.add_object(form)
        revision.update_root()
        return fields
    return root["/AcroForm"]["/Fields"]
