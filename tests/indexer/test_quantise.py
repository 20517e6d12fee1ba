from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, checker, helper, load, numpy_helper, save

from indexer.encode.quantise import Shown, observe, quantise, rounded, smoothing

WIDE = 16
ROWS = 6
rng = np.random.default_rng(7)
LEFT, RIGHT = rng.standard_normal((2, WIDE, 8)).astype(np.float32)
BIAS = rng.standard_normal(8).astype(np.float32)
TABLE = rng.uniform(-1, 1, (ROWS, WIDE)).astype(np.float32)
# As in a transformer two channels stand out, and their weights make up for it.
GAIN = np.ones(WIDE, np.float32)
GAIN[[3, 9]] = 40, -25
LEFT[[3, 9]] /= 30
RIGHT[[3, 9]] /= 30
VALUES = TABLE * GAIN
ALL = {"x": np.arange(ROWS)}


@pytest.fixture
def model() -> Any:
    """Rows that are looked up and scaled, two products of them, one with a bias, added."""
    nodes = [
        helper.make_node("Gather", ["table", "x"], ["found"], "look up"),
        helper.make_node("Mul", ["found", "gain"], ["rows"], "normalise"),
        helper.make_node("MatMul", ["rows", "left"], ["left product"], "first"),
        helper.make_node("Add", ["bias", "left product"], ["xl"], "shift"),
        helper.make_node("MatMul", ["rows", "right"], ["xr"], "second"),
        helper.make_node("Add", ["xl", "xr"], ["y"], "sum"),
    ]
    x = helper.make_tensor_value_info("x", TensorProto.INT64, ["n"])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 8])
    held = {"left": LEFT, "right": RIGHT, "bias": BIAS, "table": TABLE, "gain": GAIN}
    constants = [numpy_helper.from_array(of, name) for name, of in held.items()]
    graph = helper.make_graph(nodes, "g", [x], [y], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def run(model: Any, rows: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    found: np.ndarray = session.run(None, {"x": rows})[0]
    return found


@pytest.fixture
def small(model: Any, tmp_path: Path) -> Any:
    save(model, str(tmp_path / "full.onnx"))
    quantise(tmp_path / "full.onnx", tmp_path / "small.onnx", [ALL])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full.onnx", "small.onnx"]
    return load(str(tmp_path / "small.onnx"))


def test_what_is_shown_is_kept_as_its_least_greatest_and_mean_products(model: Any) -> None:
    found = observe(model, [{"x": np.array([0, 1])}, {"x": np.array([2])}])
    assert list(found) == ["rows"]
    assert found["rows"].low == pytest.approx(VALUES[:3].min(axis=0))
    assert found["rows"].high == pytest.approx(VALUES[:3].max(axis=0))
    assert found["rows"].moments == pytest.approx(VALUES[:3].T @ VALUES[:3] / 3, rel=1e-4, abs=1e-4)


def shown() -> Shown:
    moments = np.asarray(VALUES.T @ VALUES / ROWS, np.float64)
    return Shown(VALUES.min(axis=0), VALUES.max(axis=0), moments)


def test_what_stands_out_is_divided_by_more() -> None:
    by = smoothing(shown(), [LEFT, RIGHT])
    assert set(np.argsort(-by)[:2]) == {3, 9}


def test_what_is_lost_by_rounding_is_made_up_for() -> None:
    steps = np.abs(LEFT).max(axis=0) / 8
    moments = shown().moments
    plain = np.rint(LEFT / steps)

    def lost(held: np.ndarray) -> float:
        by = held * steps - LEFT
        return float(np.trace(by.T @ moments @ by))

    assert lost(rounded(LEFT, steps, moments)) < 0.9 * lost(plain)


def test_products_are_of_bytes_and_nothing_else_is_kept(small: Any) -> None:
    checker.check_model(small)
    kinds = [node.op_type for node in small.graph.node]
    assert kinds.count("MatMulIntegerToFloat") == 2
    assert "MatMul" not in kinds
    assert kinds.count("Add") == 1, "a bias is added with the product"
    held = {one.name: numpy_helper.to_array(one) for one in small.graph.initializer}
    assert not {"left", "right", "table"} & set(held)
    for name in ("first/weights", "second/weights"):
        assert held[name].dtype == np.int8
        # Two products of such weights with bytes fit 16 bits, which is where processors add them.
        assert 2 * 255 * np.abs(held[name].astype(int)).max() < 2**15
    assert held["look up/rows"].dtype == np.int8


def test_what_stands_out_costs_the_others_no_precision(model: Any, small: Any) -> None:
    right = run(model, ALL["x"])
    # One step for all channels, 65 / 255, where the others' own would be 2 / 255.
    step = (VALUES.max() - VALUES.min()) / 255
    coarse = np.rint(VALUES / step) * step @ (LEFT + RIGHT) + BIAS
    assert np.abs(run(small, ALL["x"]) - right).max() < np.abs(coarse - right).max() / 2


def test_a_row_alone_is_the_same_as_among_others(small: Any) -> None:
    among = run(small, ALL["x"])
    for row in range(ROWS):
        assert run(small, np.array([row]))[0] == pytest.approx(among[row], rel=1e-6)
