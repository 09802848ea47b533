"""The register room: journal, read model and sealed personal data in one PostgreSQL (design §2.1, §2.5, §2.6)."""

from motcua.register.codes import Reserved
from motcua.register.queries import Search
from motcua.register.schema import SchemaStatus, status, upgrade
from motcua.register.store import PostgresRegister

__all__ = ["PostgresRegister", "Reserved", "SchemaStatus", "Search", "status", "upgrade"]
