"""Whatever the description of the API allows, and much that it does not, is answered as the description says.

Covers desk.api.app.
"""

from dataclasses import replace

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection
from servers.desk import served
from servers.house import House

from domain.codes import Role
from domain.scopes import Scope
from domain.staff import Grant, Person
from workers.staff import tokens

ADMIN = Person(id=0, login="shell:root", name="root", grants=(Grant(role=Role.ADMIN),))
EXAMPLES = settings(
    max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def kept(operation: APIOperation, mode: GenerationMode, headers: dict[str, str]) -> None:
    """Ask the path by cases of the mode; each answer must be one that the description names."""

    @EXAMPLES
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        # Forms and questions are text: what was a number or a list of one before it was sent violates nothing there.
        text = case.media_type != "application/json"
        case.call_and_validate(headers=headers, excluded_checks=[negative_data_rejection] if text else [])

    ask()


@pytest.mark.parametrize("mode", GenerationMode)
def test_every_path_keeps_to_the_description(house: House, mode: GenerationMode) -> None:
    unhurried = replace(house.services.settings.limits, api_per_minute=100_000)
    house.services = replace(house.services, settings=replace(house.services.settings, limits=unhurried))
    token = tokens.create(house.services, name="fuzz", scopes=Scope, actor=ADMIN).token
    with served(house) as address:
        schema: BaseSchema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
        operations = [found.ok() for found in schema.get_all_operations()]
        assert len(operations) >= 11
        for operation in operations:
            kept(operation, mode, {"Authorization": f"Bearer {token}"})
