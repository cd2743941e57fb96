"""General questions over HTTP with a language model: the demo's articles answer, over Chroma."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from billing.articles import Article
from billing.ids import ArticleId, TenantId
from billing.principal import system
from billing.use_cases.keep_articles import put_article, remove_article
from tests.agent.openai_server import Answer, Request, serve
from tests.flows.talk import card, talk
from tests.house import Built, House, house_from

QUESTIONS = [
    ("harbor", "c-nora", "when is a late fee charged?", "5.00 USD"),
    ("harbor", "c-luis", "¿cuándo se cobra un cargo por pago tardío?", "Una vez al año"),
    ("harbor", "c-nora", "what is the grid fee?", "fixed monthly price"),
    ("harbor", "c-nora", "how do I change my address?", "here in the chat"),
    ("lumen", "c-kenji", "how does dunning work?", "two, seven and fourteen days"),
    ("skylink", "c-jonas", "Was kostet Roaming in der Schweiz?", "12,00 EUR"),
]
WATT = Article(ArticleId("dog"), "en", "Our office dog", "The office dog is called Watt.")


def looks_it_up(request: Request) -> Answer:
    """Asks the help articles whatever is said, and repeats what they say."""
    last = request["messages"][-1]
    if last["role"] == "tool":
        return Answer(str(last["content"]).rpartition('": ')[2])
    text = str(last["content"])
    return Answer(calls=[("search_help", {"question": text})])


@pytest.fixture
def lodging(built: Built, tmp_path: Path) -> Iterator[House]:
    with (
        serve(looks_it_up) as server,
        house_from(
            built,
            tmp_path / "house",
            model="openai:test",
            openai_base_url=server.base_url,
            openai_api_key=SecretStr("sk-story-0123456789abcdef"),
        ) as house,
    ):
        yield house


def test_the_demo_answers_from_its_companys_articles(lodging: House) -> None:
    for tenant, customer, question, said in QUESTIONS:
        answer = talk(lodging, customer, tenant).say(question)
        assert said in card(answer, "article")["snippet"], question
        assert said in answer["reply"], question
        assert answer["quote"] is None


def test_the_link_is_the_companys_own(lodging: House) -> None:
    answer = talk(lodging).say("how do I change my address?")
    assert card(answer, "article")["url"] == "https://help.harbor-power.example/moving"
    answer = talk(lodging).say("when is a late fee charged?")
    assert card(answer, "article")["url"] is None


def test_what_no_article_says_is_not_known(lodging: House) -> None:
    answer = talk(lodging).say("do you rent out bicycles?")
    assert answer["cards"] == []
    assert answer["reply"].startswith("I don't know")


def test_an_article_is_said_after_its_duty_by_its_company_alone_until_it_is_removed(
    lodging: House,
) -> None:
    ports, operator = lodging.container.ports, system(TenantId("harbor"), "operator")
    asked = "what is the office dog called?"
    assert talk(lodging).say(asked)["cards"] == []
    put_article(ports, operator, WATT)
    lodging.work()
    assert card(talk(lodging).say(asked), "article")["snippet"] == WATT.text
    assert talk(lodging, "c-rita", "skylink").say(asked)["cards"] == []
    remove_article(ports, operator, WATT.id)
    assert talk(lodging).say(asked)["cards"] == []


def test_a_broken_index_is_said_and_the_rest_of_the_house_stands(lodging: House) -> None:
    index = lodging.container.settings.data_dir / "index" / "chroma.sqlite3"
    index.write_bytes(b"this is no database any more")
    nora = talk(lodging)
    answer = nora.say("when is a late fee charged?")
    assert "at the moment" in answer["reply"]
    assert nora.speaker.get("/bills").status_code == 200
