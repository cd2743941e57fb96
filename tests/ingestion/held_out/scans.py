"""Pages as they come back from a scanner, a fax or a telephone: drawn, degraded, put in a PDF."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
import reportlab
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.ingestion.held_out.desk import Desk
from tests.ingestion.held_out.registry import LAYOUTS
from tests.ingestion.held_out.truth import Truth

VERA = Path(reportlab.__file__).with_name("fonts") / "Vera.ttf"


@dataclass(frozen=True, slots=True)
class Wear:
    """What a page went through; `skew` in degrees, `turn` a quarter turn, `quality` of the JPEG;
    `lean` how much narrower the top is than the foot; `stamp` what the office stamped on it.
    """

    dpi: int = 200
    gray: bool = True
    noise: float = 0.0
    skew: float = 0.0
    blur: float = 0.0
    quality: int = 85
    turn: int = 0
    shade: float = 0.0
    mono: bool = False
    lean: float = 0.0
    stamp: str = ""
    form: str = "pdf"


WEARS = (
    Wear(),
    Wear(dpi=150),
    Wear(noise=9, skew=0.4),
    Wear(blur=0.7, quality=60),
    Wear(skew=-0.9, quality=50),
    Wear(turn=90),
    Wear(turn=180),
    Wear(gray=False, shade=0.25, noise=5),
    Wear(mono=True),
    Wear(skew=1.6, noise=6),
    Wear(dpi=150, quality=35),
    Wear(form="png"),
    Wear(form="jpeg", gray=False, shade=0.35, skew=-0.6),
    Wear(form="tiff", mono=True),
    Wear(skew=2.0, blur=0.6),
    Wear(turn=270, noise=5),
    Wear(dpi=180, noise=14, blur=0.5),
    Wear(dpi=150, skew=-0.3, blur=0.5),
    Wear(stamp="RECEIVED\n14 JUL 2026", skew=0.5),
    Wear(lean=0.05, gray=False, shade=0.2, form="jpeg"),
    Wear(stamp="Eingang\n09.07.2026\nErledigt ____", noise=6),
    Wear(lean=0.03, noise=8, blur=0.4, stamp="PAID"),
)

SOURCES = (
    "uk-telecom",
    "de-handwerk",
    "us-ledger",
    "fr-facture",
    "uk-freelance",
    "us-electric",
    "de-freelancer",
    "in-gst",
    "es-autonomo",
    "ch-berater",
    "nl-factuur",
    "us-garage",
    "au-trade",
    "it-fattura",
    "uk-haulage",
    "hotel-folio",
    "saas-receipt",
    "de-gutschrift",
    "us-lawyer",
    "ca-two-taxes",
    "at-arzt",
    "uk-water",
    "es-luz",
    "de-telefon",
    "za-statement",
    "be-facture",
    "mx-cfdi",
    "sg-clinic",
    "uk-deposit",
    "de-reverse",
    "cloud-usage",
    "air-ticket",
    "de-grosshandel",
    "ch-romandie",
    "us-cable",
    "it-bolletta",
    "uk-final",
    "uk-open-items",
)


def stamped(page: Image.Image, words: str, dpi: int) -> Image.Image:
    """`page` with a framed stamp, a little askew, in the blank of its lower half."""
    font = ImageFont.truetype(str(VERA), dpi // 9)
    width, height = 2 * dpi, (dpi // 5) * (2 + words.count("\n"))
    pad = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(pad)
    pen.rectangle((3, 3, width - 4, height - 4), outline="#444488", width=4)
    pen.multiline_text((dpi // 6, dpi // 9), words, font=font, fill="#444488", spacing=dpi // 20)
    pad = pad.rotate(7, expand=True, resample=Image.Resampling.BICUBIC, fillcolor="white")
    both = page.convert("RGB")
    place = (page.width - pad.width - dpi // 2, int(page.height * 0.72))
    under = both.crop((*place, place[0] + pad.width, place[1] + pad.height))
    both.paste(ImageChops.multiply(under, pad), place)
    return both


def leaned(page: Image.Image, lean: float) -> Image.Image:
    """`page` as a telephone sees it that is held a little too low."""
    wide, high, inset = page.width, page.height, page.width * lean
    corners = (-inset, 0, inset / 2, high, wide - inset / 2, high, wide + inset, 0)
    return page.transform(
        page.size,
        Image.Transform.QUAD,
        corners,
        resample=Image.Resampling.BICUBIC,
        fillcolor="white",
    )


def worn(page: Image.Image, wear: Wear, seed: int) -> Image.Image:
    """`page` after all that `wear` says."""
    rng = np.random.default_rng(seed)
    if wear.stamp:
        page = stamped(page, wear.stamp, wear.dpi)
    if wear.lean:
        page = leaned(page, wear.lean)
    image = page.convert("L" if wear.gray else "RGB")
    if wear.skew:
        image = image.rotate(wear.skew, resample=Image.Resampling.BICUBIC, fillcolor="white")
    if wear.blur:
        image = image.filter(ImageFilter.GaussianBlur(wear.blur * wear.dpi / 200))
    pixels = np.asarray(image, dtype=np.float32)
    if wear.shade:  # light falls from the left: the far side of the page is darker
        fall = 1 - wear.shade * np.linspace(0, 1, pixels.shape[1], dtype=np.float32)
        pixels = pixels * (fall if pixels.ndim == 2 else fall[:, None])
    else:  # no scanner's white is 255
        pixels = pixels * 0.96 + 6
    if wear.noise:
        pixels = pixels + rng.normal(0, wear.noise, pixels.shape).astype(np.float32)
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    if wear.turn:
        image = image.rotate(wear.turn, expand=True)
    if wear.mono:
        image = image.convert("L").point(lambda level: 255 if level > 150 else 0).convert("1")
    return image


def bound(pages: list[Image.Image], wear: Wear) -> bytes:
    """The pages as a file of the form that `wear` names."""
    out = io.BytesIO()
    if wear.form == "tiff":
        kind = "group4" if wear.mono else "tiff_lzw"
        pages[0].save(
            out,
            "TIFF",
            save_all=True,
            append_images=pages[1:],
            dpi=(wear.dpi, wear.dpi),
            compression=kind,
        )
        return out.getvalue()
    if wear.form != "pdf":
        pages[0].save(out, wear.form.upper(), dpi=(wear.dpi, wear.dpi), quality=wear.quality)
        return out.getvalue()
    canvas = Canvas(out, invariant=1)
    for page in pages:
        held = io.BytesIO()
        if wear.mono:
            page.save(held, "PNG")
        else:
            page.save(held, "JPEG", quality=wear.quality)
        size = (page.width * 72 / wear.dpi, page.height * 72 / wear.dpi)
        canvas.setPageSize(size)
        held.seek(0)
        canvas.drawImage(ImageReader(held), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scanned(data: bytes, wear: Wear, seed: int) -> bytes:
    """A digital PDF as the scan of its print; a picture file holds one page only."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        pages = [page.render(scale=wear.dpi / 72).to_pil() for page in pdf]
    finally:
        pdf.close()
    return bound([worn(page, wear, seed + k) for k, page in enumerate(pages)], wear)


def scans(seed: int, every: int = 1) -> Iterator[tuple[bytes, Truth]]:
    """All scans with their truth, drawn anew: no digital document is one of them."""
    for index, name in list(enumerate(SOURCES))[::every]:
        wear = WEARS[index % len(WEARS)]
        variant = index % LAYOUTS[name].variants
        data, truth = LAYOUTS[name].draw(Desk(name, variant, seed + 1))
        yield scanned(data, wear, seed + 100 * index), truth
