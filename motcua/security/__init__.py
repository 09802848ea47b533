"""The security room: keys at rest, sealing of personal data, and the issuing of proofs (design §2.5, §2.9)."""

from motcua.security.issuer import Issuer, Standing
from motcua.security.keystore import Keystore
from motcua.security.masters import Masters
from motcua.security.sealing import DossierKey, Sealer

__all__ = ["DossierKey", "Issuer", "Keystore", "Masters", "Sealer", "Standing"]
