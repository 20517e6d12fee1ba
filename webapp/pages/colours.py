"""Makes an owner's colour one in which text can be read, on light paper and on dark."""

from __future__ import annotations

from collections.abc import Sequence

_CONTRAST = 4.5
_DARKEST = 0.04045  # below, light grows straight (sRGB, IEC 61966-2-1)
_MIDDLE = 0.18  # the luminance that black and white stand out from alike


def readable(colour: str, on: str) -> str:
    """Return a colour mixed with black or white until text in it can be read on another.

    Both are as `#5d1f7a`; the contrast is at least 4.5 to 1 (WCAG 2.2, 1.4.3).

    >>> readable("#0b5a60", "#ffffff"), readable("#ffee00", "#ffffff")
    ('#0b5a60', '#807700')
    """
    paper = _luminance(_channels(on))
    towards = 0 if paper > _MIDDLE else 255
    own = _channels(colour)
    for step in range(101):
        mixed = [round(one + (towards - one) * step / 100) for one in own]
        lighter, darker = sorted((_luminance(mixed), paper), reverse=True)
        if (lighter + 0.05) / (darker + 0.05) >= _CONTRAST:
            break
    return "#" + "".join(f"{one:02x}" for one in mixed)


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(channels: Sequence[int]) -> float:
    """Return the relative luminance of red, green and blue, in [0, 1]."""
    shares = [one / 255 for one in channels]
    linear = [one / 12.92 if one <= _DARKEST else ((one + 0.055) / 1.055) ** 2.4 for one in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
