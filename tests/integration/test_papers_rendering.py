"""Papers are real PDFs in Vietnamese, the same bytes for the same content, with room for number, signature and seal."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from activities.ports import PaperContent
from models.errors import Refused
from models.journal import PaperKind
from models.submission import Person
from motcua.papers.renderer import TypstRenderer
from motcua.pdf.fields import open_fields
from tests.fixtures.debian import run_debian
from tests.fixtures.papers import FORMS, NOTICES, apology, notice, result

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
SYLLABLES = [unicodedata.normalize("NFC", f"{vowel}{tone}") for vowel in VOWELS for tone in TONES] + ["đ"]


@pytest.fixture(scope="module")
def renderer() -> TypstRenderer:
    return TypstRenderer()


def text_of(pdf: bytes, folder: Path) -> str:
    """What a person can copy from the paper, its lines joined."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return " ".join(run_debian("pdftotext", path, "-").decode().split())


@pytest.mark.parametrize("content", [result(), apology("nd61-2018"), apology("nd118-2025"), *map(notice, NOTICES)])
def test_the_same_content_is_the_same_bytes(renderer: TypstRenderer, content: PaperContent) -> None:
    """A render repeated after a crash, even by another process, makes the same paper."""
    assert renderer.render(content) == renderer.render(content) == TypstRenderer().render(content)
    assert renderer.render(content) != renderer.render(content.model_copy(update={"agency_name": "Sở Nội vụ"}))


def test_threads_share_a_renderer(renderer: TypstRenderer) -> None:
    contents = [apology(regime, reason=f"lý do số {number}") for number in range(6) for regime in FORMS]
    alone = [renderer.render(content) for content in contents]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(renderer.render, contents)) == alone


ON_FORMS = {
    PaperKind.RECEIPT: (
        "Mẫu số 01", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "H24.14-260810-0042", "sổ theo dõi: 128",
        "Ông/Bà Nguyễn Thị Hường", "Đơn đề nghị cấp giấy phép xây dựng", "bản chính", "01 bộ",
        "8 giờ 35, ngày 10 tháng 8 năm 2026", "17 giờ 00, ngày 03 tháng 9 năm 2026", "Tầng 1, số 5 đường Thanh Niên",
        "75.000 đồng", "Trần Văn Bền", "Hoàng Thu Nam",
    ),
    PaperKind.SUPPLEMENT: (
        "Mẫu số 02", "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "2. Bản vẽ thiết kế xây dựng",
        "Bản vẽ thiếu mặt cắt móng.", "đến hết 17 giờ 00, ngày 30 tháng 9 năm 2026", "Tầng 1, số 5 đường Thanh Niên",
    ),
    PaperKind.REFUSAL: (
        "Mẫu số 03", "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "Kính gửi: Ông/Bà Nguyễn Thị Hường",
        "huong@example.vn",
        "Xây dựng nhà ở riêng lẻ 03 tầng", "Lý do: Bản vẽ thiếu mặt cắt móng.", "Tầng 1, số 5 đường Thanh Niên",
    ),
    PaperKind.STOP_NOTICE: (
        "Mẫu số 05", "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "dừng giải quyết", "Lý do: Bản vẽ thiếu mặt cắt móng.",
    ),
}  # fmt: skip


@pytest.mark.debian
@pytest.mark.parametrize("kind", NOTICES)
def test_a_form_to_the_applicant_says_all_it_should(renderer: TypstRenderer, kind: PaperKind, tmp_path: Path) -> None:
    """On one page (rulebook §1, "Fields"); a fee that is none is not asked for."""
    text = text_of(renderer.render(notice(kind)), tmp_path)
    assert [said for said in ON_FORMS[kind] if said not in text] == []
    assert "\f" not in text
    free = text_of(renderer.render(notice(PaperKind.RECEIPT, fee_dong=0)), tmp_path)
    assert "không thu" in free


@pytest.mark.debian
@pytest.mark.parametrize("regime", FORMS)
def test_an_apology_letter_says_all_that_its_form_asks(renderer: TypstRenderer, regime: str, tmp_path: Path) -> None:
    """Rulebook §1: addressee, reception, code, old due date, agency at fault, reason, apology, new date, signer."""
    text = text_of(renderer.render(apology(regime)), tmp_path)
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN PHƯỜNG LÊ THANH NGHỊ",
        "Lê Thanh Nghị, ngày 03 tháng 9 năm 2026",
        FORMS[regime].removeprefix("04 ").upper(),
        "Mẫu số 04",
        "Kính gửi: Ông/Bà Nguyễn Thị Hường",
        "8 giờ 35, ngày 10 tháng 8 năm 2026",
        "H24.14-260810-0042",
        "17 giờ 00, ngày 03 tháng 9 năm 2026",
        "Sở Xây dựng thành phố Hải Phòng (Trần Quốc Khánh, bước “Lấy ý kiến về kiến trúc, quy hoạch”)",
        "bước lấy ý kiến đã dùng 76 giờ làm việc so với 40 giờ được giao.",
        "xin lỗi Ông/Bà",
        "17 giờ 00, ngày 11 tháng 9 năm 2026",
        "CHỦ TỊCH",
        "Phát hành tự động",
        "Phạm Văn Đức",
    ):
        assert said in text, said
    assert "030184001234" not in text
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.debian
def test_a_result_says_what_was_asked_and_granted_and_masks_the_identity_number(
    renderer: TypstRenderer, tmp_path: Path
) -> None:
    text = text_of(renderer.render(result()), tmp_path)
    for said in (
        "GIẤY PHÉP XÂY DỰNG NHÀ Ở RIÊNG LẺ",
        "Nguyễn Thị Hường",
        "0301******34",
        "Cấp giấy phép xây dựng mới đối với công trình nhà ở riêng lẻ (mã 1.009994)",
        "thửa đất số 118, tờ bản đồ số 24.",
        "CHỦ TỊCH",
    ):
        assert said in text, said
    assert "030184001234" not in text


@pytest.mark.debian
def test_a_refusal_says_no_with_its_written_reasons(renderer: TypstRenderer, tmp_path: Path) -> None:
    reasons = "nội dung đề nghị không phù hợp với quy hoạch; thửa đất nằm trong đất giao thông"
    text = text_of(renderer.render(result(refused=True, reason=reasons)), tmp_path)
    assert "không chấp thuận đề nghị nêu trên" in text
    assert reasons[1:] in text
    assert "#strong" not in text


@pytest.mark.debian
def test_every_vietnamese_letter_is_printed_and_can_be_copied(renderer: TypstRenderer, tmp_path: Path) -> None:
    """In text and in capitals, regular and bold; nothing falls back to another font."""
    small = [" ".join(SYLLABLES[start : start + 12]) for start in range(0, len(SYLLABLES), 12)]
    content = result(request="; ".join(small), result_name="; ".join(small), agency_name="; ".join(small))
    pdf = renderer.render(content)
    text = text_of(pdf, tmp_path)
    for words in (*small, *(line.upper() for line in small)):
        assert all(letter in text for letter in words.split())
    assert text.count("ơ") >= 2
    fonts = run_debian("pdffonts", tmp_path / "paper.pdf").decode().splitlines()[2:]
    assert fonts
    assert all("LibertinusSerif" in line for line in fonts)


@pytest.mark.debian
def test_what_an_applicant_writes_is_text_and_never_markup(renderer: TypstRenderer, tmp_path: Path) -> None:
    hostile = '#panic("x") *đậm* $x^2$ @nhãn <nhãn> \\u{41} #include "paper.typ" "}'
    text = text_of(renderer.render(result(request=hostile)), tmp_path)
    assert hostile in text


@pytest.mark.parametrize(("content", "width"), [(apology(), 420), (apology("nd61-2018"), 420), (result(), 595)])
def test_forms_are_a5_and_results_a4_with_title_and_language(
    renderer: TypstRenderer, content: PaperContent, width: int
) -> None:
    reader = PdfFileReader(BytesIO(renderer.render(content)))
    page = reader.root["/Pages"]["/Kids"][0].get_object()
    assert round(float(page["/MediaBox"][2])) == width
    assert len(reader.root["/Pages"]["/Kids"]) == 1
    assert str(reader.root["/Lang"]).startswith("vi")
    assert str(content.code) in str(reader.trailer["/Info"]["/Title"])


def test_only_a_paper_that_a_person_signs_has_room_for_a_personal_signature(renderer: TypstRenderer) -> None:
    """Nobody's personal key signs on a timer (rulebook §1)."""
    assert set(open_fields(renderer.render(apology()))) == {"number", "seal"}
    assert set(open_fields(renderer.render(apology(automatic=False)))) == {"number", "personal", "seal"}
    assert set(open_fields(renderer.render(result()))) == {"number", "personal", "seal"}


def test_a_long_request_runs_to_a_second_page_with_its_fields(renderer: TypstRenderer) -> None:
    pdf = renderer.render(result(request="Đề nghị được xem xét. " * 180))
    assert len(PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Kids"]) == 2
    assert set(open_fields(pdf)) == {"number", "personal", "seal"}


@pytest.mark.debian
def test_times_are_those_of_vietnam_whatever_zone_they_came_in(renderer: TypstRenderer, tmp_path: Path) -> None:
    content = apology()
    due = content.due
    assert due is not None
    elsewhere = content.model_copy(update={"due": due.astimezone(UTC), "issued_at": content.issued_at.astimezone(UTC)})
    assert renderer.render(elsewhere) == renderer.render(content)


@pytest.mark.debian
def test_an_organisation_is_not_called_mister_or_madam(renderer: TypstRenderer, tmp_path: Path) -> None:
    company = Person(name="Công ty TNHH Xây dựng Thành Đông", identity_number="0801234567")
    text = text_of(renderer.render(apology(addressee=company)), tmp_path)
    assert "Kính gửi: Công ty TNHH Xây dựng Thành Đông" in text
    assert "Ông/Bà" not in text


def test_a_form_without_a_template_is_refused(renderer: TypstRenderer) -> None:
    with pytest.raises(Refused) as refusal:
        renderer.render(apology(form="09 Giấy gì đó"))
    assert refusal.value.code == "FORM_UNKNOWN"
