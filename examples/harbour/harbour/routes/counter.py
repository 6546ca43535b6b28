from typing import Annotated

from fastapi import APIRouter, Depends

from harbour.models import Officer
from harbour.security import current_officer
from harbour.settings import Settings, get_settings

router = APIRouter(tags=["counter"])


@router.get("/")
def card(settings: Annotated[Settings, Depends(get_settings)]) -> dict[str, str]:
    return {"name": settings.name, "currency": settings.currency}


@router.get("/health")
async def health() -> dict[str, str]:
    return {"status": "open"}


@router.get("/me")
def me(officer: Annotated[Officer, Depends(current_officer)]) -> Officer:
    return officer
