"""People who work here, and what they show at the door."""

from harbour.models import Officer

CLERK = Officer(name="Bo", rank="clerk")
MASTER = Officer(name="Amira", rank="master")

REFUSED = {401, 403}


def showing(token):
    return {"Authorization": f"Bearer {token}"}
