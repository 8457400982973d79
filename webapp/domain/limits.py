"""How often something may be done within a span; what is beyond waits until the span is over."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many times within a span, for one person or one address.

    `remembered`: each process counts its own tries besides, which no change of the database takes from it.
    """

    kind: str
    times: int
    within: dt.timedelta
    remembered: bool = False

    def since(self, now: dt.datetime) -> dt.datetime:
        """This function will give the beginning of the span in which an instant lies."""
        seconds = int(self.within.total_seconds())
        return dt.datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, dt.UTC)

    def until(self, now: dt.datetime) -> dt.datetime:
        """This function will give the end of that span."""
        return self.since(now) + self.within


QUARTER = dt.timedelta(minutes=15)
SIGN_IN = Limit(kind="sign_in", times=50, within=QUARTER)
"""Wrong tries from one address by browsers that are new to the login: a whole office may sit behind one."""
DEVICE = Limit(kind="device", times=5, within=QUARTER)
"""Wrong tries in a browser where the login has been in before: counted for it alone, whatever others try."""
PROVIDER = Limit(kind="provider", times=50, within=QUARTER)
"""Requests to the outside provider that led nowhere, from one address or one known browser."""
PROOF = Limit(kind="proof", times=5, within=QUARTER, remembered=True)
"""Wrong second factors, and wrong passwords where one is asked again, of one person: a code has a million values."""
PROOF_HERE = Limit(kind="proof_here", times=5, within=QUARTER, remembered=True)
"""The same in a browser where that person has passed the second factor: counted for it alone, whatever others try."""
PROOF_KNOWN = Limit(kind="proof_known", times=50, within=dt.timedelta(days=1), remembered=True)
"""The same in all such browsers of one person together: more of them give a guesser no more tries."""
SEARCH = Limit(kind="search", times=60, within=dt.timedelta(minutes=1))
EXPORT = Limit(kind="export", times=60, within=dt.timedelta(minutes=10))
"""Files taken out of the house by one person: letters, attachments, minutes, archives, figures."""
ONE_HOLDER = 64
"""Bits of an IPv6 address that a network gives out; whoever has one has all below them."""


def counted(remote: str) -> str:
    """This function will give for whom tries of an address are counted: of IPv6 the whole network of its holder."""
    try:
        address = ipaddress.ip_address(remote.partition("%")[0])
    except ValueError:
        return remote
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, ONE_HOLDER), strict=False))
