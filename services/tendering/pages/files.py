"""Files of bids: which a tender asks for, a provider's own, and those of all bids for whoever checks them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Response, g, request, send_file
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.tendering.pages.answers import PartForm
from services.tendering.pages.group import AT, PROVIDER, at, pages, whole_number
from services.tendering.queries.files import asked_file, asked_files, file_to_check, files_to_check, own_file
from services.tendering.queries.my_bid import my_bid
from services.tendering.queries.parts import AboutFile
from services.tendering.queries.tenders import commission_read, tender_page
from services.tendering.rules.files import LONGEST_TITLE, MOST_FILES, READS_FILES, FilesAskedAreWrong, about_part
from services.tendering.use_cases.ask_for_files import ask_for_files
from services.tendering.use_cases.keep_bid_file import keep_bid_file
from shared.access import seats
from shared.errors import DomainError
from shared.roles import Role
from shared.web.documents import LARGEST_DOCUMENT, Document, FileIsWrong, read_document
from shared.web.forms import PageForm, chosen_file, in_this_language, line, send, some_of, yes_or_no_box
from shared.web.pages import done, render
from shared.web.routing import Act, Read, edge
from shared.web.scanner import FileIsHeldBack, FileIsInfected, Scanner

_COMMISSIONER = seats(Role.COMMISSIONER)
_CHECKS = seats(*READS_FILES)
_FILE = f"{AT}/bid/files/<string:number>"
_ROOM_FOR_WORDS = 64 * 1024
_ACCEPTS = ".pdf,.docx,.xlsx,.odt,.ods,.jpg,.jpeg,.png"


class AskedFilesForm(PageForm):
    """Which files a tender asks for."""

    blames = {FilesAskedAreWrong: "title_1"}  # noqa: RUF012  (read only)

    title_1 = line(_l("First file"), most=LONGEST_TITLE, hint=_l("For example: your insurance certificate."))
    title_2 = line(_l("Second file"), most=LONGEST_TITLE)
    title_3 = line(_l("Third file"), most=LONGEST_TITLE)
    title_4 = line(_l("Fourth file"), most=LONGEST_TITLE)
    title_5 = line(_l("Fifth file"), most=LONGEST_TITLE)
    needed = some_of(
        _l("Which of them does every bid have to have?"),
        [("1", _l("First file")), ("2", _l("Second file")), ("3", _l("Third file")), ("4", _l("Fourth file")),
         ("5", _l("Fifth file"))],
        hint=_l("The others can be left out."),
    )  # fmt: skip
    button = send(_l("Save the list"))

    @property
    def titles(self) -> list[Any]:
        """The five fields."""
        return [self[f"title_{number}"] for number in range(1, MOST_FILES + 1)]

    @property
    def asked(self) -> list[tuple[str, bool]]:
        """What was typed: title, and whether it has to be there."""
        typed = [((field.data or "").strip(), str(number)) for number, field in enumerate(self.titles, 1)]
        return [(title, number in (self.needed.data or [])) for title, number in typed if title]


@pages.form(f"{AT}/publishing/files", who=_COMMISSIONER, form=AskedFilesForm)
def publishing_files(read: Read, form: AskedFilesForm, commission_id: str) -> str:
    """Say which files bids bring. Raises NoSuchCommission."""
    commission_read(read.session, commission_id)
    if request.method == "GET":
        kept = asked_files(read.session, commission_id)
        for field, each in zip(form.titles, kept, strict=False):
            field.data = each.title
        form.needed.data = [str(each.number) for each in kept if each.needed]
    return render("asked_files.html", form=form, at=at(commission_id))


@publishing_files.act
def send_publishing_files(act: Act, form: AskedFilesForm, commission_id: str) -> Response:
    """Keep the list. Raises FilesAskedAreWrong and TenderIsPublishedAlready."""
    ask_for_files(act.session, commission_id=commission_id, files=form.asked)
    return done(at(commission_id, "/publishing"), _("The list is saved. Nobody else sees it yet."))


class FileForm(PartForm):
    """A file of a bid."""

    file = chosen_file(
        _l("The file"), accepts=_ACCEPTS,
        hint=_l("PDF, Word (.docx), Excel (.xlsx), OpenDocument (.odt, .ods), JPEG or PNG. At most 8 MB."),
    )  # fmt: skip
    confidential = yes_or_no_box(
        _l("Only the council and auditors may read it"),
        hint=_l("Without a tick the panel can read it, too, once the scores are locked. Nobody reads it before."),
    )  # fmt: skip
    button = send(_l("Keep this file"))

    @classmethod
    def beforehand(cls) -> None:
        """Look at the file, and let the virus check look: that takes a while, and nobody else should wait for it."""
        sent = request.files.get("file")
        content = b"" if sent is None else sent.stream.read(LARGEST_DOCUMENT + 1)
        try:
            g.document = read_document((sent.filename if sent else "") or "", content)
            g.is_checked = Scanner(edge().runtime.settings.scanner).look_at(content)
        except (FileIsWrong, FileIsInfected) as error:
            g.document = error

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that a file came, and say what is wrong with it; a browser has to be given it again."""
        good = bool(super().validate(extra_validators))
        if isinstance(g.document, DomainError):
            self.file.errors = [in_this_language(g.document)]
            return False
        if not good:
            self.file.errors = [_("Choose the file again. It was not kept.")]
        return good

    @property
    def document(self) -> Document:
        """The file."""
        found: Document = g.document
        return found


@pages.form(_FILE, who=PROVIDER, form=FileForm, sealed=True, largest=LARGEST_DOCUMENT + _ROOM_FOR_WORDS)
def bid_file(read: Read, form: FileForm, commission_id: str, number: str) -> str:
    """A file that the tender asks for, and the one that is there. Raises NoSuchFile, NoSuchBid and NoSuchTender."""
    mine = my_bid(read.session, commission_id, read.caller, read.now)
    asked = asked_file(read.session, commission_id, whole_number(number))
    about = mine.content.files.get(asked.number)
    form.version.data = form.version.data or str(mine.content.parts[about_part(asked.number)].version)
    if request.method == "GET" and about is not None:
        form.confidential.data = about.confidential
    return render(
        "bid_file.html", form=form, mine=mine, asked=asked, about=about, at=at(commission_id), now=read.now,
        held_back=not edge().runtime.settings.scanner,
    )  # fmt: skip


@bid_file.act
def send_bid_file(act: Act, form: FileForm, commission_id: str, number: str) -> Response:
    """Keep it, under seal. Raises BidHasChanged, BidIsSubmitted, TenderIsClosed, NoSuchFile and NoSuchBid."""
    mine = my_bid(act.session, commission_id, act.caller, act.now)
    found = form.document
    keep_bid_file(
        act.session, commission_id=commission_id, bid_id=mine.bid.bid_id, number=whole_number(number), name=found.name,
        media_type=found.media_type, content=found.content, confidential=bool(form.confidential.data),
        version=whole_number(form.version.data), caller=act.caller, now=act.now,
    )  # fmt: skip
    words = _("Your file is kept. No virus was found.") if g.is_checked else _(
        "Your file is kept. It could not be checked for viruses yet, so it is held back from everybody until then."
    )  # fmt: skip
    return done(at(commission_id, "/bid"), words)


class FileAwayForm(PartForm):
    """Take a file out of a bid."""

    button = send(_l("Take the file out"), ends=True)


@pages.form(f"{_FILE}/away", who=PROVIDER, form=FileAwayForm, sealed=True)
def bid_file_away(read: Read, form: FileAwayForm, commission_id: str, number: str) -> str:
    """Ask before a file is taken out. Raises NoSuchFile, NoSuchBid and NoSuchTender."""
    mine = my_bid(read.session, commission_id, read.caller, read.now)
    asked = asked_file(read.session, commission_id, whole_number(number))
    form.version.data = form.version.data or str(mine.content.parts[about_part(asked.number)].version)
    return render(
        "bid_file_away.html", form=form, mine=mine, asked=asked, about=mine.content.files.get(asked.number),
        at=at(commission_id),
    )  # fmt: skip


@bid_file_away.act
def send_bid_file_away(act: Act, form: FileAwayForm, commission_id: str, number: str) -> Response:
    """Take it out. Raises BidHasChanged, BidIsSubmitted, TenderIsClosed, NoSuchFile and NoSuchBid."""
    mine = my_bid(act.session, commission_id, act.caller, act.now)
    keep_bid_file(
        act.session, commission_id=commission_id, bid_id=mine.bid.bid_id, number=whole_number(number), name="",
        media_type="", content=None, confidential=False, version=whole_number(form.version.data), caller=act.caller,
        now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/bid"), _("The file is taken out."))


@pages.signal(f"{AT}/bids/<uuid:bid_id>/own-files/<string:number>", who=PROVIDER, sealed=True)
def own_bid_file(read: Read, commission_id: str, bid_id: str, number: str) -> Response:
    """A file of the reader's own organisation. Raises NoSuchFile, NoSuchBid and FileIsHeldBack."""
    return _handed_out(*own_file(read.session, commission_id, bid_id, whole_number(number), read.caller))


@pages.page(f"{AT}/bid-files", who=_CHECKS)
def bid_files(read: Read, commission_id: str) -> str:
    """The files of all bids, for whoever checks them, once the scores are locked. Raises NoSuchTender."""
    tender = tender_page(read.session, commission_id, read.now)
    return render(
        "bid_files.html", tender=tender, bids=files_to_check(read.session, commission_id, read.caller),
        asked=asked_files(read.session, commission_id), at=at(commission_id),
    )  # fmt: skip


@pages.signal(f"{AT}/bids/<uuid:bid_id>/files/<string:number>", who=_CHECKS)
def file_of_bid(read: Read, commission_id: str, bid_id: str, number: str) -> Response:
    """One of them. Raises NoSuchFile, NoSuchTender and FileIsHeldBack."""
    return _handed_out(*file_to_check(read.session, commission_id, bid_id, whole_number(number), read.caller))


def _handed_out(about: AboutFile, content: bytes) -> Response:
    """Return a file to be saved, never to be shown in our pages' place. Raises FileIsHeldBack."""
    try:
        is_checked = Scanner(edge().runtime.settings.scanner).look_at(content)
    except FileIsInfected as error:
        raise FileIsHeldBack(
            "Our virus check found something in this file ({found}), so nobody gets it. It is kept as it came.",
            words=error.words,
        ) from None
    if not is_checked:
        raise FileIsHeldBack(
            "This file could not be checked for viruses, so it is held back. It is kept. Try again later, or tell "
            "whoever runs the system that the virus check is missing."
        )
    answer = send_file(BytesIO(content), about.media_type, as_attachment=True, download_name=about.name, etag=False)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
