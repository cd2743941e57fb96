"""`doctor`: check this installation and say what to do about what is wrong."""

import argparse

from api.commands._shared import CommandFailed, add_data_dir, say, settings_of

SUMMARY = "check settings, keys, database, providers and say what to do"
DETAIL = """Prints one line per check: ok, warn (works, but look at it) or FAIL. Exit code 1 on any
FAIL. It never prints a secret and moves no money."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)


def run(options: argparse.Namespace) -> int:
    from api.doctor import Finding, Verdict, examine

    try:
        findings = examine(settings_of(options))
    except CommandFailed as bad:
        findings = (Finding("settings", Verdict.FAIL, str(bad)),)
    width = max(len(each.what) for each in findings)
    for each in findings:
        mark = "FAIL" if each.verdict is Verdict.FAIL else str(each.verdict)
        advice = f"\n{'':{width}}        -> {each.advice}" if each.advice else ""
        say(f"{each.what:{width}}  {mark:<4}  {each.found}{advice}")
    return 1 if any(each.verdict is Verdict.FAIL for each in findings) else 0
