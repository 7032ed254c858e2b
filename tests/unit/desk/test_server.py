"""The desk's port is held from the moment it is bound, so that of two desks one is refused with a sentence.

Covers desk.server.
"""

import pytest
from servers.house import House

from desk.server import DeskServer, PortTakenError


def test_a_port_that_another_desk_has_bound_is_refused_before_either_serves(house: House) -> None:
    first = DeskServer(house.services, host="127.0.0.1", port=0)
    try:
        with pytest.raises(PortTakenError, match=f"127.0.0.1:{first.address[1]}"):
            DeskServer(house.services, host="127.0.0.1", port=first.address[1])
    finally:
        first.close()


def test_a_port_that_is_given_back_can_be_taken_again(house: House) -> None:
    first = DeskServer(house.services, host="127.0.0.1", port=0)
    port = first.address[1]
    first.close()
    with DeskServer(house.services, host="127.0.0.1", port=port) as second:
        assert second.address[1] == port
