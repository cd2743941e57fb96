"""What confidence promises: curves rise, doubt empties, and our own documents bear it out."""

from types import MappingProxyType

from ingestion.confidence import (
    DOUBT,
    calibrated,
    expected_calibration_error,
    fit,
    probability,
    table,
)
from ingestion.draft import SCALARS, Draft, FieldRead
from tests.ingestion.calibrate import error, scored
from tests.ingestion.corpus.build import a_tenth, corpus

HIGHEST_ERROR = 0.06


def test_a_fitted_curve_rises_where_the_evidence_does_not() -> None:
    values = [(0.6, True, 1.0)] * 30 + [(0.7, False, 1.0)] * 30 + [(0.9, True, 1.0)] * 60
    points = fit(values)
    assert [y for _, y in points] == sorted(y for _, y in points)
    assert points[-1][1] > 0.9 > 0.6 > points[0][1]


def test_few_observations_never_make_certain() -> None:
    assert fit([(0.9, True, 1.0)])[0][1] < 0.8


def test_every_curve_in_use_rises_and_stays_a_probability() -> None:
    for name in (*SCALARS, "other"):
        points = table()[name]
        assert list(points) == sorted(points)
        values = [probability(name, score / 20) for score in range(21)]
        assert values == sorted(values)
        assert all(0 <= value <= 1 for value in values)


def test_what_is_more_likely_wrong_than_right_is_left_empty() -> None:
    curves = MappingProxyType({"other": ((0.0, 0.0), (1.0, 1.0))})
    assert probability("iban", 0.4, curves) < DOUBT
    draft = Draft({"iban": FieldRead("x", 0.4), "amount_due": FieldRead("1.00", 0.8)})
    assert set(calibrated(draft).fields) == {"amount_due"}


def test_values_of_an_e_invoice_keep_their_confidence() -> None:
    draft = Draft({"total_amount": FieldRead("1.00", 0.99, source="xml")})
    assert calibrated(draft).fields["total_amount"].confidence == 0.99


def test_the_calibration_error_is_the_mean_broken_promise() -> None:
    assert expected_calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == 0.0
    assert round(expected_calibration_error([(0.95, False)] * 10), 2) == 0.95


def test_confidences_come_true_on_our_own_documents() -> None:
    values = list(scored(corpus(a_tenth()[::2])))
    assert len(values) > 200
    assert error(values) < HIGHEST_ERROR
