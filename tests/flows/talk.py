"""One customer's conversation over HTTP, and the demo's sample invoices to send into it."""

from dataclasses import dataclass

from api.demo import sample_invoice_paths
from tests.house import House, Json, Speaker


@dataclass(slots=True)
class Talk:
    """Says things one after the other in one conversation."""

    speaker: Speaker
    conversation_id: str | None = None

    def say(self, message: str, **more: object) -> Json:
        """The whole answer; the conversation goes on where it was."""
        if self.conversation_id is not None:
            more = {"conversation_id": self.conversation_id, **more}
        answer = self.speaker.say(message, **more)
        self.conversation_id = answer["conversation_id"]
        return answer

    def upload(self, name: str) -> Json:
        """Upload a sample invoice by file name; the upload's view."""
        path = next(each for each in sample_invoice_paths() if each.name == name)
        file = (path.name, path.read_bytes(), "application/pdf")
        reply = self.speaker.call("POST", "/uploads", files={"file": file})
        assert reply.status_code == 201, reply.text
        view: Json = reply.json()
        return view


def talk(
    house: House, customer: str = "c-nora", tenant: str = "harbor", *, approve: bool = True
) -> Talk:
    """A signed-in customer who opens the chat."""
    return Talk(house.speaker(customer, tenant, approve=approve))


def card(answer: Json, kind: str) -> Json:
    """The data of the answer's only card of a kind."""
    found: list[Json] = [each["data"] for each in answer["cards"] if each["kind"] == kind]
    assert len(found) == 1, [each["kind"] for each in answer["cards"]]
    return found[0]


def minor(sums: list[Json]) -> dict[str, int]:
    """Sums by currency, in minor units."""
    return {each["currency"]: each["amount_minor"] for each in sums}
