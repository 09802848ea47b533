"""What an operator watches: gauges of the promise beside the SDK's own metrics, health and readiness."""

from motcua.watch.endpoint import Endpoint, Readiness, serve_health
from motcua.watch.gauges import GAUGES, Gauges

__all__ = ["GAUGES", "Endpoint", "Gauges", "Readiness", "serve_health"]
