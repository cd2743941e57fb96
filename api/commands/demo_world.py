"""`demo-world`: print the demo world, as an example of what `load` reads."""

import argparse
import sys

SUMMARY = "print the demo world file, the best example of what `load` reads"
DETAIL = """  billing-assistant demo-world > my-world.yaml"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # nothing to choose


def run(options: argparse.Namespace) -> int:
    del options
    from api.demo import world_text

    sys.stdout.write(world_text())
    return 0
