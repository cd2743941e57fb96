"""The stories of a new address are in `test_update_billing_details`; here: who has no code."""

import pytest

from billing.errors import NotEligible
from billing.use_cases.confirm_email import confirm_email
from tests.billing.use_cases.till import Till


@pytest.mark.parametrize("code", ["", "12345678", "１２３４５６７８"])
def test_where_no_address_waits_there_is_no_code(each_till: Till, code: str) -> None:
    with pytest.raises(NotEligible, match="no code"):
        confirm_email(each_till.ports, each_till.who, code)
