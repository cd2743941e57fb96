"""Pictures of pages: uploaded PNG, JPEG and TIFF files, and pages of a PDF rendered to pixels."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from ingestion.errors import Broken, TooComplex

if TYPE_CHECKING:
    from PIL.Image import Image

    from ingestion.readers._protocol import Picture

MAX_PIXELS: Final = 60_000_000
"""More than an A3 page at 400 dots an inch."""
DRAW_SIDE: Final = 2000


def probe(data: bytes) -> None:
    """Looks at a picture's frame without unpacking it; raises `Broken` and `TooComplex`."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooComplex("This picture has too many pixels.")
    except Image.DecompressionBombError as error:
        raise TooComplex("This picture has too many pixels.") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Broken("This picture is damaged and cannot be read.") from error


def frames(data: bytes, most: int) -> Iterator["Picture"]:
    """The pages of a PNG, JPEG or TIFF file, turned as its EXIF data says; at most `most`.

    Raises `Broken` for a damaged file and `TooComplex` for one of too many pixels.
    """
    with _opened(data) as image:
        for index in range(min(most, getattr(image, "n_frames", 1))):
            image.seek(index)
            yield _pixels(image)


def frame(data: bytes, page: int) -> "Picture":
    """One page (from 1) of such a file, turned alike; those before it are not unpacked.

    Raises as `frames`, and `Broken` where there is no such page.
    """
    with _opened(data) as image:
        if not 1 <= page <= getattr(image, "n_frames", 1):
            raise Broken("This document has no such page.")
        image.seek(page - 1)
        return _pixels(image)


@contextmanager
def _opened(data: bytes) -> Iterator["Image"]:
    """The file as Pillow has it; what goes wrong with it is `Broken` or `TooComplex`."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as image:
            yield image
    except Image.DecompressionBombError as error:
        raise TooComplex("This picture has too many pixels.") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Broken("This picture is damaged and cannot be read.") from error


def _pixels(image: "Image") -> "Picture":
    """Blue, green, red, as the models want them; see-through parts are white paper."""
    import numpy as np
    from PIL import Image, ImageOps

    if image.width * image.height > MAX_PIXELS:
        raise TooComplex("This picture has too many pixels.")
    if image.width * image.height > 4 * DRAW_SIDE * DRAW_SIDE:
        image.draft("RGB", (DRAW_SIDE, DRAW_SIDE))
    turned = ImageOps.exif_transpose(image)
    if max(turned.size) > 2 * DRAW_SIDE:
        turned.thumbnail((2 * DRAW_SIDE, 2 * DRAW_SIDE))
    if turned.mode in ("RGBA", "LA", "PA", "P"):
        over = turned.convert("RGBA")
        paper = Image.new("RGBA", over.size, "white")
        turned = Image.alpha_composite(paper, over)
    elif turned.mode.startswith("I"):
        turned = turned.point(lambda value: value / 256).convert("L")
    return np.ascontiguousarray(np.asarray(turned.convert("RGB"))[:, :, ::-1])


def drawn(data: bytes, numbers: list[int], side: int = DRAW_SIDE) -> Iterator["Picture"]:
    """The pages of a PDF with these numbers (from 1) as a viewer shows them, longest side `side`.

    Raises `Broken` where the file cannot be drawn.
    """
    import numpy as np
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        for number in numbers:
            page = document[number - 1]
            scale = side / max(72.0, *page.get_size())
            bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=False)
            yield np.array(bitmap.to_numpy()[:, :, :3])
            bitmap.close()
            page.close()
        document.close()
    except (pdfium.PdfiumError, IndexError, ValueError) as error:
        raise Broken from error
