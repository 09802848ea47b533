"""Results are signed, numbered, sealed; letters numbered and sealed; and nothing can be changed afterwards unseen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from models.calendar import VIETNAM
from models.errors import Refused
from motcua.papers.renderer import TypstRenderer
from motcua.pdf.fields import NUMBER, OpenField, with_number
from motcua.pdf.revision import Revision
from motcua.signatures import LocalSigner, SigningKeys, verify_paper
from motcua.signatures.stamps import number_in
from tests.fixtures.debian import run_debian
from tests.fixtures.papers import AGENCY, AT, OFFICER, apology, result

RESULT_NUMBER = "118/GPXD-UBND"
LETTER_NUMBER = "27/PXL-UBND"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> SigningKeys:
    return SigningKeys(tmp_path_factory.mktemp("keystore") / "signing")


@pytest.fixture(scope="module")
def signer(keys: SigningKeys) -> LocalSigner:
    return LocalSigner(keys)


@pytest.fixture(scope="module")
def page() -> bytes:
    return TypstRenderer().render(result())


@pytest.fixture(scope="module")
def letter_page() -> bytes:
    return TypstRenderer().render(apology())


@pytest.fixture(scope="module")
def paper(signer: LocalSigner, page: bytes) -> bytes:
    return signer.sign_result(page, officer=OFFICER, number=RESULT_NUMBER, agency=AGENCY, at=AT).pdf


@pytest.fixture(scope="module")
def letter(signer: LocalSigner, letter_page: bytes) -> bytes:
    return signer.seal_letter(letter_page, number=LETTER_NUMBER, agency=AGENCY, at=AT).pdf


def problems(pdf: bytes, keys: SigningKeys) -> set[str]:
    report = verify_paper(pdf, keys.root)
    assert report.holds == (not report.problems and not any(one.problems for one in report.signatures))
    return {*report.problems, *(problem for one in report.signatures for problem in one.problems)}


def test_a_result_bears_the_officers_signature_then_the_number_then_the_seal(
    keys: SigningKeys, signer: LocalSigner, page: bytes
) -> None:
    """Rulebook §5; each is evidence of its own, at the legal time of the decision."""
    signed = signer.sign_result(page, officer=OFFICER, number=RESULT_NUMBER, agency=AGENCY, at=AT)
    assert signed.pdf.startswith(page)
    report = verify_paper(signed.pdf, keys.root)
    assert report.holds, report
    assert report.number == RESULT_NUMBER
    assert [(one.field, one.holder) for one in report.signatures] == [("personal", OFFICER), ("seal", AGENCY)]
    assert [one.signed_at for one in report.signatures] == [AT.replace(microsecond=0)] * 2
    assert signed.certificates == tuple(one.certificate for one in report.signatures)
    assert signed.certificates == (keys.personal(OFFICER).fingerprint, keys.seal(AGENCY).fingerprint)


def test_the_personal_signature_does_not_cover_the_number(paper: bytes) -> None:
    """The number follows the personal signature and stands under the seal."""
    signatures = PdfFileReader(BytesIO(paper)).embedded_signatures
    ends = [sum(list(map(int, one.byte_range))[2:]) for one in signatures]
    after_personal = PdfFileReader(BytesIO(paper[: ends[0]]))
    fields = {str(ref.get_object()["/T"]): ref.get_object() for ref in after_personal.root["/AcroForm"]["/Fields"]}
    assert "/V" not in fields[NUMBER]
    assert ends[1] == len(paper)


def test_a_letter_bears_the_number_and_the_seal_alone(
    keys: SigningKeys, signer: LocalSigner, letter_page: bytes
) -> None:
    signed = signer.seal_letter(letter_page, number=LETTER_NUMBER, agency=AGENCY, at=AT)
    report = verify_paper(signed.pdf, keys.root)
    assert report.holds, report
    assert report.number == LETTER_NUMBER
    assert [(one.field, one.holder) for one in report.signatures] == [("seal", AGENCY)]
    assert signed.certificates == (keys.seal(AGENCY).fingerprint,)


def test_the_same_signature_is_the_same_bytes(keys: SigningKeys, page: bytes, letter_page: bytes, paper: bytes) -> None:
    """A signature repeated after a crash, even by another process, leaves no second paper in the store."""
    again = LocalSigner(SigningKeys(keys._folder))
    assert again.sign_result(page, officer=OFFICER, number=RESULT_NUMBER, agency=AGENCY, at=AT).pdf == paper
    first, second = (again.seal_letter(letter_page, number="1", agency=AGENCY, at=AT).pdf for _ in range(2))
    assert first == second
    later = again.seal_letter(letter_page, number="1", agency=AGENCY, at=AT + timedelta(seconds=1)).pdf
    assert later != first


def test_a_paper_of_a_rehearsal_in_the_past_is_valid_at_its_legal_time(
    keys: SigningKeys, signer: LocalSigner, page: bytes
) -> None:
    then = datetime(2019, 2, 11, 9, tzinfo=VIETNAM)
    assert not problems(signer.sign_result(page, officer=OFFICER, number="1", agency=AGENCY, at=then).pdf, keys)


def test_no_certificate_signs_outside_its_validity(signer: LocalSigner, page: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        signer.sign_result(page, officer=OFFICER, number="1", agency=AGENCY, at=datetime(2055, 1, 1, 9, tzinfo=VIETNAM))
    assert refusal.value.code == "CERTIFICATE_NOT_VALID"


def test_one_altered_byte_is_found(keys: SigningKeys, paper: bytes) -> None:
    altered = bytearray(paper)
    place = paper.index(b"/Title")
    altered[place + 9] ^= 1
    assert "ALTERED" in problems(bytes(altered), keys)


def test_another_number_after_the_seal_is_found(keys: SigningKeys, paper: bytes, letter: bytes) -> None:
    for pdf in (paper, letter):
        picture = number_in(OpenField("", 100, 18), "999/GPXD-UBND")
        found = problems(with_number(pdf, "999/GPXD-UBND", picture), keys)
        assert {"NOT_WHOLE", "ALTERED_LATER"} <= found


def test_a_changed_page_between_signature_and_seal_is_found(
    keys: SigningKeys, signer: LocalSigner, page: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seal covers the change, but the personal signature allowed the number and the seal alone."""

    def with_more(pdf: bytes, number: str, picture: bytes) -> bytes:
        revision = Revision(with_number(pdf, number, picture))
        first = revision.find_page_for_modification(0)[0].get_object()  # type: ignore[no-untyped-call]
        first["/Rotate"] = type(first["/MediaBox"][0])(90)
        revision.update_container(first)
        return revision.written()

    monkeypatch.setattr("motcua.signatures.local.with_number", with_more)
    pdf = signer.sign_result(page, officer=OFFICER, number="1", agency=AGENCY, at=AT).pdf
    report = verify_paper(pdf, keys.root)
    assert [one.problems for one in report.signatures] == [("ALTERED_LATER",), ()]


def test_bytes_after_the_last_signature_are_found(keys: SigningKeys, paper: bytes) -> None:
    assert "NOT_WHOLE" in problems(paper + b"\n% more\n", keys)


def test_another_authority_is_not_trusted(paper: bytes, tmp_path: Path) -> None:
    stranger = SigningKeys(tmp_path / "signing")
    assert problems(paper, stranger) == {"NOT_TRUSTED"}


def test_a_seal_is_no_personal_signature(keys: SigningKeys, page: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the certificate says of its holder must fit the field."""
    signer = LocalSigner(keys)
    monkeypatch.setattr(keys, "personal", lambda officer: keys.seal(AGENCY))
    assert problems(signer.sign_result(page, officer=OFFICER, number="1", agency=AGENCY, at=AT).pdf, keys) == {
        "WRONG_HOLDER"
    }


def test_a_paper_without_signatures_and_a_file_that_is_none_do_not_hold(keys: SigningKeys, page: bytes) -> None:
    assert problems(page, keys) == {"WRONG_SIGNATURES", "NOT_WHOLE"}
    for nonsense in (b"", b"no pdf", page[:2000], page[:-200]):
        assert problems(nonsense, keys) == {"UNREADABLE"}


def test_a_signed_paper_is_not_signed_again_nor_a_letter_as_a_result(
    signer: LocalSigner, paper: bytes, letter_page: bytes, page: bytes
) -> None:
    attempts: tuple[Callable[[], object], ...] = (
        lambda: signer.sign_result(paper, officer=OFFICER, number="2", agency=AGENCY, at=AT),
        lambda: signer.sign_result(letter_page, officer=OFFICER, number="2", agency=AGENCY, at=AT),
        lambda: signer.seal_letter(page, number="2", agency=AGENCY, at=AT),
        lambda: signer.seal_letter(b"no pdf", number="2", agency=AGENCY, at=AT),
    )
    for attempt in attempts:
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "PAPER_NOT_SIGNABLE"


@pytest.mark.debian
def test_pdfsig_finds_the_whole_document_signed(paper: bytes, letter: bytes, tmp_path: Path) -> None:
    """A program that is not ours sees valid signatures, the last one over everything, at the legal time."""
    for pdf, count in ((paper, 2), (letter, 1)):
        path = tmp_path / "paper.pdf"
        path.write_bytes(pdf)
        told = run_debian("pdfsig", "-nocert", path).decode()
        assert told.count("Signature is Valid.") == count
        assert told.count("Total document signed") == 1
        assert told.rindex("Total document signed") > told.rindex("Signature Field Name: seal")
        assert told.count("Sep 03 2026 10:00:02") == count
        assert told.count("ETSI.CAdES.detached") == count


@pytest.mark.debian
def test_number_signature_and_seal_are_seen_on_the_page(paper: bytes, page: bytes, tmp_path: Path) -> None:
    """The number reads as text; the signature is blue, the seal red and over the signature's left side."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(paper)
    text = run_debian("pdftotext", path, "-").decode()
    assert f"Số: {RESULT_NUMBER}" in text
    assert "Ký số: Phạm Văn Đức" in text
    red, blue = columns(path, lambda r, g, b: r > 150 and max(g, b) < 90), columns(path, lambda r, g, b: b > r + 60)
    assert min(red) < min(blue) < max(red) < max(blue)
    path.write_bytes(page)
    assert not columns(path, lambda r, g, b: max(r, g, b) - min(r, g, b) > 40)


@pytest.mark.debian
@pytest.mark.parametrize("number", ["1", "12345/KQ-TTPVHCC-ĐĐ", "1234567/QĐ-SNNMT-VPĐKĐĐ-CNTP Hải Dương"])
def test_a_number_of_any_length_is_read_whole(
    signer: LocalSigner, page: bytes, letter_page: bytes, number: str, tmp_path: Path
) -> None:
    """A long one takes smaller letters; it never wraps out of its line."""
    path = tmp_path / "paper.pdf"
    for pdf in (
        signer.sign_result(page, officer=OFFICER, number=number, agency=AGENCY, at=AT).pdf,
        signer.seal_letter(letter_page, number=number, agency=AGENCY, at=AT).pdf,
    ):
        path.write_bytes(pdf)
        assert f"Số: {number}" in " ".join(run_debian("pdftotext", path, "-").decode().split())


def columns(path: Path, wanted: object) -> list[int]:
    """The columns of the rendered page in which a pixel is of the wanted colour."""
    assert callable(wanted)
    header, pixels = run_debian("pdftoppm", "-r", "60", path).split(b"\n255\n", 1)
    width = int(header.split()[1])
    triples = zip(pixels[0::3], pixels[1::3], pixels[2::3], strict=True)
    return sorted({index % width for index, triple in enumerate(triples) if wanted(*triple)})


def test_threads_of_a_new_process_sign_at_once(tmp_path: Path) -> None:
    """The libraries fill their tables at first use, so only a process that has signed nothing yet can show it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fixtures.signing_at_once", str(tmp_path / "signing")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "1 paper\n"), done.stderr
