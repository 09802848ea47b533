"""How errors of activities travel: as codes, never with a text that could hold somebody's data (design §2.5).

One interceptor: it binds code, run and activity into the log's context, turns our errors into Temporal's, and says
which are worth another try.
"""

from __future__ import annotations

from typing import Any

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from models.errors import MotcuaError, Unavailable

__all__ = ["CodesOnly"]

log = structlog.get_logger(__name__)


class CodesOnly(Interceptor):
    """Lets only codes out of activities."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        """Wrap every activity."""
        return _CodesOnly(next)


class _CodesOnly(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - the SDK's name
        info = activity.info()
        with structlog.contextvars.bound_contextvars(
            code=info.workflow_id, run=info.workflow_run_id, activity=info.activity_type, attempt=info.attempt
        ):
            try:
                return await super().execute_activity(input)
            except MotcuaError as error:
                log.warning("activity_refused", error=error.code, facts=error.facts)
                raise ApplicationError(
                    error.code, error.facts, type=error.code, non_retryable=not isinstance(error, Unavailable)
                ) from None
            except Exception as error:  # the text of a stranger's exception may hold anything: only its type goes on
                log.error("activity_failed", error=type(error).__name__, where=_where(error))
                raise ApplicationError("UNEXPECTED", type="UNEXPECTED") from None


def _where(error: BaseException) -> list[str]:
    """The last frames of a traceback as `file:line function`: places, no values."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-6:]
