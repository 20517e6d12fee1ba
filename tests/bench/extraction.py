"""How much of the text that pages must keep is kept, on a public test of extraction.

    python tests/bench/extraction.py FOLDER

`FOLDER` is `tests` of a checkout of trafilatura (github.com/adbar/trafilatura, Apache 2.0): its
`evaldata.json` names for 990 pages, which lie in `cache` and `eval`, what an extractor must keep
and what it should leave out. Comments of readers and captions of pictures, some of which it wants
kept, are left out here on purpose.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from indexer.read.encodings import decode
from indexer.read.html import read_html
from indexer.split import split_page

SLOW = 2.0  # seconds of processor time that no page may take


def main(folder: Path) -> None:
    """Print the shares, and each string that is lost."""
    judged = json.loads((folder / "evaldata.json").read_text("utf-8"))
    kept: list[bool] = []
    left_out: list[bool] = []
    slowest = 0.0
    for address, page in judged.items():
        file = next(
            path for at in ("cache", "eval") if (path := folder / at / page["file"]).exists()
        )
        started = time.process_time()
        read = read_html(decode(file.read_bytes()), source=file.name, url=address, digest="0" * 64)
        found = split_page(read)
        slowest = max(slowest, time.process_time() - started)
        whole = bare(" ".join(" ".join((*one.path, one.title, one.text)) for one in found))
        for text in page.get("with", []):
            kept.append(bare(text) in whole)
            if not kept[-1]:
                print(f"lost  {file.name}: {text[:90]}")
        left_out += [bare(text) not in whole for text in page.get("without", [])]
    print(f"{len(judged)} pages, the slowest {slowest:.2f} s (at most {SLOW:g})")
    print(f"kept {sum(kept)} of {len(kept)} required texts ({sum(kept) / len(kept):.2%})")
    print(f"left out {sum(left_out)} of {len(left_out)} unwanted texts")


def bare(text: str) -> str:
    """Return a text without white space, which markup parts as it likes, and case."""
    return "".join(text.replace("\u00ad", "").split()).lower()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
