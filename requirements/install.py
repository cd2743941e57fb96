"""Install locked packages into this Python, every hash checked: by uv, else by pip.

uv is ten times faster and does not read pip's settings: where this machine has its packages from
(a mirror, a folder of wheels) is handed on to it. Usage: `python requirements/install.py FILE`.
"""

import os
import subprocess
import sys
from ast import literal_eval
from collections.abc import Mapping
from pathlib import Path

# pip's setting -> uv's environment variable and what stands between several values there.
HANDED_ON = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "cert": ("SSL_CERT_FILE", " "),
}


def settings_of(listing: str) -> dict[str, str]:
    """What uv needs of `pip config list`, as environment variables; the environment's own win."""
    found: dict[str, str] = {}
    # pip lists the environment's settings (`:env:.name`) apart: they outrank the files'.
    for line in sorted(listing.splitlines(), key=lambda line: line.startswith(":env:")):
        name, is_setting, value = line.partition("=")
        variable = HANDED_ON.get(name.rpartition(".")[2])
        if is_setting and variable is not None:
            found[variable[0]] = variable[1].join(str(literal_eval(value)).split())
    return found


def install(file: Path, environment: Mapping[str, str]) -> int:
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    uv = Path(sys.executable).with_name("uv")
    if uv.exists():
        by_uv = [str(uv), "pip", "install", "-q", "--compile-bytecode", "--require-hashes"]
        # Several places may offer one version with different files: any that has the hash will do.
        by_uv += ["--index-strategy", "unsafe-best-match", "--python", sys.executable]
        handed = {**settings_of(listing), **environment}
        if subprocess.run([*by_uv, "-r", str(file)], env=handed, check=False).returncode == 0:
            return 0
    by_pip = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(file)]
    return subprocess.run(by_pip, check=False).returncode


if __name__ == "__main__":
    sys.exit(install(Path(sys.argv[1]), os.environ))
