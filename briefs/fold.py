"""One spelling for matching: without case, diacritics or doubled blanks."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """`Tô Lâm`, `TO  LAM` and `to lam` become `to lam`; `&` is `and`. đ has no decomposition: replaced by hand."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").replace("&", " and "))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())
