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
    "CALENDAR_UNKNOWN": ErrorText(
        "Không có lịch làm việc phiên bản {version}.",
        "There is no working calendar {version}.",
        "Dùng một trong các phiên bản: {known}.",
        "Use one of: {known}.",
    ),
    "CALENDAR_FILE_INVALID": ErrorText(
        "Tệp lịch {file}, dòng {line}, trường {field} không đúng: {why}.",
        "Calendar file {file}, line {line}, field {field} is wrong: {why}.",
        "Sửa dòng đã nêu theo mẫu của các tệp trong motcua/catalogue/shipped/calendars.",
        "Mend that line; the files in motcua/catalogue/shipped/calendars show the form.",
    ),
    "CALENDAR_FILE_UNREADABLE": ErrorText(
        "Không đọc được tệp lịch {file}.",
        "The calendar file {file} cannot be read.",
        "Kiểm tra đường dẫn và quyền đọc.",
        "Check the path and that it may be read.",
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
    # ── submission ────────────────────────────────────────────────────────────────────────────────────────────────
    # ── runtime ───────────────────────────────────────────────────────────────────────────────────────────────────
    # ── register ──────────────────────────────────────────────────────────────────────────────────────────────────
    "CHAIN_FORKED": ErrorText(
        "Nhật ký hồ sơ {code} bị rẽ nhánh tại số {seq}.",
        "The journal of {code} forks at seq {seq}.",
        "Hồ sơ có thể đã bị đặt lại; kiểm tra rồi dùng `motcua dossier adopt-reset {code}`.",
        "The run may have been reset; look, then use `motcua dossier adopt-reset {code}`.",
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
    # ── programs ──────────────────────────────────────────────────────────────────────────────────────────────────
}
