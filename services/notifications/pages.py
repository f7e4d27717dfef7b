"""The inbox, and who gets e-mail."""

from __future__ import annotations

from itertools import chain

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError
from wtforms.fields import HiddenField

from services.notifications import queries
from services.notifications.rules import (
    HOLDER_NOTICES,
    LONGEST_ADDRESS,
    NOTICES,
    AddressIsWrong,
    TimeIsWrong,
    check_address,
    place_of,
)  # fmt: skip
from services.notifications.use_cases.forget_contact import forget_contact
from services.notifications.use_cases.give_contact import give_contact
from services.notifications.use_cases.read_all_messages import read_all_messages
from services.notifications.use_cases.read_message import read_message
from shared.access import signed_in
from shared.canonical import time_text
from shared.web.forms import ButtonForm, PageForm, line, send
from shared.web.live import news
from shared.web.pages import Pages, done, render
from shared.web.routing import Act, Read
from shared.web.schemas import UtcTime

pages = Pages("notifications")
SIZE = 20
_INBOX, _SETTINGS = "/notifications/inbox", "/notifications/settings"


class ReadAllForm(PageForm):
    """A button that marks as read what the page showed. `until`: when the newest message of the inbox was sent."""

    until = HiddenField()


@pages.form("/inbox", who=signed_in(), form=ReadAllForm, once=False)
def inbox(read: Read, form: ReadAllForm) -> str:
    """My messages, unread ones first; those of one kind on one day stand together."""
    asked = request.args.get("page", "1")
    page = min(int(asked), 10_000) if asked.isdecimal() and int(asked[:6]) else 1
    bundles, more = queries.inbox(read.session, read.caller.holder_id, page, SIZE)
    newest = queries.newest_at(read.session, read.caller.holder_id)
    form.until.data = time_text(newest) if newest else ""
    unread = queries.unread_count(read.session, read.caller.holder_id)
    number = queries.message_count(read.session, read.caller.holder_id)
    titles = queries.commissions_of(read.session, read.caller.holder_id)
    return render(
        "inbox.html", form=form, bundles=bundles, unread=unread, page=page, more=more, number=number,
        titles=titles if len(titles) > 1 else {}, in_this_language=_in_this_language,
    )  # fmt: skip


@pages.signal("/inbox/news", who=signed_in())
def inbox_news(read: Read) -> Response:
    """Whether there is a new message of mine: how many there are."""
    holder_id = read.caller.holder_id
    return news(read, lambda session: queries.message_count(session, holder_id))


@inbox.act
def send_inbox(act: Act, form: ReadAllForm) -> Response:
    """Mark as read what the page showed. Raises TimeIsWrong."""
    try:
        until = UtcTime().deserialize(form.until.data)
    except ValidationError as error:
        raise TimeIsWrong("We could not see which messages you mean. Please try again.") from error
    read_all_messages(act.session, until=until, caller=act.caller, now=act.now)
    return done(_INBOX, _("All messages are marked as read."))


@pages.form("/inbox/<uuid:message_id>", who=signed_in(), form=ButtonForm, once=False)
def message(read: Read, form: ButtonForm, message_id: str) -> str:
    """One message, and where to act on it. Raises NoSuchMessage."""
    found = queries.own_message(read.session, message_id, read.caller)
    text, place = _in_this_language(found.text), place_of(found.notice, found.commission_id)
    title = queries.title_of(read.session, found.commission_id)
    return render("message.html", form=form, message=found, text=text, place=place, commission=title)


def _in_this_language(text: str) -> str:
    """Say a message in the language of the page, by the sentence it was made of. A reason stays as it was written."""
    for notice in (*chain.from_iterable(NOTICES.values()), *HOLDER_NOTICES.values()):
        before, place, after = notice.text.partition("{reason}")
        if place and text.startswith(before) and text.endswith(after):
            return str(_(notice.text)).format(reason=text[len(before) : len(text) - len(after)])
        if text == notice.text:
            return str(_(text))
    return text


@message.act
def send_message(act: Act, _form: ButtonForm, message_id: str) -> Response:
    """I have read it."""
    read_message(act.session, message_id=message_id, caller=act.caller, now=act.now)
    return done(_INBOX, _("Marked as read."))


class ContactForm(PageForm):
    """Where e-mail goes."""

    blames = {AddressIsWrong: "email"}  # noqa: RUF012  (read only)
    email = line(
        _l("Your email address"), needed=_l("Write your email address."), most=LONGEST_ADDRESS,
        hint=_l("We keep it here and nowhere else. We use it only to tell you that there is a message."),
        autocomplete="email", spellcheck="false", inputmode="email",
    )  # fmt: skip
    button = send(_l("Send me emails"))


@pages.form("/settings", who=signed_in(), form=ContactForm, once=False)
def settings(read: Read, form: ContactForm) -> str:
    """Whether I get e-mail, and where."""
    contact = queries.contact_of(read.session, read.caller.holder_id)
    if form.email.data is None and contact is not None:
        form.email.data = contact.email
    return render("contact.html", form=form, contact=contact)


@settings.act
def send_settings(act: Act, form: ContactForm) -> Response:
    """Send me e-mail to this address. Raises AddressIsWrong and PersonIsForgotten."""
    email = form.email.data or ""
    check_address(email)
    give_contact(act.session, holder_id=act.caller.holder_id, email=email, now=act.now)
    return done(_SETTINGS, _("You now get an email when there is a message."))


@pages.form("/settings/no-email", who=signed_in(), form=ButtonForm, once=False)
def no_email(_read: Read, form: ButtonForm) -> str:
    """Ask whether e-mail is to stop."""
    return render("no_email.html", form=form)


@no_email.act
def send_no_email(act: Act, _form: ButtonForm) -> Response:
    """Send me no more e-mail, and forget the address."""
    forget_contact(act.session, holder_id=act.caller.holder_id)
    return done(_SETTINGS, _("You get no more emails. We have forgotten your address."))
