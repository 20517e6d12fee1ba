from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_a_build_killed_at_any_moment_leaves_the_old_or_the_new_one(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.killing", str(tmp_path)]
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
    assert survived > 40, "killed at many moments before the switch"
    assert switched > 1, "and after it"
