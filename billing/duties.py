"""Duties: work owed, written in the same transaction as what it serves; done at least once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from billing.ids import TenantId


class DutyKind(StrEnum):
    CHECK_PAYMENT = "check_payment"
    APPLY_WEBHOOK = "apply_webhook"
    SEAL_AUDIT = "seal_audit"
    READ_UPLOAD = "read_upload"
    INDEX_UPLOAD = "index_upload"
    INDEX_ARTICLE = "index_article"
    CHECK_REFUND = "check_refund"
    CHECK_PAGE = "check_page"
    DELIVER = "deliver"
    TELL_CONVERSATION = "tell_conversation"
    TEST_CONNECTION = "test_connection"
    COMPARE_STATEMENT = "compare_statement"
    REMOVE_METHOD = "remove_method"
    SYNC_SOURCE = "sync_source"
    CHANGE_SUBSCRIPTION = "change_subscription"


@dataclass(frozen=True, slots=True)
class Duty:
    """A claimed duty. `fence` grows with each claim: a worker with an older one has lost it."""

    id: int
    tenant_id: TenantId
    kind: DutyKind
    subject: str
    due_at: datetime
    attempts: int
    fence: int
    lease_until: datetime
