"""Gauges of the promise itself, in the same Prometheus endpoint as the SDK's metrics.

Every worker tells the same numbers, for they are the register's: over several workers take the greatest, never a sum.
"""

from __future__ import annotations

from typing import Final

from temporalio.common import MetricGauge, MetricMeter

from models.pulse import Pulse

__all__ = ["GAUGES", "Gauges"]

GAUGES: Final[dict[str, str]] = {
    "open_dossiers": "Hồ sơ đang mở",
    "due_within_day": "Hồ sơ đến hạn trong 24 giờ tới",
    "overdue": "Hồ sơ chưa xong và đã quá hạn",
    "overdue_without_apology": "Hồ sơ trễ hạn mà chưa ban hành văn bản xin lỗi; phải là 0",
    "apologies_owed": "Hồ sơ còn nợ xin lỗi",
    "escalated": "Hồ sơ đang mở đã báo cáo cấp trên",
    "blocked_effects": "Việc không làm được, đang chờ làm lại",
    "not_started": "Mã đã giữ quá 5 phút mà chưa bắt đầu",
    "stopped_journals": "Hồ sơ đang mở mà nhật ký rẽ nhánh, hụt, hoặc không chạy trên Temporal",
    "refused_acts": "Yêu cầu bị từ chối đã được ghi lại trong một giờ qua",
    "oldest_hand_over_seconds": "Tuổi của bàn giao lâu nhất chưa ai nhận",
    "alarm_lateness_seconds": "Đồng hồ pháp lý báo sau lúc đã định nhiều nhất bao lâu trong một giờ qua",
    "oldest_reservation_seconds": "Tuổi của mã giữ lâu nhất chưa bắt đầu",
    "archive_backlog": "Lượt chạy đã đóng mà chưa lưu trữ",
    "oldest_unarchived_seconds": "Tuổi của lượt chạy đã đóng lâu nhất chưa lưu trữ",
    "archive_missed": "Lượt chạy đã đóng mà lịch sử mất trước khi lưu trữ",
}
"""Every gauge, as `motcua_` and its name, with what it counts; the pulse has a field for each of them."""


class Gauges:
    """The promise's gauges on one meter; a meter without an exporter takes them and shows nothing."""

    def __init__(self, meter: MetricMeter) -> None:
        self._gauges: dict[str, MetricGauge] = {
            name: meter.create_gauge(f"motcua_{name}", words) for name, words in GAUGES.items()
        }

    def show(self, pulse: Pulse) -> None:
        """Set every gauge."""
        for name, gauge in self._gauges.items():
            gauge.set(getattr(pulse, name))
