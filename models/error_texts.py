"""Every error's words, in one table: code → Vietnamese, English, and the next step in both.

Printed into docs/errors.md. A code is public and frozen; its words may be bettered. Sections follow the rooms.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["ERRORS", "ErrorText"]


class ErrorText(NamedTuple):
    """What an error says in Vietnamese and in English, and what to do next."""

    vi: str
    en: str
    next_vi: str
    next_en: str


ERRORS: Final[dict[str, ErrorText]] = {
    # ── values ────────────────────────────────────────────────────────────────────────────────────────────────────
    "MALFORMED_IDENTIFIER": ErrorText(
        "Mã không đúng dạng ({kind}).",
        "Malformed {kind}.",
        "Sửa lại theo mẫu {pattern}.",
        "Write it to the pattern {pattern}.",
    ),
    # ── calendar and clock ────────────────────────────────────────────────────────────────────────────────────────
    "CLOCK_PAUSED": ErrorText(
        "Thời hạn đang tạm dừng.",
        "The clock is paused.",
        "Chờ bổ sung hoặc nghĩa vụ tài chính hoàn tất rồi làm lại.",
        "Wait until the supplement or the payment has ended the pause, then do it again.",
    ),
    "CLOCK_RUNNING": ErrorText(
        "Thời hạn không ở trạng thái tạm dừng.",
        "The clock is not paused.",
        "Xem trạng thái hồ sơ bằng `motcua dossier show`; không cần làm gì thêm.",
        "Look at the dossier with `motcua dossier show`; nothing needs doing.",
    ),
    "CLOCK_BACKWARDS": ErrorText(
        "Thời điểm này sớm hơn thay đổi gần nhất của thời hạn.",
        "This instant is before the clock's latest change.",
        "Kiểm tra lại thời điểm; thời hạn chỉ được ghi theo thứ tự thời gian.",
        "Check the instant; a clock is told its changes in the order of time.",
    ),
    "EXTENSION_TOO_LATE": ErrorText(
        "Đã đến hạn trả kết quả, không gia hạn được nữa.",
        "The due instant has come; the limit can no longer be extended.",
        "Hồ sơ quá hạn phải xin lỗi và hẹn lại ngày trả kết quả.",
        "A late dossier owes an apology with a new date instead.",
    ),
    "CALENDAR_VERSION_UNKNOWN": ErrorText(
        "Không có lịch làm việc phiên bản {version}.",
        "There is no working calendar {version}.",
        "Dùng một trong các phiên bản: {known}.",
        "Use one of: {known}.",
    ),
    "CALENDAR_YEAR_UNKNOWN": ErrorText(
        "Lịch {version} không có năm {year}.",
        "The calendar {version} holds nothing of the year {year}.",
        "Dùng một năm từ {first} đến {last}.",
        "Use a year from {first} to {last}.",
    ),
    "INSTANT_MALFORMED": ErrorText(
        "{option}: thời điểm không đúng dạng, hoặc thiếu múi giờ, hoặc ngoài các năm 2000–2199.",
        "{option}: not an instant with a time zone in the years 2000–2199.",
        "Viết như 2024-02-06T09:00:00+07:00.",
        "Write it like 2024-02-06T09:00:00+07:00.",
    ),
    "DAY_MALFORMED": ErrorText(
        "{option}: ngày không đúng dạng.",
        "{option}: not a day.",
        "Viết như 2026-11-24.",
        "Write it like 2026-11-24.",
    ),
    "TIME_OF_DAY_MALFORMED": ErrorText(
        "{option}: giờ trong ngày không đúng dạng.",
        "{option}: not a time of day.",
        "Viết như 15:00.",
        "Write it like 15:00.",
    ),
    "PAUSE_MALFORMED": ErrorText(
        "{option}: lần tạm dừng không đúng dạng, chồng lên nhau, hoặc trước khi tiếp nhận.",
        "{option}: pauses are malformed, overlap, or precede the reception.",
        "Viết TỪ/ĐẾN theo thứ tự thời gian; bỏ trống ĐẾN nếu còn đang tạm dừng.",
        "Write FROM/TO in the order of time; leave TO empty if the clock still stands.",
    ),
    "LIMIT_MALFORMED": ErrorText(
        "Thời hạn {amount} {unit} không hợp lệ.",
        "A limit of {amount} {unit} is not possible.",
        "Số từ 1 đến 3660; giải quyết trong ngày (same_day) chỉ nhận số 1.",
        "From 1 to 3660; same_day takes 1 only.",
    ),
    # ── acts, proof, policy ───────────────────────────────────────────────────────────────────────────────────────
    "ACT_CONTENT_MALFORMED": ErrorText(
        "Nội dung của thao tác {act} không đúng ở trường {field}.",
        "The content of {act} is malformed at {field}.",
        "Xem lược đồ của thao tác bằng `motcua envelope --schema {act}` rồi gửi lại.",
        "Look at the act's schema with `motcua envelope --schema {act}` and send it again.",
    ),
    "PROOF_MISSING": ErrorText(
        "Thao tác {act} không có bằng chứng về người thực hiện.",
        "The act {act} bears no proof of who acted.",
        "Lấy bằng chứng bằng `motcua envelope` hoặc thao tác qua `motcua dossier`.",
        "Get a proven act from `motcua envelope`, or act through `motcua dossier`.",
    ),
    "PROOF_FOREIGN": ErrorText(
        "Bằng chứng của thao tác {act} được cấp cho việc khác ({what}).",
        "The proof of {act} was issued for something else ({what}).",
        "Lấy bằng chứng mới cho đúng hồ sơ, đúng thao tác và đúng nội dung này.",
        "Get a new proof for this very dossier, act and content.",
    ),
    "PROOF_FORGED": ErrorText(
        "Chữ ký trên bằng chứng của thao tác {act} không đúng.",
        "The signature on the proof of {act} does not hold.",
        "Lấy bằng chứng mới; nếu lặp lại, báo người vận hành: có thể có giả mạo.",
        "Get a new proof; if it happens again tell the operator: it may be a forgery.",
    ),
    "PROOF_STALE": ErrorText(
        "Bằng chứng của thao tác {act} đã hết hạn.",
        "The proof of {act} is past its validity.",
        "Lấy bằng chứng mới rồi thao tác lại.",
        "Get a new proof and act again.",
    ),
    "STATE_FORBIDS_ACT": ErrorText(
        "Không thể {act} khi hồ sơ ở trạng thái {status} ({phase}).",
        "{act} does not fit a dossier in status {status} ({phase}).",
        "Xem hồ sơ đang ở đâu bằng `motcua dossier show`.",
        "See where the dossier stands with `motcua dossier show`.",
    ),
    "STEP_HAS_MOVED": ErrorText(
        "Hồ sơ không còn ở bước đã xem; nay ở bước {step}.",
        "The dossier has left the step you saw; it now stands at {step}.",
        "Xem lại hồ sơ rồi quyết định lại.",
        "Look at the dossier again and decide anew.",
    ),
    "AGENCY_MAY_NOT": ErrorText(
        "Cơ quan {agency} không có quyền {act} đối với hồ sơ này lúc này.",
        "Agency {agency} may not {act} this dossier now.",
        "Thao tác này thuộc cơ quan đang giữ bước hiện tại.",
        "The act belongs to the agency of the current step.",
    ),
    "OFFICER_MAY_NOT": ErrorText(
        "Cán bộ không có vai trò cần thiết để {act}.",
        "The officer lacks the role that {act} needs.",
        "Nhờ người có thẩm quyền thực hiện, hoặc đề nghị cấp vai trò.",
        "Ask an officer who holds the role, or have the role granted.",
    ),
    "SEPARATION_OF_DUTIES": ErrorText(
        "Người đã xử lý hồ sơ không được {act} chính hồ sơ ấy.",
        "Who handled a dossier may not {act} it.",
        "Chuyển cho người có thẩm quyền khác.",
        "Let another competent officer decide.",
    ),
    "REASON_REQUIRED": ErrorText(
        "Thao tác {act} phải nêu lý do.",
        "{act} needs a reason.",
        "Thêm mã lý do bằng `--reason`.",
        "Add a reason code with `--reason`.",
    ),
    "DECISION_CONFLICT": ErrorText(
        "Mã quyết định {decision_id} đã dùng cho một nội dung khác.",
        "The decision id {decision_id} was used for another content.",
        "Dùng mã quyết định mới cho quyết định mới.",
        "Use a new decision id for a new decision.",
    ),
    "ACT_UNKNOWN": ErrorText(
        "Không có thao tác tên là {act}.",
        "There is no act named {act}.",
        "Xem các thao tác bằng `motcua dossier --help`.",
        "See the acts with `motcua dossier --help`.",
    ),
    "ACT_MALFORMED": ErrorText(
        "Tín hiệu {act} không đúng dạng ({inputs} đầu vào).",
        "The signal {act} is malformed ({inputs} inputs).",
        "Gửi đúng một phong bì do `motcua envelope` in ra.",
        "Send exactly one envelope as `motcua envelope` prints it.",
    ),
    "STEP_NOT_EARLIER": ErrorText(
        "Không thể trả về bước {step}.",
        "The dossier cannot go back to {step}.",
        "Chọn một bước xử lý đứng trước bước hiện tại.",
        "Choose a handling step before the current one.",
    ),
    "SHIFT_NOT_ALLOWED": ErrorText(
        "Chỉ môi trường diễn tập mới được dịch thời gian pháp lý.",
        "Only a rehearsal may shift legal time.",
        "Bỏ độ dịch thời gian, hoặc chạy trong môi trường diễn tập.",
        "Drop the shift, or run in a rehearsal namespace.",
    ),
    "CANCEL_REFUSED": ErrorText(
        "Không thể kết thúc hồ sơ bằng cách hủy lượt chạy.",
        "A dossier does not end by cancelling its run.",
        "Dùng thao tác của người có thẩm quyền, ví dụ refuse_dossier.",
        "Let whoever may end it do so by an act, such as refuse_dossier.",
    ),
    # ── submission ────────────────────────────────────────────────────────────────────────────────────────────────
    "COMPONENT_UNKNOWN": ErrorText(
        "Giấy tờ {component} không có trong thành phần hồ sơ của thủ tục {procedure}.",
        "{component} is not among the components of {procedure}.",
        "Chỉ nộp giấy tờ trong danh mục đã công bố: `motcua catalogue list --kind procedure`.",
        "Hand in listed components only: `motcua catalogue list --kind procedure`.",
    ),
    "COMPONENT_MISSING": ErrorText(
        "Thiếu giấy tờ {component} của thủ tục {procedure}.",
        "The component {component} of {procedure} is missing.",
        "Bổ sung giấy tờ rồi nộp lại.",
        "Add it and submit again.",
    ),
    "RECEIVED_IN_FUTURE": ErrorText(
        "Thời điểm tiếp nhận nằm trong tương lai.",
        "The time of reception lies in the future.",
        "Sửa received_at, hoặc bỏ trống để lấy giờ hiện tại.",
        "Correct received_at, or leave it out for now.",
    ),
    "RECEIVED_IN_PAST": ErrorText(
        "Thời điểm tiếp nhận đã qua chỉ dành cho hồ sơ chuyển từ hệ thống cũ.",
        "Only a migrated dossier may state a past reception.",
        "Bỏ received_at, hoặc nộp qua migrated với nguồn và vai trò chuyển đổi.",
        "Leave received_at out, or state it in `migrated`, with its source, as a migrator.",
    ),
    "OFFICER_NOT_NAMED": ErrorText(
        "Chưa nêu cán bộ thực hiện.",
        "No officer is named.",
        "Thêm --as MÃ_CÁN_BỘ, hoặc đặt MOTCUA_OFFICER.",
        "Add --as OFFICER, or set MOTCUA_OFFICER.",
    ),
    # ── files of submissions ──────────────────────────────────────────────────────────────────────────────────────
    "SUBMISSIONS_UNREADABLE": ErrorText(
        "Không đọc tiếp được tệp hồ sơ (lỗi hệ thống {error}).",
        "The file of submissions cannot be read on (system error {error}).",
        "Kiểm tra tệp và quyền đọc rồi chạy lại; hồ sơ đã nộp không bị nộp lần nữa.",
        "Check the file and its mode, then run again; what was started is not started again.",
    ),
    "SUBMISSIONS_NOT_UTF8": ErrorText(
        "Tệp không phải UTF-8 (có vẻ là UTF-16).",
        "The file is not UTF-8 (it looks like UTF-16).",
        "Lưu lại tệp với bảng mã UTF-8, có hoặc không có BOM.",
        "Save the file as UTF-8, with or without a byte order mark.",
    ),
    "SUBMISSIONS_CUT_OFF": ErrorText(
        "Từ dòng này trở đi tệp JSON không đọc được: một ngoặc hoặc chuỗi không được đóng, hoặc hồ sơ dài quá 1 MiB.",
        "From this line on the JSON cannot be read: a bracket or a string never ends, or a dossier is over 1 MiB.",
        "Sửa chỗ đó rồi chạy lại cùng tệp; hồ sơ đã nộp không bị nộp lần nữa.",
        "Correct it and run the same file again; what was started is not started again.",
    ),
    "SUBMISSION_TOO_LONG": ErrorText(
        "Dòng dài quá 1 MiB.",
        "The line is longer than 1 MiB.",
        "Kiểm tra dấu xuống dòng; mỗi hồ sơ một dòng.",
        "Check the line ends: one dossier per line.",
    ),
    "SUBMISSION_NOT_UTF8": ErrorText(
        "Dòng có ký tự không phải UTF-8.",
        "The line holds bytes that are not UTF-8.",
        "Lưu lại tệp với bảng mã UTF-8.",
        "Save the file as UTF-8.",
    ),
    "SUBMISSION_NOT_JSON": ErrorText(
        "Không phải JSON hợp lệ (từ ký tự thứ {column}).",
        "Not valid JSON (at character {column}).",
        "Sửa dấu ngoặc, dấu phẩy, dấu nháy; `python starter.py --schema` cho biết mẫu.",
        "Correct brackets, commas and quotes; `python starter.py --schema` prints the form.",
    ),
    "SUBMISSION_NOT_OBJECT": ErrorText(
        "Mỗi hồ sơ phải là một đối tượng JSON.",
        "A dossier must be one JSON object.",
        "Viết hồ sơ trong ngoặc nhọn, theo `python starter.py --schema`.",
        "Write it in braces, as `python starter.py --schema` says.",
    ),
    "SUBMISSION_FIELD_MISSING": ErrorText(
        "Thiếu {field}.",
        "{field} is missing.",
        "Điền {field}; xem docs/submission.md.",
        "Fill in {field}; see docs/submission.md.",
    ),
    "SUBMISSION_FIELD_UNKNOWN": ErrorText(
        "Không có trường nào tên như vậy: {field}.",
        "There is no such field: {field}.",
        "Bỏ trường này hoặc sửa tên theo docs/submission.md.",
        "Remove it, or correct its name by docs/submission.md.",
    ),
    "SUBMISSION_FIELD_TWICE": ErrorText(
        "{field} xuất hiện hai lần.",
        "{field} is there twice.",
        "Chỉ để lại một.",
        "Keep one of them.",
    ),
    "SUBMISSION_FIELD_WRONG": ErrorText(
        "{field} không đúng dạng.",
        "{field} has not the right form.",
        "Viết theo dạng {expected}",
        "Write it as {expected}",
    ),
    "SUBMISSION_TEXT_UNPRINTABLE": ErrorText(
        "{field} có ký tự điều khiển.",
        "{field} holds control characters.",
        "Xóa các ký tự không in được.",
        "Remove the characters that cannot be printed.",
    ),
    "RECEIVED_AT_TWICE": ErrorText(
        "Hồ sơ chuyển đổi ghi received_at ở hai nơi.",
        "A migrated dossier states received_at in two places.",
        "Chỉ ghi received_at trong `migrated`.",
        "State received_at within `migrated` only.",
    ),
    "APOLOGY_WITHOUT_DUE": ErrorText(
        "Có văn bản xin lỗi mà không có hạn trả kết quả đã trễ.",
        "There is an apology without the due instant it apologises for.",
        "Ghi `due` trong `migrated`.",
        "State `due` within `migrated`.",
    ),
    "INSTANT_FAR": ErrorText(
        "{field}: năm không hợp lý.",
        "{field}: the year makes no sense.",
        "Ghi một năm từ 1990 đến 2199.",
        "State a year from 1990 to 2199.",
    ),
    "PROMISE_BACKWARDS": ErrorText(
        "Hạn trả kết quả trước lúc tiếp nhận, hoặc ngày hẹn lại trước hạn.",
        "The due instant is before the reception, or the new date before the due instant.",
        "Ghi theo thứ tự: received_at, due, new_due.",
        "State them in order: received_at, due, new_due.",
    ),
    "PROMISE_TOO_FAR": ErrorText(
        "Hạn trả kết quả cách lúc tiếp nhận hơn mười năm.",
        "The due instant is more than ten years after the reception.",
        "Kiểm tra lại năm của due và new_due.",
        "Check the year of due and new_due.",
    ),
    "SUBMISSION_ID_TWICE": ErrorText(
        "submission_id đã có ở dòng {line} của tệp này.",
        "The submission_id is already on line {line} of this file.",
        "Mỗi hồ sơ một submission_id riêng; bỏ dòng trùng.",
        "Every dossier has its own submission_id; remove the repeated line.",
    ),
    "CSV_HEADER_MISSING": ErrorText(
        "Dòng đầu không phải tên cột.",
        "The first line holds no names of columns.",
        "Thêm dòng tên cột theo docs/submission.md, phân cách bằng dấu phẩy.",
        "Add the line of column names by docs/submission.md, separated by commas.",
    ),
    "CSV_COLUMN_UNKNOWN": ErrorText(
        "Cột thứ {column} không có trong mẫu: {field}.",
        "Column {column} is not one of the form's: {field}.",
        "Bỏ cột này hoặc sửa tên theo docs/submission.md.",
        "Remove it, or correct its name by docs/submission.md.",
    ),
    "CSV_QUOTES_BROKEN": ErrorText(
        "Dấu nháy kép không thành cặp.",
        "The double quotes are not in pairs.",
        'Ô có dấu phẩy hoặc xuống dòng đặt trong "…"; dấu nháy trong ô viết hai lần.',
        'Put a cell with commas or line breaks in "…"; write a quote within it twice.',
    ),
    "CSV_CELLS_WRONG": ErrorText(
        "Dòng có {count} ô, dòng tên cột có {expected}.",
        "The row has {count} cells, the header {expected}.",
        'Thêm hoặc bớt dấu phẩy; ô có dấu phẩy đặt trong "…".',
        'Add or remove commas; put a cell with commas in "…".',
    ),
    # ── runtime ───────────────────────────────────────────────────────────────────────────────────────────────────
    "SETTING_INVALID": ErrorText(
        "Thiết lập không hợp lệ: {settings}.",
        "Invalid setting: {settings}.",
        "Sửa biến môi trường đó; xem docs/settings.md.",
        "Correct that environment variable; see docs/settings.md.",
    ),
    "HOME_NOT_OURS": ErrorText(
        "Thư mục dữ liệu {home} thuộc về người dùng khác ({owner}).",
        "The data folder {home} belongs to another user ({owner}).",
        "Chạy bằng người dùng đó, hoặc đặt MOTCUA_HOME sang thư mục khác.",
        "Run as that user, or point MOTCUA_HOME to another folder.",
    ),
    "HOME_NOT_WRITABLE": ErrorText(
        "Không ghi được vào thư mục dữ liệu {home}.",
        "The data folder {home} cannot be written to.",
        "Cấp quyền ghi, hoặc đặt MOTCUA_HOME sang thư mục khác.",
        "Grant the right to write, or point MOTCUA_HOME to another folder.",
    ),
    "EMBEDDED_PROGRAM_MISSING": ErrorText(
        "Thiếu chương trình {program} của máy chủ nhúng.",
        "The embedded server's program {program} is missing.",
        "Chạy `make setup`, hoặc dùng máy chủ ngoài qua TEMPORAL_ADDRESS và MOTCUA_DATABASE_URL.",
        "Run `make setup`, or use outside servers through TEMPORAL_ADDRESS and MOTCUA_DATABASE_URL.",
    ),
    "EMBEDDED_ACCOUNT_MISSING": ErrorText(
        "PostgreSQL không chạy bằng root, và không tạo được tài khoản {account}.",
        "PostgreSQL refuses to run as root, and the account {account} could not be made.",
        "Chạy bằng người dùng thường, tạo tài khoản đó (useradd --system {account}), hoặc đặt MOTCUA_DATABASE_URL.",
        "Run as an ordinary user, make that account (useradd --system {account}), or set MOTCUA_DATABASE_URL.",
    ),
    "EMBEDDED_NOT_STARTED": ErrorText(
        "Máy chủ nhúng {server} không khởi động được.",
        "The embedded server {server} does not start.",
        "Xem {log}, rồi chạy `motcua doctor`.",
        "Read {log}, then run `motcua doctor`.",
    ),
    "EMBEDDED_SLOW": ErrorText(
        "Các máy chủ nhúng chưa sẵn sàng sau {seconds} giây.",
        "The embedded servers are not ready after {seconds} seconds.",
        "Xem {log}, rồi thử lại.",
        "Read {log}, then try again.",
    ),
    "RUNTIME_IN_USE": ErrorText(
        "Vẫn còn {count} chương trình đang dùng các máy chủ: {holders}.",
        "{count} programs still use the servers: {holders}.",
        "Máy chủ sẽ dừng khi chúng kết thúc; `motcua down --now` dừng ngay.",
        "The servers stop when they end; `motcua down --now` stops at once.",
    ),
    "RUNTIME_NOT_RUNNING": ErrorText(
        "Các máy chủ của {home} chưa chạy.",
        "The servers of {home} are not running.",
        "Chạy `motcua up` trước.",
        "Run `motcua up` first.",
    ),
    "TEMPORAL_UNREACHABLE": ErrorText(
        "Không kết nối được Temporal tại {address}.",
        "Temporal cannot be reached at {address}.",
        "Chạy `motcua doctor`; kiểm tra TEMPORAL_ADDRESS hoặc dùng `motcua up`.",
        "Run `motcua doctor`; check TEMPORAL_ADDRESS or use `motcua up`.",
    ),
    "TEMPORAL_REFUSED": ErrorText(
        "Temporal tại {address} từ chối: sai chứng thực hoặc thiếu quyền.",
        "Temporal at {address} refuses: wrong credentials or too few rights.",
        "Kiểm tra TEMPORAL_API_KEY và TEMPORAL_TLS_*; nhờ người quản trị cụm cấp quyền.",
        "Check TEMPORAL_API_KEY and TEMPORAL_TLS_*; ask the cluster's administrator for the right.",
    ),
    "NAMESPACE_MISSING": ErrorText(
        "Temporal không có namespace {namespace}.",
        "Temporal has no namespace {namespace}.",
        "Chạy `motcua up`, hoặc nhờ người quản trị cụm tạo nó.",
        "Run `motcua up`, or ask the cluster's administrator to make it.",
    ),
    "SEARCH_ATTRIBUTE_CONFLICT": ErrorText(
        "Khóa tìm kiếm {attribute} đã có với kiểu khác.",
        "The search attribute {attribute} exists with another type.",
        "Dùng namespace riêng (TEMPORAL_NAMESPACE), hoặc nhờ người quản trị cụm sửa.",
        "Use a namespace of our own (TEMPORAL_NAMESPACE), or ask the cluster's administrator to mend it.",
    ),
    # ── register ──────────────────────────────────────────────────────────────────────────────────────────────────
    "CHAIN_FORKED": ErrorText(
        "Nhật ký hồ sơ {code} bị rẽ nhánh tại số {seq}.",
        "The journal of {code} forks at seq {seq}.",
        "Lượt chạy có thể đã bị đặt lại; xem `motcua audit timeline {code}` và báo người vận hành.",
        "The run may have been reset; look at `motcua audit timeline {code}` and tell the operator.",
    ),
    "CHAIN_GAP": ErrorText(
        "Nhật ký hồ sơ {code} thiếu sự kiện số {seq}.",
        "The journal of {code} lacks seq {seq}.",
        "Không sửa tay; báo người vận hành đối chiếu với lịch sử Temporal.",
        "Mend nothing by hand; let the operator compare it with Temporal's history.",
    ),
    "CHAIN_FORGED": ErrorText(
        "Sự kiện số {seq} của hồ sơ {code} không khớp mã băm.",
        "Event {seq} of {code} does not match its hash.",
        "Không sửa tay; báo kiểm tra viên.",
        "Mend nothing by hand; tell the auditor.",
    ),
    "NOT_RESERVED": ErrorText(
        "Sổ chưa cấp mã {code} cho hồ sơ này.",
        "The register reserved no code {code} for this dossier.",
        "Nộp hồ sơ qua `starter.py` hoặc cổng, không tự khởi động bằng tay.",
        "Submit it through `starter.py` or the portal; start nothing by hand.",
    ),
    "SUBMISSION_CONFLICT": ErrorText(
        "Mã nộp {submission} đã dùng cho một hồ sơ có nội dung khác ({code}).",
        "The submission id {submission} was used for another content ({code}).",
        "Dùng mã nộp mới cho hồ sơ mới; để sửa hồ sơ đã nộp, dùng thao tác trên hồ sơ {code}.",
        "Use a new submission id for a new dossier; to change the one submitted, act on {code}.",
    ),
    "CODE_TAKEN": ErrorText(
        "Mã hồ sơ {code} đã thuộc về một lần nộp khác.",
        "The dossier code {code} belongs to another submission.",
        "Kiểm tra mã trong dữ liệu chuyển sang; mỗi hồ sơ cũ chỉ nhập một lần.",
        "Check the code in the migrated data; each old dossier is entered once.",
    ),
    "PERSON_ERASED": ErrorText(
        "Dữ liệu cá nhân của hồ sơ {code} đã được xóa.",
        "The personal data of {code} was erased.",
        "Không khôi phục được; nhật ký và giấy tờ đã trả vẫn kiểm chứng được bằng mã băm.",
        "It cannot be restored; the journal and the papers still verify by their hashes.",
    ),
    "NOTE_UNKNOWN": ErrorText(
        "Hồ sơ {code} không có ghi chú này.",
        "The dossier {code} has no such note.",
        "Xem các ghi chú bằng `motcua audit timeline {code}`.",
        "See the notes with `motcua audit timeline {code}`.",
    ),
    "CALENDAR_UNKNOWN": ErrorText(
        "Sổ chưa có lịch làm việc nào cho ngày {day}.",
        "The register keeps no working calendar for {day}.",
        "Nhập danh mục bằng `motcua catalogue import` rồi thử lại.",
        "Import the catalogue with `motcua catalogue import`, then try again.",
    ),
    "DATABASE_UNREACHABLE": ErrorText(
        "Không kết nối được cơ sở dữ liệu.",
        "The database cannot be reached.",
        "Kiểm tra bằng `motcua doctor`; cơ sở dữ liệu kèm theo chạy khi `motcua up`.",
        "Look with `motcua doctor`; the embedded database runs after `motcua up`.",
    ),
    "DATABASE_REFUSED": ErrorText(
        "Cơ sở dữ liệu từ chối tài khoản hoặc quyền truy cập.",
        "The database refused the account or its rights.",
        "Sửa người dùng, mật khẩu, tên cơ sở dữ liệu trong MOTCUA_DATABASE_URL.",
        "Correct user, password and database name in MOTCUA_DATABASE_URL.",
    ),
    "DATABASE_BUSY": ErrorText(
        "Cơ sở dữ liệu quá tải hoặc chờ quá lâu (mã {sqlstate}).",
        "The database is overloaded or took too long (state {sqlstate}).",
        "Việc này được tự động thử lại; nếu kéo dài, xem tải và số kết nối.",
        "It is tried again by itself; if it lasts, look at load and connections.",
    ),
    "SCHEMA_OLD": ErrorText(
        "Cấu trúc cơ sở dữ liệu ({current}) cũ hơn chương trình ({head}).",
        "The database's schema ({current}) is older than the program ({head}).",
        "Sao lưu rồi chạy `motcua db upgrade`.",
        "Back up, then run `motcua db upgrade`.",
    ),
    "SCHEMA_NEWER": ErrorText(
        "Cấu trúc cơ sở dữ liệu ({current}) mới hơn chương trình ({head}).",
        "The database's schema ({current}) is newer than the program ({head}).",
        "Chạy đúng phiên bản chương trình; không hạ cấp cơ sở dữ liệu.",
        "Run the version of the program that made it; never downgrade the database.",
    ),
    # ── keys and sealing ──────────────────────────────────────────────────────────────────────────────────────────
    "KEYSTORE_MISSING": ErrorText(
        "Không đọc được kho khóa hoặc tệp khóa: {folder}.",
        "The keystore or a key file cannot be read: {folder}.",
        "Khôi phục kho khóa từ bản sao lưu; thiếu khóa chính thì dữ liệu cá nhân không mở được.",
        "Restore the keystore from its backup; without the master key no personal data opens.",
    ),
    "KEYSTORE_MODE": ErrorText(
        "Người khác đọc được {path} (quyền {mode}).",
        "Others may read {path} (mode {mode}).",
        "Đặt lại quyền: `chmod {wanted} {path}`, và xem ai đã đọc được.",
        "Set it right: `chmod {wanted} {path}`, and find out who could read it.",
    ),
    "KEYSTORE_DAMAGED": ErrorText(
        "Tệp khóa hỏng: {file}.",
        "The key file is damaged: {file}.",
        "Khôi phục tệp này từ bản sao lưu của kho khóa.",
        "Restore this file from the keystore's backup.",
    ),
    "MASTER_KEY_WRONG": ErrorText(
        "Kho khóa không phải của cơ sở dữ liệu này (khóa {key}).",
        "The keystore is not the one of this database (key {key}).",
        "Đặt MOTCUA_HOME hoặc kho khóa đúng với cơ sở dữ liệu; không tạo khóa mới.",
        "Use the home or keystore that belongs to this database; make no new keys.",
    ),
    "SEAL_BROKEN": ErrorText(
        "Dữ liệu niêm phong của {scope} không mở được ({purpose}).",
        "Sealed data of {scope} does not open ({purpose}).",
        "Dữ liệu đã bị thay đổi; khôi phục từ bản sao lưu và báo kiểm tra viên.",
        "It was changed; restore it from a backup and tell the auditor.",
    ),
    # ── catalogue ─────────────────────────────────────────────────────────────────────────────────────────────────
    "CATALOGUE_VERSION_EXISTS": ErrorText(
        "Danh mục đã có {kind} {key} phiên bản {version} với nội dung khác.",
        "The catalogue already keeps {kind} {key} version {version} with another content.",
        "Không sửa phiên bản đã nhập: hãy tăng số phiên bản rồi nhập lại.",
        "An imported version is never changed: raise the version number and import again.",
    ),
    "AGENCY_UNKNOWN": ErrorText(
        "Không có cơ quan {agency} trong danh mục.",
        "The catalogue knows no agency {agency}.",
        "Kiểm tra mã bằng `motcua catalogue list --kind agency`.",
        "Look the code up with `motcua catalogue list --kind agency`.",
    ),
    "AGENCY_NOT_IN_FORCE": ErrorText(
        "Cơ quan {agency} không hoạt động vào ngày {day}; cơ quan kế thừa: {successor}.",
        "Agency {agency} does not exist on {day}; its successor: {successor}.",
        "Dùng mã cơ quan có hiệu lực vào ngày đó.",
        "Use the agency in force on that day.",
    ),
    "AGENCY_NOT_RECEIVING": ErrorText(
        "Cơ quan {agency} không tiếp nhận thủ tục {procedure}.",
        "Agency {agency} does not receive procedure {procedure}.",
        "Nộp tại một nơi tiếp nhận ghi trong thủ tục: `motcua catalogue list --kind procedure`.",
        "Submit at one of the procedure's counters: `motcua catalogue list --kind procedure`.",
    ),
    "AGENCY_NOT_COMPETENT": ErrorText(
        "Cơ quan {agency} không có thẩm quyền giải quyết thủ tục {procedure}.",
        "Agency {agency} is not competent for procedure {procedure}.",
        "Bỏ trống cơ quan có thẩm quyền, hoặc ghi cơ quan có thẩm quyền của một nơi tiếp nhận.",
        "Leave the competent agency out, or name the one that is competent for one of its counters.",
    ),
    "OFFICER_UNKNOWN": ErrorText(
        "Không có cán bộ {officer} trong danh mục.",
        "The catalogue knows no officer {officer}.",
        "Kiểm tra mã bằng `motcua catalogue list --kind officer`.",
        "Look the id up with `motcua catalogue list --kind officer`.",
    ),
    "OFFICER_NOT_IN_OFFICE": ErrorText(
        "Cán bộ {officer} không tại chức vào ngày {day}.",
        "Officer {officer} is not in office on {day}.",
        "Thao tác bằng tài khoản của người đang tại chức.",
        "Act as an officer who is in office.",
    ),
    "PROCEDURE_UNKNOWN": ErrorText(
        "Không có thủ tục {procedure} trong danh mục.",
        "The catalogue knows no procedure {procedure}.",
        "Kiểm tra mã bằng `motcua catalogue list --kind procedure`.",
        "Look the code up with `motcua catalogue list --kind procedure`.",
    ),
    "PROCEDURE_NOT_IN_FORCE": ErrorText(
        "Thủ tục {procedure} không có hiệu lực vào ngày {day}.",
        "Procedure {procedure} is not in force on {day}.",
        "Không tiếp nhận; hướng dẫn thủ tục đang có hiệu lực thay thế nó.",
        "Do not receive it; point to the procedure now in force.",
    ),
    "REGIME_NOT_IN_FORCE": ErrorText(
        "Không có quy chế một cửa nào có hiệu lực vào ngày {day}.",
        "No regime is in force on {day}.",
        "Kiểm tra ngày tiếp nhận, hoặc nhập quy chế của thời kỳ đó.",
        "Check the day of reception, or import the regime of that time.",
    ),
    "CATALOGUE_INVALID": ErrorText(
        "Danh mục có {count} lỗi.",
        "The catalogue has {count} problems.",
        "Sửa theo danh sách rồi chạy lại `motcua catalogue check`.",
        "Mend each one listed, then run `motcua catalogue check` again.",
    ),
    "CATALOGUE_NOT_FOUND": ErrorText(
        "Không có tệp danh mục nào ở {path}.",
        "There is no catalogue file at {path}.",
        "Ghi đường dẫn của một tệp .yaml hoặc một thư mục chứa các tệp đó.",
        "Give the path of a .yaml file or of a folder of them.",
    ),
    "CATALOGUE_NOT_YAML": ErrorText(
        "Tệp không đọc được dưới dạng YAML: {why}.",
        "The file cannot be read as YAML: {why}.",
        "Sửa dòng đã nêu; tệp phải là UTF-8.",
        "Mend the line named; the file must be UTF-8.",
    ),
    "CATALOGUE_KEY_TWICE": ErrorText(
        "Khóa {field} được ghi hai lần.",
        "The key {field} is written twice.",
        "Giữ lại một.",
        "Keep one of them.",
    ),
    "CATALOGUE_SECTION_UNKNOWN": ErrorText(
        "Không có phần {field} trong tệp danh mục.",
        "A catalogue file has no section {field}.",
        "Dùng một trong các phần: {known}.",
        "Use one of: {known}.",
    ),
    "CATALOGUE_FIELD_MISSING": ErrorText(
        "Thiếu trường {field}.",
        "The field {field} is missing.",
        "Bổ sung trường này.",
        "Add it.",
    ),
    "CATALOGUE_FIELD_UNKNOWN": ErrorText(
        "Không có trường {field}.",
        "There is no field {field}.",
        "Sửa tên hoặc bỏ trường này.",
        "Mend its name or take it out.",
    ),
    "CATALOGUE_FIELD_WRONG": ErrorText(
        "Trường {field} không đúng: {why}.",
        "The field {field} is wrong: {why}.",
        "Sửa giá trị của trường này.",
        "Mend its value.",
    ),
    "CATALOGUE_VERSION_TWICE": ErrorText(
        "{kind} {key} phiên bản {version} được ghi hai lần với nội dung khác nhau.",
        "{kind} {key} version {version} is written twice with different contents.",
        "Giữ lại một, hoặc tăng số phiên bản của bản sau.",
        "Keep one, or raise the later one's version number.",
    ),
    "CATALOGUE_VERSION_GAP": ErrorText(
        "{kind} {key} thiếu phiên bản {version}.",
        "{kind} {key} lacks version {version}.",
        "Đánh số phiên bản liên tục từ 1.",
        "Number versions from 1 without gaps.",
    ),
    "CATALOGUE_VERSION_ORDER": ErrorText(
        "{kind} {key} phiên bản {version} bắt đầu trước phiên bản liền trước.",
        "{kind} {key} version {version} begins before the one it follows.",
        "Sửa valid_from: phiên bản sau không được bắt đầu sớm hơn phiên bản trước.",
        "Mend valid_from: a later version never begins before an earlier one.",
    ),
    "CATALOGUE_AGENCY_ABSENT": ErrorText(
        "Trường {field}: cơ quan {agency} không có trong danh mục vào ngày {day}.",
        "The field {field}: agency {agency} does not exist in the catalogue on {day}.",
        "Thêm cơ quan, sửa mã, hoặc sửa thời gian hiệu lực.",
        "Add the agency, or mend the code or the dates.",
    ),
    "CATALOGUE_AGENCY_CYCLE": ErrorText(
        "Cơ quan {agency} trực thuộc chính nó qua chuỗi cấp trên.",
        "Agency {agency} stands under itself.",
        "Sửa parent và superior để cây có gốc.",
        "Mend parent and superior so that the tree has a root.",
    ),
    "CATALOGUE_REGIME_ABSENT": ErrorText(
        "Quy chế {regime} không có hiệu lực vào ngày {day}.",
        "Regime {regime} is not in force on {day}.",
        "Sửa regime hoặc thời gian hiệu lực của thủ tục.",
        "Mend the regime or the procedure's dates.",
    ),
    "CATALOGUE_STEP_UNSTAFFED": ErrorText(
        "Bước {step}: cơ quan {agency} không có ai giữ vai trò {role} vào ngày {day}.",
        "Step {step}: agency {agency} has nobody with the role {role} on {day}.",
        "Thêm cán bộ vào danh mục hoặc sửa bước.",
        "Add an officer or mend the step.",
    ),
    "CATALOGUE_SIGNER_ABSENT": ErrorText(
        "Bước {step}: cơ quan {agency} không có ai được ký vào ngày {day}.",
        "Step {step}: agency {agency} has nobody who may sign on {day}.",
        "Đặt may_sign cho người có thẩm quyền.",
        "Set may_sign for the competent officer.",
    ),
    "CATALOGUE_DUTIES_MIXED": ErrorText(
        "Bước {step}: tại {agency} chỉ có {officer} vừa thụ lý vừa ký.",
        "Step {step}: at {agency} only {officer} could both handle and sign.",
        "Bổ sung người: người thụ lý không được là người duyệt.",
        "Add an officer: whoever handled may not approve.",
    ),
    "CATALOGUE_REPLACED_IN_FORCE": ErrorText(
        "Thủ tục {procedure} được thay thế từ {day} nhưng vẫn còn hiệu lực.",
        "Procedure {procedure} is replaced from {day} but still in force then.",
        "Ghi bãi bỏ (abolitions) hoặc valid_to cho thủ tục bị thay thế.",
        "State its abolition (abolitions) or its valid_to.",
    ),
    "CATALOGUE_UNVERIFIED_UNSAID": ErrorText(
        "Ghi verified và unverified không khớp nhau.",
        "verified and unverified do not agree.",
        "Khi verified: false, ghi rõ trong unverified những gì chưa kiểm chứng; khi đã kiểm chứng, bỏ unverified.",
        "With verified: false say in unverified what is not; with verified: true leave it out.",
    ),
    # ── papers, signatures, delivery ──────────────────────────────────────────────────────────────────────────────
    "FORM_UNKNOWN": ErrorText(
        "Không có mẫu in cho biểu mẫu “{form}” của hồ sơ {dossier}.",
        "There is no template for the form “{form}” of {dossier}.",
        "Kiểm tra tên biểu mẫu trong danh mục chế độ áp dụng (regime), rồi dùng `motcua dossier retry {dossier}`.",
        "Check the form's title in the catalogue's regime, then use `motcua dossier retry {dossier}`.",
    ),
    "PAPER_NOT_TYPESET": ErrorText(
        "Không dàn trang được văn bản theo mẫu {template}.",
        "The template {template} could not be typeset.",
        "Báo người vận hành: mẫu văn bản có lỗi; sửa mẫu rồi thử lại.",
        "Tell the operator: the template is faulty; mend it, then try again.",
    ),
    "PAPER_NOT_SIGNABLE": ErrorText(
        "Văn bản không còn trường trống “{field}” để ghi số hoặc ký.",
        "The paper has no empty field “{field}” to number or sign.",
        "Ký trên bản chưa ký do hệ thống lập; không ký lại văn bản đã ký.",
        "Sign the unsigned paper made by the system; a signed one is not signed again.",
    ),
    "PAPER_UNKNOWN": ErrorText(
        "Kho văn bản không có văn bản {sha256} của hồ sơ {dossier}.",
        "The store has no paper {sha256} of {dossier}.",
        "Kiểm tra mã băm; nếu đúng, báo người vận hành khôi phục thư mục văn bản từ bản sao lưu.",
        "Check the hash; if it is right, let the operator restore the documents folder from a backup.",
    ),
    "PAPER_CORRUPT": ErrorText(
        "Văn bản {sha256} của hồ sơ {dossier} trên đĩa đã khác với lúc lưu.",
        "The paper {sha256} of {dossier} is not the bytes that were stored.",
        "Không sửa tay; báo kiểm tra viên và khôi phục tệp từ bản sao lưu.",
        "Mend nothing by hand; tell the auditor and restore the file from a backup.",
    ),
    "DISK_FULL": ErrorText(
        "Đĩa đã đầy, chưa ghi được vào thư mục {folder}.",
        "The disk is full; nothing was written to the folder {folder}.",
        "Giải phóng dung lượng; hệ thống tự làm lại.",
        "Free some space; it is tried again by itself.",
    ),
    "FOLDER_UNWRITABLE": ErrorText(
        "Không ghi được vào thư mục {folder} (lỗi hệ thống {errno}).",
        "The folder {folder} cannot be written (system error {errno}).",
        "Kiểm tra quyền và đĩa của thư mục dữ liệu; hệ thống tự làm lại.",
        "Check the data folder's permissions and disk; it is tried again by itself.",
    ),
    "FOLDER_UNREADABLE": ErrorText(
        "Không đọc được thư mục {folder} (lỗi hệ thống {errno}).",
        "The folder {folder} cannot be read (system error {errno}).",
        "Kiểm tra quyền và đĩa của thư mục dữ liệu; hệ thống tự làm lại.",
        "Check the data folder's permissions and disk; it is tried again by itself.",
    ),
    "KEY_UNKNOWN": ErrorText(
        "Không có khóa ký cho {holder}.",
        "There is no signing key for {holder}.",
        "Cấp chứng thư cho người hoặc cơ quan này, rồi thử lại.",
        "Have a certificate issued to this officer or agency, then try again.",
    ),
    "KEY_DAMAGED": ErrorText(
        "Tệp khóa ký của {holder} bị hỏng.",
        "The signing key file of {holder} is damaged.",
        "Khôi phục thư mục khóa từ bản sao lưu; không tạo khóa thay thế.",
        "Restore the keystore from a backup; make no key in its place.",
    ),
    "CERTIFICATE_NOT_VALID": ErrorText(
        "Chứng thư của {holder} không có hiệu lực vào ngày {day}.",
        "The certificate of {holder} is not valid on {day}.",
        "Gia hạn chứng thư, rồi thử lại.",
        "Have the certificate renewed, then try again.",
    ),
    "SIGNER_UNREACHABLE": ErrorText(
        "Chưa lấy được dấu thời gian cho chữ ký số.",
        "No timestamp could be had for the signature.",
        "Kiểm tra dịch vụ dấu thời gian; hệ thống tự làm lại.",
        "Check the timestamp service; it is tried again by itself.",
    ),
    "MAIL_UNREACHABLE": ErrorText(
        "Máy chủ thư chưa nhận thư {letter} ({reply}).",
        "The mail server did not take the letter {letter} ({reply}).",
        "Kiểm tra máy chủ thư; hệ thống tự gửi lại.",
        "Check the mail server; it is sent again by itself.",
    ),
    "MAIL_REJECTED": ErrorText(
        "Máy chủ thư từ chối thư {letter} ({reply}).",
        "The mail server rejected the letter {letter} ({reply}).",
        "Kiểm tra địa chỉ người nhận, hoặc gửi bằng kênh khác rồi xác nhận bằng `motcua dossier confirm_delivery`.",
        "Check the address, or deliver it by another channel and confirm with `motcua dossier confirm_delivery`.",
    ),
    "MAIL_URL_MALFORMED": ErrorText(
        "Địa chỉ máy chủ thư không đúng dạng.",
        "The mail server's address is malformed.",
        "Viết theo mẫu smtp://máy:cổng, smtp+starttls://… hoặc smtps://….",
        "Write it as smtp://host:port, smtp+starttls://… or smtps://….",
    ),
    "DOSSIER_NOT_RUNNING": ErrorText(
        "Hồ sơ {code} không có hoặc đã đóng.",
        "There is no open dossier {code}.",
        "Kiểm tra lại mã; xem hồ sơ đã đóng bằng `motcua dossier show {code}`.",
        "Check the code; see a closed dossier with `motcua dossier show {code}`.",
    ),
    "DOSSIER_FAILED": ErrorText(
        "Hồ sơ {code} trả lời bằng một lỗi không rõ.",
        "The dossier {code} answered with an unknown error.",
        "Xem nhật ký của worker và báo người vận hành.",
        "Look at the worker's log and tell the operator.",
    ),
    "WORKER_SILENT": ErrorText(
        "Không có worker nào trả lời cho hồ sơ {code}.",
        "No worker answered for {code}.",
        "Chạy `motcua dev` hoặc `python worker.py` rồi làm lại; làm lại không gây trùng.",
        "Run `motcua dev` or `python worker.py`, then repeat; repeating does nothing twice.",
    ),
    "EFFECT_NOT_BLOCKED": ErrorText(
        "Không có việc {effect} nào đang bị chặn.",
        "No blocked effect {effect}.",
        "Xem các việc bị chặn bằng `motcua dossier show`.",
        "See the blocked effects with `motcua dossier show`.",
    ),
    "DOSSIER_UNKNOWN": ErrorText(
        "Sổ không có hồ sơ {code}.",
        "The register knows no dossier {code}.",
        "Kiểm tra lại mã hồ sơ.",
        "Check the code.",
    ),
    "PAPER_NOT_ISSUED": ErrorText(
        "Hồ sơ {code} chưa có giấy loại {kind}.",
        "The dossier {code} has no {kind} paper yet.",
        "Xem hồ sơ đang ở đâu bằng `motcua dossier show {code}`.",
        "See where it stands with `motcua dossier show {code}`.",
    ),
    "PROMISE_NOT_MADE": ErrorText(
        "Hồ sơ {code} chưa được tiếp nhận nên chưa có hạn trả kết quả.",
        "The dossier {code} was not received yet, so nothing was promised.",
        "Tiếp nhận bằng `motcua dossier accept_dossier {code}`.",
        "Accept it with `motcua dossier accept_dossier {code}`.",
    ),
    # ── programs ──────────────────────────────────────────────────────────────────────────────────────────────────
}
