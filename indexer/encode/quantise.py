"""Turns the arithmetic of a model into that of bytes, in steps that are fixed beforehand.

    x W = (x / s) (s W)

holds for any `s` of one number a channel. Of what a transformer multiplies, a few channels are
twenty times as large as the others, for which a step that fits all of them would be too coarse;

    s = peak(x) ** SMOOTHING / peak(W) ** (1 - SMOOTHING)

moves what stands out into the weights, where every column has a step of its own (Xiao and others
2023, "SmoothQuant"). The steps of inputs are learned from texts that the model is shown, and then
stay: a text has the same vector alone and among others, so that many can be encoded at once.

Both factors are unsigned: their products are added up exactly on every processor, where signed
weights saturate without VNNI.

ONNX Runtime's own static quantisation was compared on 333 texts of `corpus/`, its queries and
Cranfield, calibrated on the same texts, per channel, unsigned: mean (least) cosine with float32
.932 (.879); of products with constants alone, which stay float32 afterwards, .989 (.978); after the
smoothing below .995 (.982); this module .998 (.996), as fast (1.1 ms a question, 20 ms an
abstract). Its option SmoothQuant needs a module that neural-compressor 3 no longer has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Feed = Mapping[str, NDArray[np.int64]]
Weights = NDArray[np.float32]
Bound = Weights | np.float32

# How far what stands out moves into the weights. all-MiniLM-L6-v2 on 190 abstracts, sentences and
# questions, mean (least) cosine with float32: with .5 .988 (.976), .6 .996 (.991), .75 .998 (.996),
# .8 .999 (.997), .9 .998 (.986).
SMOOTHING = 0.8
_STEPS = 255  # between the least and the greatest of a byte
_LEAST = np.float32(1e-9)  # a step of what is always 0
_OPERATORS = "com.microsoft"  # ONNX Runtime's own: MatMulIntegerToFloat


class Range(NamedTuple):
    """The least and the greatest of every channel, each `(k,) float32`."""

    low: Weights
    high: Weights


def quantise(full: Path, target: Path, feeds: Iterable[Feed]) -> None:
    """Write the int8 model of a float32 one; the feeds show what its channels hold."""
    import onnx

    model = onnx.load(str(full))
    graph = _Graph(model.graph)
    for tensor, shown in ranges(model, feeds).items():
        graph.multiply_bytes(tensor, shown)
    graph.keep_rows_in_bytes()
    graph.drop_unused()
    model.opset_import.append(onnx.helper.make_opsetid(_OPERATORS, 1))
    onnx.save(model, str(target))


def ranges(model: Any, feeds: Iterable[Feed]) -> dict[str, Range]:  # noqa: ANN401
    """Return what the channels of all that weights are multiplied with hold, by name."""
    import onnx
    import onnxruntime

    names = list(_multiplied(model.graph))
    observed = onnx.ModelProto()
    observed.CopyFrom(model)
    del observed.graph.output[:]
    observed.graph.output.extend(map(onnx.helper.make_empty_tensor_value_info, names))
    session = onnxruntime.InferenceSession(
        observed.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    found: dict[str, Range] = {}
    for feed in feeds:
        for name, values in zip(names, session.run(names, dict(feed)), strict=True):
            channels = values.reshape(-1, values.shape[-1])
            low, high = channels.min(axis=0), channels.max(axis=0)
            before = found.get(name, Range(low, high))
            found[name] = Range(np.minimum(before.low, low), np.maximum(before.high, high))
    return found


def smoothing(shown: Range, weights: Sequence[Weights]) -> Weights:
    """Return what to divide a product's input by, `(k,) float32`, given its weights, `(k, n)`.

    >>> shown, weights = Range(np.float32([-1, -32]), np.float32([1, 8])), np.float32([[2], [1]])
    >>> large, small = smoothing(shown, [weights])[::-1]
    >>> round(float(large / small), 2)    # (32 / 1) ** .8 * (2 / 1) ** .2
    18.38
    """
    peak = np.maximum(np.maximum(-shown.low, shown.high), 1e-4)
    weight = np.maximum(np.max([np.abs(one).max(axis=1) for one in weights], axis=0), 1e-6)
    by = peak**SMOOTHING / weight ** (1 - SMOOTHING)
    return np.asarray(by / np.exp(np.log(by).mean()), np.float32)


def to_bytes(values: Weights, low: Bound, high: Bound) -> tuple[NDArray[Any], ...]:
    """Return values as bytes with the steps and zeros that lead back; bounds broadcast over them.

    >>> held, step, zero = to_bytes(np.float32([-1, 0, 1.04]), np.float32(-1), np.float32(1.04))
    >>> held.tolist(), round(float(step), 3), int(zero)
    ([0, 125, 255], 0.008, 125)
    """
    low, high = np.minimum(low, 0), np.maximum(high, 0)
    step = np.maximum((high - low) / np.float32(_STEPS), _LEAST).astype(np.float32)
    zero = np.clip(np.rint(-low / step), 0, _STEPS).astype(np.uint8)
    held = np.clip(np.rint(values / step) + zero, 0, _STEPS).astype(np.uint8)
    return held, step, zero


class _Graph:
    """A model's graph, which is changed; nodes stand in the order in which they are computed."""

    def __init__(self, graph: Any) -> None:  # noqa: ANN401
        self._graph = graph
        self._constants = {one.name: one for one in graph.initializer}

    def multiply_bytes(self, tensor: str, shown: Range) -> None:
        """Let all products of a tensor with weights be products of bytes."""
        nodes = _multiplied(self._graph)[tensor]
        weights = [self._values(node.input[1]) for node in nodes]
        by = smoothing(shown, weights)
        smooth_low, smooth_high = (shown.low / by).min(), (shown.high / by).max()
        _, step, zero = to_bytes(by, smooth_low, smooth_high)
        held = f"{tensor}/bytes"
        scales = [self._hold(f"{tensor}/step", step), self._hold(f"{tensor}/zero", zero)]
        smooth = [tensor, self._hold(f"{tensor}/smoothing", 1 / by)]
        at = list(self._graph.node).index(nodes[0])
        self._insert(at, "Mul", smooth, f"{tensor}/smooth")
        self._insert(at + 1, "QuantizeLinear", [f"{tensor}/smooth", *scales], held)
        for node, plain in zip(nodes, weights, strict=True):
            smoothed = plain * by[:, None]
            columns = to_bytes(smoothed, smoothed.min(axis=0), smoothed.max(axis=0))
            kept = [
                self._hold(f"{node.name}/{kind}", of)
                for kind, of in zip(("weights", "steps", "zeros"), columns, strict=True)
            ]
            factors = [held, kept[0], scales[0], kept[1], scales[1], kept[2]]
            added = self._bias_of(node)
            last = node if added is None else added
            factors += [] if added is None else [_other(added, node.output[0])]
            at = list(self._graph.node).index(node)
            self._insert(at, "MatMulIntegerToFloat", factors, last.output[0], _OPERATORS)
            for each in (node,) if added is None else (node, added):
                self._graph.node.remove(each)

    def keep_rows_in_bytes(self) -> None:
        """Keep the rows that words are looked up in as bytes, each with a step of its own."""
        for node in list(self._graph.node):
            if node.op_type != "Gather" or not self._is_matrix(node.input[0]):
                continue
            rows, which = self._values(node.input[0]), node.input[1]
            step = np.maximum(np.abs(rows).max(axis=1, keepdims=True) / 127, _LEAST)
            names = {kind: f"{node.name}/{kind}" for kind in ("rows", "steps", "row", "step", "f")}
            self._hold(names["rows"], np.rint(rows / step).astype(np.int8))
            self._hold(names["steps"], step)
            at = list(self._graph.node).index(node)
            self._insert(at, "Gather", [names["rows"], which], names["row"])
            self._insert(at + 1, "Gather", [names["steps"], which], names["step"])
            self._insert(at + 2, "Cast", [names["row"]], names["f"], to=_float())
            self._insert(at + 3, "Mul", [names["f"], names["step"]], node.output[0])
            self._graph.node.remove(node)

    def drop_unused(self) -> None:
        """Drop the constants that nothing uses any more."""
        used = {name for node in self._graph.node for name in node.input}
        for at in reversed(range(len(self._graph.initializer))):
            if self._graph.initializer[at].name not in used:
                del self._graph.initializer[at]

    def _bias_of(self, node: Any) -> Any:  # noqa: ANN401
        """Return the node that only adds a constant row to a product, `None` without one."""
        users = [one for one in self._graph.node if node.output[0] in one.input]
        if len(users) != 1 or users[0].op_type != "Add":
            return None
        other = self._constants.get(_other(users[0], node.output[0]))
        return users[0] if other is not None and len(other.dims) == 1 else None

    def _is_matrix(self, name: str) -> bool:
        held = self._constants.get(name)
        return held is not None and len(held.dims) == 2 and held.data_type == _float()  # noqa: PLR2004

    def _values(self, name: str) -> Weights:
        from onnx import numpy_helper

        values: Weights = numpy_helper.to_array(self._constants[name])
        return values

    def _hold(self, name: str, values: Any) -> str:  # noqa: ANN401
        from onnx import numpy_helper

        self._graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _insert(
        self,
        at: int,
        kind: str,
        takes: Sequence[str],
        gives: str,
        domain: str = "",
        **how: Any,  # noqa: ANN401
    ) -> None:
        from onnx import helper

        made = helper.make_node(kind, takes, [gives], gives, domain=domain, **how)
        self._graph.node.insert(at, made)


def _multiplied(graph: Any) -> dict[str, list[Any]]:  # noqa: ANN401
    """Return the products with constant matrices by the name of what is multiplied, in order."""
    constant = {one.name for one in graph.initializer}
    found: dict[str, list[Any]] = {}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in constant:
            found.setdefault(node.input[0], []).append(node)
    return found


def _other(node: Any, one: str) -> str:  # noqa: ANN401
    """Return the input of a node that is not the given one."""
    other: str = next(name for name in node.input if name != one)
    return other


def _float() -> int:
    from onnx import TensorProto

    return int(TensorProto.FLOAT)
