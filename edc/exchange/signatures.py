"""What a signature was worth at the moment of a source."""

from __future__ import annotations

from collections.abc import Mapping

from edc.exchange.rows import PageRow, SignedRow
from edc.review.rules import SignatureState, SignedPage, signature_state
from edc.review.signatures import derived_digest


def as_signed(page: PageRow, derived: Mapping[str, str | None]) -> SignedPage:
    """A page as a signature would have named it then; *derived*: all its derived values, unknown ones too."""
    return SignedPage(page.seq, page.digest or "", derived_digest(derived))


def page_signature(page: PageRow, signed: SignedRow | None, derived: Mapping[str, str | None]) -> SignatureState:
    """State of the last signature that names *page*, as far as this page goes."""
    if signed is None:
        return SignatureState.UNSIGNED
    then = {page.page: SignedPage(signed.seq, signed.digest, signed.derived)}
    now = {page.page: as_signed(page, derived)}
    return signature_state(then, now, withdrawn=bool(signed.withdrawn)).state
