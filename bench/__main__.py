"""`python -m bench`: every benchmark beside its rival, in one run."""

import sys

from bench import turn


def main() -> int:
    """Run them all; the exit code says whether every budget is kept."""
    kept = [turn.run()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
