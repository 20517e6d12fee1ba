from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import ROOT

# In memory, where there is such a folder: on a disk, a hundred builds wait for each of their files.
IN_MEMORY = Path("/dev/shm")  # noqa: S108


def test_a_build_killed_at_any_moment_leaves_the_old_or_the_new_one() -> None:
    with TemporaryDirectory(dir=IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None) as folder:
        command = [sys.executable, "-m", "tests.killing", folder]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    builds = [json.loads(line) for line in told.splitlines()]
    for build_ in builds:
        new = [f"{build_['asked']} {number}" for number in range(3)]
        assert build_["after"] in (build_["before"], new)
    finished = [build_ for build_ in builds if build_["finished"]]
    assert finished, "after all those kills a build gets to its end"
    assert all(build_["after"] != build_["before"] for build_ in finished)
    survived = sum(build_["after"] == build_["before"] for build_ in builds)
    switched = sum(build_["after"] != build_["before"] for build_ in builds)
    assert survived > len(builds) / 2, "killed at many moments before the switch"
    assert switched > 1, "and after it"
