"""Which messages ask where something stands, in four languages, and which only sound like it."""

import pytest

from agent.models.builtin.finding import about_finding

ASKED = [
    "which invoice had the roaming charge?",
    "Which of my invoices mentions the balcony repair?",
    "on which bill was the late fee?",
    "find the invoice with the roaming charge",
    "what document contains boiler maintenance",
    "Welche Rechnung hatte die Roaminggebühr?",
    "Auf welcher Rechnung stand die Heizungswartung?",
    "suche die Rechnung mit dem Roaming",
    "In welchem Dokument steht die Miete für März?",
    "quelle facture avait les frais d'itinérance ?",
    "dans quelle facture y a-t-il l'abonnement fibre ?",
    "cherche la facture avec l'itinérance",
    "¿qué factura tenía el cargo de roaming?",
    "¿en qué factura estaba la reparación del balcón?",
    "busca la factura con el roaming",
]
NOT_ASKED = [
    "which bills are overdue?",
    "which bills are late?",
    "which invoices are open",
    "which bill is due next",
    "what invoices do i have",
    "which bill is the highest",
    "what is my bill",
    "which invoice should I pay",
    "find my bills",
    "why is my bill higher",
    "welche Rechnungen sind offen?",
    "welche Rechnung ist fällig",
    "quelles factures sont impayées ?",
    "quelle est ma facture",
    "qué facturas tengo pendientes",
    "que debo",
]


@pytest.mark.parametrize("text", ASKED)
def test_the_search_gets_the_customers_own_words(text: str) -> None:
    assert about_finding(text) == ("find_invoice", {"looking_for": text})


@pytest.mark.parametrize("text", NOT_ASKED)
def test_other_questions_about_bills_are_none(text: str) -> None:
    assert about_finding(text) is None


def test_a_long_message_is_cut_to_what_the_tool_takes() -> None:
    plan = about_finding("which invoice had " + "very " * 100 + "much")
    assert plan is not None
    assert len(str(plan[1]["looking_for"])) == 200
