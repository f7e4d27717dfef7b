"""On paper stands what a page says, black on white, and nothing that paper cannot do."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from shared.roles import Role
from tests.browser.collecting import Walk
from tests.browser.site import Site
from tests.browser.visiting import Visit

NOT_ON_PAPER = (".co-header", ".co-footer", ".govuk-service-navigation", ".govuk-back-link", ".govuk-button")


def on_paper(page: Page) -> bytes:
    page.emulate_media(media="print")
    for kind in NOT_ON_PAPER:
        for each in page.locator(kind).all():
            expect(each).to_be_hidden()
    colours = page.evaluate(
        "() => { const it = getComputedStyle(document.body); return [it.backgroundColor, it.color]; }"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    return page.pdf(format="A4")


def test_a_record_can_be_printed_whatever_colours_its_reader_chose(
    embedded: Site, walked: Walk, visit: Callable[..., Visit]
) -> None:
    window = visit(embedded)
    window.become(walked.jars["nobody"], "en.dark.normal")
    record = next(seen for seen in walked.seen if seen.rule.startswith("/records/"))
    window.page.goto(record.path)
    assert on_paper(window.page).startswith(b"%PDF")


def test_a_sheet_with_a_code_fits_on_two_pages_of_paper(
    embedded: Site, walked: Walk, visit: Callable[..., Visit]
) -> None:
    window = visit(embedded)
    window.become(walked.jars[f"{Role.FACILITATOR.value} of today"])
    window.page.goto(f"/people/commissions/{embedded.cast.commission_id}/setup/codes/new?role=young_person")
    window.page.get_by_role("button", name="Make the code").click()
    expect(window.page.locator("main svg, main img").first).to_be_visible()
    paper = on_paper(window.page)
    # The code on one, what is kept about a young person on the other, and no empty one.
    assert paper.count(b"/Type /Page\n") == 2
