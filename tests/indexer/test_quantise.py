from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, checker, helper, load, numpy_helper, save

from indexer.quantise import FEW, STANDS_OUT, peaks, quantise, set_apart

WIDE = 16
rng = np.random.default_rng(7)
LEFT, RIGHT = rng.standard_normal((2, WIDE, 8)).astype(np.float32)
# Two channels that stand out, as in a transformer: their weights are as large as their values.
LEFT[[3, 9]] *= 20
VALUES = rng.uniform(-1, 1, (4, WIDE)).astype(np.float32)
VALUES[:, 3] *= 40
VALUES[:, 9] *= -25


@pytest.fixture
def model() -> Any:
    """Two products of one input, added."""
    nodes = [
        helper.make_node("MatMul", ["x", "left"], ["xl"], "first"),
        helper.make_node("MatMul", ["x", "right"], ["xr"], "second"),
        helper.make_node("Add", ["xl", "xr"], ["y"], "sum"),
    ]
    x, y = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", size])
        for name, size in (("x", WIDE), ("y", 8))
    )
    held = [numpy_helper.from_array(of, name) for name, of in (("left", LEFT), ("right", RIGHT))]
    graph = helper.make_graph(nodes, "g", [x], [y], held)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def run(model: Any, values: np.ndarray) -> np.ndarray:
    given = model if isinstance(model, str) else model.SerializeToString()
    session = onnxruntime.InferenceSession(given, providers=["CPUExecutionProvider"])
    found: np.ndarray = session.run(None, {"x": values})[0]
    return found


def test_peaks_are_the_largest_magnitudes_over_all_that_is_shown(model: Any) -> None:
    found = peaks(model, [{"x": VALUES[:1]}, {"x": VALUES[1:]}])  # type: ignore[dict-item]
    assert list(found) == ["x"]
    assert found["x"] == pytest.approx(np.abs(VALUES).max(axis=0))


def test_parting_changes_no_figure(model: Any) -> None:
    before = run(model, VALUES)
    stay = set_apart(model, {"x": np.abs(VALUES).max(axis=0)})
    checker.check_model(model)
    assert stay == ["x/few", "first/few", "second/few"]
    assert run(model, VALUES) == pytest.approx(before, rel=1e-4, abs=1e-4)
    held = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    assert {3, 9} <= set(held["x/which"].tolist())
    assert len(held["x/which"]) == FEW
    assert not held["first/many_rows"][[3, 9]].any()
    assert "left" not in held


def test_channels_that_are_alike_are_not_parted(model: Any) -> None:
    alike = np.full(WIDE, 1, np.float32)
    alike[0] = STANDS_OUT - 0.01
    assert set_apart(model, {"x": alike}) == []
    assert len(model.graph.node) == 3


def test_what_stands_out_costs_the_others_no_precision(model: Any, tmp_path: Path) -> None:
    right = run(model, VALUES)
    save(model, str(tmp_path / "full.onnx"))
    errors = {}
    for name, shown in (("parted", VALUES), ("whole", np.sign(VALUES))):
        target = tmp_path / f"{name}.onnx"
        quantise(tmp_path / "full.onnx", target, [{"x": shown}])  # type: ignore[dict-item]
        kinds = {node.op_type for node in load(str(target)).graph.node}
        assert "MatMulInteger" in kinds
        errors[name] = np.abs(run(str(target), VALUES) - right).max()
    # One step of 65 / 255 for all channels, where the others' own is 2 / 255.
    assert errors["parted"] < errors["whole"] / 5
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "full.onnx",
        "parted.onnx",
        "whole.onnx",
    ]
