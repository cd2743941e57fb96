"""`python -m bench [NAME...]`: every benchmark beside its rival, in one run; or only the named."""

import sys
from collections.abc import Callable, Mapping
from typing import Final

from bench import conversation, model_down, turn, webhook_intake

BENCHMARKS: Final[Mapping[str, Callable[[], bool]]] = {
    "turn": turn.run,
    "conversation": conversation.run,
    "model_down": model_down.run,
    "webhook_intake": webhook_intake.run,
}


def main() -> int:
    """Run them; the exit code says whether every budget is kept."""
    wanted = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in wanted if name not in BENCHMARKS]
    if unknown:
        print(f"there is no {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
        return 2
    kept = [BENCHMARKS[name]() for name in wanted]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
