"""From pieces of a model's prose to sentences a customer may read.

Redaction first, over whatever the pieces are cut into; then whole sentences; then each sentence
against the facts of the turn. A sentence that fails is left out, never mended.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from agent.prose import Facts, SentenceStream, Verdict, check_sentence
from billing.redaction import StreamRedactor

_LOG: Final = logging.getLogger(__name__)


@dataclass(slots=True)
class Speech:
    """What one turn says. `facts` and `names` give what is known now; `say` takes what passed.

    `kept` and `dropped` count letters since `begin_round`, for judging whether enough is left.
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
    _redactor: StreamRedactor = field(default_factory=StreamRedactor)
    _sentences: SentenceStream = field(default_factory=SentenceStream)

    def begin_round(self) -> None:
        """A new reply begins; nothing of an earlier one is left over."""
        self.kept = self.dropped = 0
        self._redactor, self._sentences = StreamRedactor(), SentenceStream()

    def text(self, piece: str) -> None:
        """The next piece of prose, cut anywhere."""
        self._judge(self._sentences.feed(self._redactor.feed(piece)))

    def cut(self) -> None:
        """The reply broke off: its last, unfinished sentence is void."""
        self._redactor, self._sentences = StreamRedactor(), SentenceStream()

    def end_round(self) -> None:
        """The reply is whole: what was held back is its last sentence."""
        self._judge(self._sentences.feed(self._redactor.finish()))
        self._judge(self._sentences.finish())

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
                self.dropped += len(sentence)
                _LOG.info("speech: a sentence failed the facts check: %s", verdict.reason)
