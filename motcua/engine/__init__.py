"""Temporal: client, namespace, runner, workers."""
