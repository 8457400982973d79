"""Where a link in a document leads: on a click on one to a shared folder a machine signs in there by itself."""

from __future__ import annotations

import re

INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\ufeff]+")
SHARE = re.compile(
    r"(?:(?:file|smb|cifs|nfs|davs?|webdavs?):)?//+(?!/)(?![a-z][:|])(?!localhost/)[^/?#]", re.IGNORECASE
)
LOCAL = re.compile(r"(?:file:)?/*(?:localhost/+)?[a-z][:|]", re.IGNORECASE)
ASKS = re.compile(r"(?:ms-[a-z-]+|search(?:-ms)?|vbscript|shell|jar|mhtml|res|hcp|ldap):", re.IGNORECASE)
"""Words that hand what follows to a program of the machine."""
LOCAL_FILE = re.compile(r"file:/(?!/)|file:///(?!/)", re.IGNORECASE)


def leads_to_a_share(target: str) -> bool:
    """This function will tell whether a link leads to another machine's folder, or hands over to a program of this one.

    A web address, and a file of the own machine, are none.
    """
    plain = INVISIBLE.sub("", target).replace("\\", "/")
    if LOCAL.match(plain) or LOCAL_FILE.match(plain):
        return False
    return bool(SHARE.match(plain) or ASKS.match(plain))


def leads_away(target: str) -> bool:
    """This function will tell whether an address is anywhere but on the own machine."""
    plain = INVISIBLE.sub("", target).replace("\\", "/")
    return leads_to_a_share(target) or bool(
        re.match(r"[a-z][a-z0-9+.-]+://", plain, re.IGNORECASE) and not LOCAL_FILE.match(plain)
    )
