"""Says how a model's arithmetic becomes that of bytes: most channels as int8, a few as they are.

The matrices of a transformer multiply inputs of which one or two channels are twenty times as large
as the others. One scale for all of them leaves the others a handful of steps: on all-MiniLM-L6-v2
vectors lose .006 of their cosine. So where a channel stands out, the `FEW` largest are multiplied
in float32 and added (Dettmers and others 2022, "LLM.int8()"):

    x W = int8(x without the few) int8(W without the few) + x[few] W[few]

which loses .002, for a tenth of a short query's time. Both factors are unsigned:
their products are added up exactly on every processor, where signed weights saturate without VNNI.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Feed = Mapping[str, NDArray[np.int64]]
Weights = NDArray[np.float32]

# With the 4 largest of the feed-forward layers' inputs apart, the mean cosine with float32 of about
# 100 texts and queries is .9980, for a tenth more time a query on one processor. nDCG@10 is then
# within .0014 of float32 on two partnerships pages and Cranfield (see `make bench-quality`).
FEW = 4
# From how many times the median channel on the largest stands out. In all-MiniLM-L6-v2 the inputs
# of feed-forward layers are at 10 to 30 (the last two at 5 and 7), those of attention at 3 to 7.
STANDS_OUT = 8.0


def quantise(full: Path, target: Path, feeds: Iterable[Feed]) -> None:
    """Write the int8 model of a float32 one; the feeds show what its channels hold."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(str(full))
    apart = set_apart(model, peaks(model, feeds))
    logging.disable(logging.WARNING)  # it advises a pre-processing step that changes nothing here
    try:
        quantize_dynamic(
            model,
            str(target),
            per_channel=True,
            weight_type=QuantType.QUInt8,
            nodes_to_exclude=apart,
        )
    finally:
        logging.disable(logging.NOTSET)


def peaks(model: Any, feeds: Iterable[Feed]) -> dict[str, Weights]:  # noqa: ANN401
    """Return the largest magnitudes, by channel, of what weights are multiplied with, by name."""
    import onnx
    import onnxruntime

    names = list(_multiplied(model))
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    del watched.graph.output[:]
    watched.graph.output.extend(map(onnx.helper.make_empty_tensor_value_info, names))
    session = onnxruntime.InferenceSession(
        watched.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    found: dict[str, Weights] = {}
    for feed in feeds:
        for name, values in zip(names, session.run(names, dict(feed)), strict=True):
            largest = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            found[name] = np.maximum(found.get(name, largest), largest)
    return found


def set_apart(model: Any, largest: Mapping[str, Weights]) -> list[str]:  # noqa: ANN401
    """Part the channels that stand out from the others, in place; the model computes the same.

    Returns the names of the nodes that must stay as they are.
    """
    apart = [
        name
        for tensor, nodes in _multiplied(model).items()
        if largest[tensor].max() >= STANDS_OUT * np.median(largest[tensor])
        for name in _part(model.graph, tensor, nodes, np.argsort(-largest[tensor])[:FEW])
    ]
    used = {name for node in model.graph.node for name in node.input}
    for place in reversed(range(len(model.graph.initializer))):
        if model.graph.initializer[place].name not in used:
            del model.graph.initializer[place]
    return apart


def _part(
    graph: Any,  # noqa: ANN401
    tensor: str,
    nodes: Sequence[Any],
    few: NDArray[np.intp],
) -> Iterator[str]:
    """Part the few channels of one tensor in all its products; yield the names of new nodes."""
    from onnx import helper, numpy_helper

    weights = {one.name: one for one in graph.initializer}
    kept = np.ones(weights[nodes[0].input[1]].dims[0], np.float32)
    kept[few] = 0
    _hold(graph, f"{tensor}/kept", kept)
    _hold(graph, f"{tensor}/which", few.astype(np.int64))
    chosen = helper.make_node(
        "Gather", [tensor, f"{tensor}/which"], [f"{tensor}/few"], f"{tensor}/few", axis=-1
    )
    rest = helper.make_node("Mul", [tensor, f"{tensor}/kept"], [f"{tensor}/many"])
    _insert(graph, list(graph.node).index(nodes[0]), chosen, rest)
    yield chosen.name
    for node in nodes:
        whole = numpy_helper.to_array(weights[node.input[1]])
        few_rows, many_rows = f"{node.name}/few_rows", f"{node.name}/many_rows"
        _hold(graph, few_rows, whole[few])
        _hold(graph, many_rows, whole * kept[:, None])
        product, output = f"{node.name}/few", node.output[0]
        node.input[:] = [f"{tensor}/many", many_rows]
        node.output[:] = [f"{output}/many"]
        added = helper.make_node("MatMul", [f"{tensor}/few", few_rows], [product], product)
        both = helper.make_node("Add", [f"{output}/many", product], [output])
        _insert(graph, list(graph.node).index(node) + 1, added, both)
        yield product


def _hold(graph: Any, name: str, values: NDArray[Any]) -> None:  # noqa: ANN401
    """Add a constant to a graph."""
    from onnx import numpy_helper

    graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values), name))


def _insert(graph: Any, place: int, *nodes: Any) -> None:  # noqa: ANN401
    """Insert nodes at a place: a graph's nodes stand in the order in which they are computed."""
    for offset, node in enumerate(nodes):
        graph.node.insert(place + offset, node)


def _multiplied(model: Any) -> dict[str, list[Any]]:  # noqa: ANN401
    """Return the products with constant matrices by the name of what is multiplied, in order."""
    constant = {one.name for one in model.graph.initializer}
    found: dict[str, list[Any]] = {}
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in constant:
            found.setdefault(node.input[0], []).append(node)
    return found
