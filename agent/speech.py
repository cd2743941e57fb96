"""From pieces of a model's prose to sentences a customer may read.

Redaction first, over whatever the pieces are cut into; then whole sentences; then each sentence
against the facts of the turn. A sentence that fails is left out, never mended.
"""

import logging
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from agent.prose import Facts, SentenceStream, Verdict, check_sentence
from billing.redaction import StreamRedactor

_LOG: Final = logging.getLogger(__name__)
_LONGEST: Final = 1_500
_KEPT, _KEPT_LETTERS = 8, 300
_STOP: Final = re.compile(r"[.!?…\n]")


@dataclass(slots=True)
class Speech:
    """What one turn says. `facts` and `names` give what is known now; `say` takes what passed.

    `kept` and `dropped` count letters since `begin_round`, for judging whether enough is left;
    `reasons` why sentences were left out in the whole turn, `left_out` the first ones and why.
    """

    language: str
    facts: Callable[[], Facts]
    names: Callable[[], Collection[str]]
    say: Callable[[str], None]
    said: int = 0
    lost: int = 0
    kept: int = 0
    dropped: int = 0
    heard: set[str] = field(default_factory=set)
    reasons: Counter[str] = field(default_factory=Counter)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    _redactor: StreamRedactor = field(default_factory=StreamRedactor)
    _sentences: SentenceStream = field(default_factory=SentenceStream)
    _held: str = ""
    _length: int = 0
    _awaits_next: bool = False

    def begin_round(self) -> None:
        """A new reply begins; nothing of an earlier one is left over."""
        self._clear()

    def text(self, piece: str) -> None:
        """The next piece of prose, cut anywhere. A sentence without end is void, and what follows.

        Looking for ends is the costly part, so it waits until there is a stop to look at.
        """
        clean = self._redactor.feed(piece)
        self._held += clean
        self._length += len(clean)
        if self._length > _LONGEST:
            self.dropped += len(clean)
            self._held = ""
            return
        stop = _STOP.search(clean) is not None
        if stop or self._awaits_next:
            done = self._sentences.feed(self._held)
            self._held = ""
            self._awaits_next = stop or not done
            self._length = 0 if done else self._length
            self._judge(done)

    def cut(self) -> None:
        """The reply broke off: its last, unfinished sentence is void, another reply follows."""
        self._clear()

    def end_round(self) -> None:
        """The reply is whole: what was held back is its last sentence."""
        if self._length <= _LONGEST:
            rest = self._held + self._redactor.finish()
            self._judge([*self._sentences.feed(rest), *self._sentences.finish()])

    def _clear(self) -> None:
        self.kept = self.dropped = 0
        self._redactor, self._sentences = StreamRedactor(), SentenceStream()
        self._held, self._length, self._awaits_next = "", 0, False

    @property
    def too_little(self) -> bool:
        """Whether this reply said nothing, or more of it was left out than was said."""
        return self.kept == 0 or self.dropped > self.kept

    def _check(self, sentence: str) -> Verdict:
        """Names out of our own rows may hold anything ("Power, paid 2025"): they claim nothing."""
        facts, rest = self.facts(), sentence
        for name in self.names():
            rest = rest.replace(name, "…")
        verdict = check_sentence(rest, facts, self.language)
        if verdict.ok and rest is not sentence:
            whole = check_sentence(sentence, facts, self.language)
            return whole if whole.reason == "link" else verdict
        return verdict

    def _judge(self, sentences: Sequence[str]) -> None:
        for sentence in sentences:
            if not sentence.strip():
                continue
            verdict = self._check(sentence)
            if verdict.ok:
                self.said += 1
                self.kept += len(sentence)
                self.heard.add(sentence.strip())
                self.say(sentence)
            else:
                self.lost += 1
                self.reasons[verdict.reason] += 1
                if len(self.left_out) < _KEPT:
                    self.left_out.append((sentence.strip()[:_KEPT_LETTERS], verdict.reason))
                self.dropped += len(sentence)
                _LOG.info("speech: a sentence failed the facts check: %s", verdict.reason)
