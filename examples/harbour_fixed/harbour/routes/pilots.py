from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException

from harbour.deps import get_pilot_office
from harbour.pilots import PilotOffice, StationClosedError, StationSilentError

router = APIRouter(prefix="/pilots", tags=["pilots"])


@router.get("")
def on_duty(office: Annotated[PilotOffice, Depends(get_pilot_office)]) -> list[str]:
    return office.on_duty


@router.post("/{imo}")
async def dispatch(imo: str, office: Annotated[PilotOffice, Depends(get_pilot_office)]) -> dict[str, str]:
    try:
        return {"imo": imo, "pilot": await office.dispatch(imo)}
    except StationClosedError as error:
        raise HTTPException(503, str(error)) from error
    except StationSilentError as error:
        raise HTTPException(502, str(error)) from error
