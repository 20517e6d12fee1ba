"""The examples in docstrings say what the code does."""

from __future__ import annotations

import doctest
import importlib

import numpy as np
import pytest

from tests.test_architecture import modules


@pytest.mark.parametrize("name", sorted(modules()))
def test_the_examples_of_a_module_hold(name: str) -> None:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    module = importlib.import_module(name)
    result = doctest.testmod(module, extraglobs={"np": np}, optionflags=flags)
    assert result.failed == 0
