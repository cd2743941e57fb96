"""`knowledge`: the help articles from which general questions are answered."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands._shared import (
    USAGE,
    CommandFailed,
    add_data_dir,
    require_data,
    say,
    settings_of,
    tell,
)

if TYPE_CHECKING:
    from billing.articles import Article
    from billing.ports import Ports
    from billing.principal import Principal
    from billing.tenants import Tenant
    from ingestion.read_invoice import InvoiceReader

SUMMARY = "add, list and remove the help articles that answer general questions"
DETAIL = """FILE is Markdown, a web page (HTML) or a PDF with text. Its name without ending is the
article's id; `late-fees.de.md` is the article `late-fees` in German. Adding it again replaces it.
The running server notices within a second; a stopped one, when it starts.

  billing-assistant knowledge add --tenant harbor late-fees.md late-fees.es.md
  billing-assistant knowledge add --tenant harbor --url https://help.example/moving moving.html
  billing-assistant knowledge list --tenant harbor
  billing-assistant knowledge remove --tenant harbor late-fees"""
BIGGEST = 20 * 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add = acts.add_parser("add", help="add articles, or replace those of the same id")
    remove = acts.add_parser("remove", help="remove an article")
    for each in (add, acts.add_parser("list", help="list the articles"), remove):
        add_data_dir(each)
        each.add_argument("--tenant", required=True, metavar="T", help="the company's id")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE", help="Markdown, HTML or PDF")
    add.add_argument("--language", metavar="xx", help="its language (told by its words)")
    add.add_argument("--url", help="where customers read it in full, https; one FILE")
    add.add_argument("--title", help="its title (its first heading); one FILE")
    add.add_argument("--id", help="its id (the file's name); one FILE")
    remove.add_argument("id", metavar="ID", help="the article")
    remove.add_argument("--language", metavar="xx", help="only in this language")


def run(options: argparse.Namespace) -> int:
    with _opened(options) as (ports, operator):
        if options.act == "add":
            return _add(ports, operator, options)
        if options.act == "remove":
            return _remove(ports, operator, options)
        return _list(ports, operator)


@contextmanager
def _opened(options: argparse.Namespace) -> "Iterator[tuple[Ports, Principal]]":
    from api.bootstrap import make_ports
    from api.keys import MissingKeys
    from billing.ids import TenantId
    from billing.principal import system

    settings = settings_of(options)
    require_data(settings)
    try:
        ports = make_ports(settings)
    except MissingKeys as missing:
        raise CommandFailed(str(missing)) from None
    try:
        if TenantId(options.tenant) not in ports.store.directory.tenants():
            raise CommandFailed("there is no such company")
        yield ports, system(TenantId(options.tenant), "operator")
    finally:
        ports.store.close()


def _add(ports: "Ports", operator: "Principal", options: argparse.Namespace) -> int:
    from billing.errors import InvalidRequest, TooMany
    from billing.use_cases.keep_articles import put_article
    from ingestion.errors import Unreadable
    from ingestion.read_invoice import InvoiceReader

    if len(options.files) > 1 and (options.url or options.title or options.id):
        raise CommandFailed("--url, --title and --id are of one article: name one FILE", USAGE)
    with ports.store.read(operator) as tx:
        tenant = tx.tenants.this()
    failed = 0
    with InvoiceReader(parallel=1) as reader:
        for path in options.files:
            try:
                kept = put_article(ports, operator, _article(path, options, tenant, reader))
                say(f"{kept.id}  {kept.language}  {kept.title}")
            except OSError as gone:
                tell(f"{path}: {(gone.strerror or 'cannot be read').lower()}")
                failed += 1
            except Unreadable as unreadable:
                tell(f"{path}: {unreadable.sentence}")
                failed += 1
            except (InvalidRequest, TooMany) as wrong:
                tell(f"{path}: {wrong}")
                failed += 1
    return 1 if failed else 0


def _article(
    path: Path, options: argparse.Namespace, tenant: "Tenant", reader: "InvoiceReader"
) -> "Article":
    from billing.articles import Article
    from billing.ids import ArticleId
    from ingestion.errors import TooLarge
    from ingestion.knowledge_files import read_article
    from ingestion.knowledge_words import language_of

    with path.open("rb") as file:
        data = file.read(BIGGEST + 1)
    if len(data) > BIGGEST:
        raise TooLarge
    read = read_article(data, lambda pdf: reader.page_texts(pdf, scans=False))
    name, _, ending = path.stem.rpartition(".")
    named = ending if name and len(ending) == 2 and ending.isalpha() else None
    told = language_of(read.text)
    spoken = told if told in tenant.languages else None
    return Article(
        id=ArticleId(options.id or (name if named else path.stem)),
        language=options.language or named or spoken or tenant.languages[0],
        title=options.title or read.title or path.stem.replace("-", " ").replace("_", " "),
        text=read.text,
        url=options.url,
    )


def _list(ports: "Ports", operator: "Principal") -> int:
    from billing.articles import pieces_of
    from billing.use_cases.keep_articles import list_articles

    for each in list_articles(ports, operator):
        link = f"  {each.url}" if each.url else ""
        say(f"{each.id}  {each.language}  {each.title}  ({len(pieces_of(each))} pieces){link}")
    return 0


def _remove(ports: "Ports", operator: "Principal", options: argparse.Namespace) -> int:
    from billing.errors import NotFound
    from billing.ids import ArticleId
    from billing.use_cases.keep_articles import remove_article

    try:
        count = remove_article(ports, operator, ArticleId(options.id), options.language)
    except NotFound:
        raise CommandFailed("there is no such article") from None
    say(f"removed {options.id} in {count} language{'s' if count > 1 else ''}")
    return 0
