"""`python -m tests.agent.held_out [--confusions]` prints scores and nothing else."""

import argparse
import sys

from agent.models.builtin.understand import understand
from tests.agent.held_out.score import (
    LabelScore,
    SlotScore,
    score_labels,
    score_slots,
    share,
)
from tests.agent.held_out.sentences import FILES, LABELS

MOST_CONFUSED = 25


def main() -> int:
    """Scores every file, then all labels together, then the slots."""
    parser = argparse.ArgumentParser(prog="python -m tests.agent.held_out")
    parser.add_argument(
        "--confusions", action="store_true", help="with the label pairs most often mistaken"
    )
    asked = parser.parse_args()
    understand("hello")  # loads the weights, which no customer's sentence should be charged for
    everything = LabelScore()
    print(f"{'file':<10}{'N':>5}{'right':>8}{'lang':>8}{'oos>biz':>9}{'oos>money':>11}", end="")
    print(f"{'biz>oos':>9}{'ms':>7}")
    for name in FILES:
        score = score_labels(name)
        everything.add(score)
        print(file_line(name, score), flush=True)
    print(file_line("all", everything))
    print(f"\n{'label':<24}{'N':>5}{'recall':>8}{'precision':>11}")
    for label in sorted(LABELS):
        print(label_line(label, everything))
    if asked.confusions:
        print_confusions(everything)
    print_slots(score_slots())
    return 0


def file_line(name: str, score: LabelScore) -> str:
    """One row of the first table; shares in percent, time in milliseconds per sentence."""
    return (
        f"{name:<10}{score.total:>5}{score.accuracy:>8.3f}{score.language_accuracy:>8.3f}"
        f"{100 * score.outside_as_business:>8.1f}%{100 * score.outside_as_money:>10.1f}%"
        f"{100 * score.business_as_outside:>8.1f}%{score.ms_each:>7.2f}"
    )


def label_line(label: str, score: LabelScore) -> str:
    """One row of the second table; a dash where the label was never given."""
    meant = sum(n for (label_meant, _), n in score.pairs.items() if label_meant == label)
    precision = score.precision(label)
    shown = "-" if precision is None else f"{precision:.3f}"
    return f"{label:<24}{meant:>5}{score.recall(label):>8.3f}{shown:>11}"


def print_confusions(score: LabelScore) -> None:
    """Which label was taken for which, the most frequent first."""
    print(f"\n{'meant':<24}{'found':<24}{'N':>4}")
    wrong = [(pair, n) for pair, n in score.pairs.most_common() if pair[0] != pair[1]]
    for (meant, found), n in wrong[:MOST_CONFUSED]:
        print(f"{meant:<24}{found:<24}{n:>4}")


def print_slots(scores: dict[str, SlotScore]) -> None:
    """Per slot: right of the named ones, invented of those that must be null, both together."""
    print(f"\n{'slot':<10}{'named':>7}{'right':>8}{'null':>7}{'invented':>10}{'accuracy':>10}")
    for slot, score in scores.items():
        print(
            f"{slot:<10}{score.named:>7}{share(score.right, score.named):>8.3f}"
            f"{score.must_be_null:>7}{score.invented:>10}{score.accuracy:>10.3f}"
        )


if __name__ == "__main__":
    sys.exit(main())
