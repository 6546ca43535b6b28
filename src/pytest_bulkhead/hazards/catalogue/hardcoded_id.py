"""BH207: fixed identifiers in backends that workers share."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer, Profile

HAZARD = Hazard(
    code="BH207",
    slug="hardcoded-id",
    title="fixed identifier in a shared backend",
    family=Family.SHARED,
    why="""\
Two workers that create the user `alice` in one backend get one user: the second creation fails, or it silently takes
over what the first test has stored, and whoever is done first deletes the account from under the other. The same text
in a mock, an assertion or a pure function hurts nobody, and from the outside the two look alike. That is why this one
is looked for only when it is asked for.""",
    bad="""\
def test_grants_the_editor_role(keycloak):
    keycloak.create_user("alice")
    keycloak.grant("alice", "editor")
    assert keycloak.roles("alice") == ["editor"]
""",
    good="""\
from pytest_bulkhead.worker import scoped_name

def test_grants_the_editor_role(keycloak):
    alice = scoped_name("alice")
    keycloak.create_user(alice)
    keycloak.grant(alice, "editor")
    assert keycloak.roles(alice) == ["editor"]
""",
    remedy="Make the identifier with `scoped_name`, so that each worker has its own, or give each worker a backend.",
    promised=frozenset({Layer.STATIC, Layer.UTILITY, Layer.DRILL}),
    profile=Profile.ON_REQUEST,
)

HAZARDS = (HAZARD,)
