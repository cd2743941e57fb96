"""Campaigns side by side: each lane a process with its own database, sandbox and mailbox.

A lane forks payers, so it must have no threads; it is spawned, and reports its `Result` back.
"""

import gc
import multiprocessing
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from billing.stores.migrate import migrate
from tests.payments.rig import running_sandbox
from tests.trust import campaign, forged_http, no_keys, outage, races, scenes, served_kills
from tests.trust.oracle import Finding
from tests.trust.report import Result, merged
from tests.trust.stage import Cast, Control, Mailbox, mailbox, staged

LANES: Final = 2
DATABASES: Final = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Lane:
    """What one process does: some numbers of a seed's plan, on a database of its own."""

    campaign: str
    url: str
    folder: Path
    seed: int
    numbers: tuple[int, ...]


def run_lane(lane: Lane) -> Result:
    """In this process, from the first sandbox to the last judgement."""
    lane.folder.mkdir(parents=True)
    with mailbox(lane.folder) as letters, running_sandbox(lane.folder / "sandbox.db") as sandbox:
        control = Control(sandbox.url, f"trust{lane.seed}")
        merchant = f"merchants/{control.merchant}"
        address = letters.of(control.merchant)
        control.order("PUT", merchant, **control.credentials, webhook_url=address)
        gc.collect()
        gc.freeze()
        return CAMPAIGNS[lane.campaign](lane, control, letters)


def _kill_points(lane: Lane, control: Control, letters: Mailbox) -> Result:
    planned = campaign.plan(lane.seed, lane.numbers[-1] + 1)
    points = [planned[number] for number in lane.numbers]
    cast = [*(point.cast for point in points), Cast(1, "USD", "succeed")]
    with staged(lane.url, control, cast) as (stage, buyers):
        return campaign.run_points(stage, buyers, points, letters)


def _races(lane: Lane, control: Control, letters: Mailbox) -> Result:
    planned = scenes.plan(lane.seed, lane.numbers[-1] + 1)
    rounds = [planned[number] for number in lane.numbers]
    with staged(lane.url, control, [one.cast for one in rounds]) as (stage, buyers):
        return races.run_rounds(stage, buyers, rounds, letters)


def _outage(lane: Lane, control: Control, letters: Mailbox) -> Result:
    planned = outage.plan(lane.seed, lane.numbers[-1] + 1)
    visitors = [planned[number] for number in lane.numbers]
    with staged(lane.url, control, [one.cast for one in visitors]) as (stage, buyers):
        return outage.run_outage(stage, buyers, visitors)


def _sleepers(lane: Lane, control: Control, letters: Mailbox) -> Result:
    planned = outage.plan_sleepers(lane.seed, lane.numbers[-1] + 1)
    sleepers = [planned[number] for number in lane.numbers]
    with staged(lane.url, control, [one.cast for one in sleepers]) as (stage, buyers):
        return outage.run_sleepers(stage, buyers, sleepers)


def _no_keys(lane: Lane, control: Control, letters: Mailbox) -> Result:
    planned = no_keys.plan(lane.seed, lane.numbers[-1] + 1)
    return no_keys.run_trials(lane.url, control, [planned[number] for number in lane.numbers])


def _kills_of_serve(lane: Lane, control: Control, letters: Mailbox) -> Result:
    planned = served_kills.plan(lane.seed, lane.numbers[-1] + 1)
    lives = [planned[number] for number in lane.numbers]
    return served_kills.run_lives(lane.folder / "site", lane.url, control.url, lives)


def _forged_over_http(lane: Lane, control: Control, letters: Mailbox) -> Result:
    site = lane.folder / "site"
    return forged_http.run_over_http(site, lane.url, control.url, lane.seed, lane.numbers)


Campaign = Callable[[Lane, Control, Mailbox], Result]
CAMPAIGNS: Final[Mapping[str, Campaign]] = {
    "kill points": _kill_points,
    "races": _races,
    "25-hour outage": _outage,
    "sleepers": _sleepers,
    "lost replies without keys": _no_keys,
    "kills of serve": _kills_of_serve,
    "forged letters, over HTTP": _forged_over_http,
}


@contextmanager
def fresh_databases(database: str, folder: Path, count: int) -> Iterator[Sequence[str]]:
    """Migrated, empty databases of one kind."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if database == "sqlite":
            urls = [f"sqlite:///{folder / f'trust-{at}.db'}" for at in range(count)]
            for url in urls:
                migrate(url)
        else:
            # Only the campaign's own process needs the server: lanes start without its imports.
            from tests._postgres import ROLE, private_postgres

            server = stack.enter_context(private_postgres())
            names = [stack.enter_context(server.database()) for _ in range(count)]
            urls = [server.url(name, ROLE) for name in names]
        yield urls


def run(
    name: str, database: str, folder: Path, seed: int, numbers: Sequence[int], count: int = LANES
) -> Result:
    """A whole campaign over one kind of database; a lane that fails is a finding."""
    begun = time.monotonic()
    shares = [share for share in _shares(numbers, count) if share]
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    with (
        fresh_databases(database, folder, len(shares)) as urls,
        ProcessPoolExecutor(len(shares), multiprocessing.get_context("spawn")) as pool,
    ):
        running = [
            pool.submit(run_lane, Lane(name, url, folder / f"lane-{at}", seed, tuple(share)))
            for at, (url, share) in enumerate(zip(urls, shares, strict=True))
        ]
        results = []
        for future, share in zip(running, shares, strict=True):
            try:
                results.append(future.result())
            except Exception as broken:
                where = f"{share[0]} to {share[-1]}"
                sentence = f"the lane broke: {type(broken).__name__}: {broken}"
                results.append(Result(0, [Finding("process", where, sentence)]))
    return merged(results, time.monotonic() - begun)


def _shares(numbers: Sequence[int], count: int) -> list[Sequence[int]]:
    size = (len(numbers) + count - 1) // count
    return [numbers[at * size : (at + 1) * size] for at in range(count)]
