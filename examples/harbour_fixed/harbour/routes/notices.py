from typing import Annotated

from fastapi import APIRouter, Depends

from harbour.cache import Cache
from harbour.deps import get_cache
from harbour.models import Notice, Officer
from harbour.security import current_officer

router = APIRouter(prefix="/notices", tags=["notices"])


@router.get("")
def notices(cache: Annotated[Cache, Depends(get_cache)]) -> list[Notice]:
    return [Notice.model_validate(held) for held in cache.lrange("notices")]


@router.post("", status_code=201)
def pin(
    notice: Notice,
    cache: Annotated[Cache, Depends(get_cache)],
    officer: Annotated[Officer, Depends(current_officer)],
) -> Notice:
    pinned = Notice(text=notice.text, number=cache.incr("notices:next"))
    cache.rpush("notices", pinned.model_dump())
    return pinned
