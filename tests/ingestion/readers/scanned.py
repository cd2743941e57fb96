"""Pages made into pictures: drawn, turned, skewed, blurred, saved as scanners save them."""

import io
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image


@dataclass(frozen=True, slots=True)
class Scanner:
    """How badly a page is scanned. `turn` in quarter turns, `skew` in degrees, `ink` 0..255."""

    dpi: int = 150
    turn: int = 0
    skew: float = 0.0
    blur: float = 0.5
    noise: float = 4.0
    paper: int = 245
    ink: int = 20

    def scan(self, pdf: bytes, page: int = 0) -> Image.Image:
        """A gray picture of one page; the same page and scanner give the same picture."""
        document = pdfium.PdfDocument(pdf)
        drawn = document[page].render(scale=self.dpi / 72).to_pil().convert("L")
        drawn = drawn.rotate(self.skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
        pixels = cv2.GaussianBlur(np.asarray(drawn, dtype=np.float32), (0, 0), self.blur)
        pixels = self.ink + pixels * (self.paper - self.ink) / 255
        pixels += np.random.default_rng(7).normal(0, self.noise, pixels.shape)
        gray = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
        return gray.rotate(-90 * self.turn, expand=True)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The picture's bytes as PNG, JPEG, TIFF or PDF."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
