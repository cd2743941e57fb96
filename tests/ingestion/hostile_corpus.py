"""The hostile corpus: any number of files of forty families, and damaged ones, each by number."""

import random
from collections.abc import Mapping
from typing import Final

from tests.ingestion import hostile_orders, hostile_others, hostile_pages, hostile_pdfs
from tests.ingestion.hostile_mutants import mutant
from tests.ingestion.hostile_parts import Make

FAMILIES: Final[Mapping[str, Make]] = {
    make.__name__.replace("_", " "): make
    for make in (
        hostile_pdfs.flate_bombs,
        hostile_pdfs.run_length_bombs,
        hostile_pdfs.lzw_bombs,
        hostile_pdfs.chains_of_filters,
        hostile_pdfs.object_streams,
        hostile_pdfs.page_trees,
        hostile_pdfs.many_pages,
        hostile_pdfs.odd_boxes,
        hostile_pdfs.deep_objects,
        hostile_pdfs.odd_tables,
        hostile_pdfs.broken_ends,
        hostile_pdfs.locked,
        hostile_pdfs.wrong_types,
        hostile_pdfs.bombs_of_info,
        hostile_pages.huge_pictures,
        hostile_pages.bad_fonts,
        hostile_pages.forms_in_forms,
        hostile_pages.endless_operators,
        hostile_pages.piles_of_signs,
        hostile_pages.actions,
        hostile_pages.notes_and_fields,
        hostile_pages.layers,
        hostile_pages.embedded_bombs,
        hostile_pages.outlines,
        hostile_others.laughs,
        hostile_others.quadratic,
        hostile_others.outside,
        hostile_others.deep_xml,
        hostile_others.fat_xml,
        hostile_others.odd_values,
        hostile_others.pngs,
        hostile_others.jpegs,
        hostile_others.tiffs,
        hostile_others.noise_pictures,
        hostile_others.two_kinds,
        hostile_others.no_documents,
        hostile_others.too_large,
        hostile_orders.open_orders,
        hostile_orders.unseen_orders,
    )
}


def hostile_file(seed: int, number: int, url: str) -> tuple[str, bytes]:
    """The family and the bytes of one file; every family comes once in as many numbers.

    `url` is an address that some of them name, where nobody may ever call.
    """
    dice = random.Random(f"{seed}/hostile/{number}")
    name = tuple(FAMILIES)[number % len(FAMILIES)]
    return name, FAMILIES[name](dice, url)


def mutated_file(seed: int, number: int, _: str = "") -> tuple[str, bytes]:
    """One damaged document and how it was damaged."""
    return mutant(random.Random(f"{seed}/mutant/{number}"))
