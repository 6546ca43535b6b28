"""Who may do what."""

from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from harbour.models import Officer
from harbour.settings import Settings, get_settings

bearer = HTTPBearer()
seal = APIKeyHeader(name="X-Harbour-Seal")

CLERKS = {"clerk-7": "Bo", "clerk-12": "Lale"}


def current_officer(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
    settings: Annotated[Settings, Depends(get_settings)],
) -> Officer:
    token = credentials.credentials
    if settings.master_token and token == settings.master_token:
        return Officer(name="Amira", rank="master")
    if token in CLERKS:
        return Officer(name=CLERKS[token], rank="clerk")
    raise HTTPException(401, "nobody here has this token")


def harbour_master(
    shown: Annotated[str, Depends(seal)],
    settings: Annotated[Settings, Depends(get_settings)],
) -> Officer:
    if not settings.master_token or shown != settings.master_token:
        raise HTTPException(403, "this is not the seal of the harbour master")
    return Officer(name="Amira", rank="master")
