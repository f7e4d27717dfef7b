"""Six young people, each at a phone, go from first ideas to a text that they sign, and sign again when it changes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest

from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.test_writing_together import area, put_caret
from tests.browser.visiting import Visit
from tests.browser.writing_group import SOON, Group, Member, come_together

Open = Callable[..., Visit]
TITLE = "A place for us"
QUORUM = 4
VOIDED = "Signing starts again"
BLANKS = "It is open until. It costs. We drink. We can."
FILLED = (" nine at night", " nothing", " hot tea", " just sit there")
TOGETHER = "It is open until nine at night. It costs nothing. We drink hot tea. We can just sit there."
SCORES = ("Not at all", "Hardly", "A little", "Yes", "Well", "We would bring a friend")


def test_six_young_people_write_a_specification_together_and_sign_it(site: Site, visit: Open) -> None:
    group = come_together(site, visit, TITLE, quorum=QUORUM)
    give_ideas(group)
    code = record_a_workshop(group, Member(visit(site), TITLE))
    ask_in_a_survey(group)
    write_at_the_same_time(group)
    suggest(group)
    decide(group)
    write_criteria(group)
    answer_everything(group, Member(visit(site), TITLE), code)
    sign(group)
    change_what_is_signed(group)
    sign_again(group)


def give_ideas(group: Group) -> None:
    """Ideas, support for one, and one that a facilitator reads first."""
    ala, ben, cem, dee, eve, fay = group.young
    ala.next_step("Give an idea.", "Ideas")
    for who, idea, theme in (
        (ala, "Somewhere to sit where nobody asks why.", "Being you"),
        (ben, "Open until late, as school ends at four.", "Being connected"),
        (cem, "Somebody who answers on the same day.", "Being healthy"),
    ):
        if who is not ala:
            who.room("Ideas")
        who.main_thing("Add an idea")
        who.write("What is your idea?", idea)
        who.choose(theme)
        who.send("Add the idea", "Everybody here can read your idea.")
        who.sees("Nobody supports it yet.")
    for who in (dee, eve):
        who.room("Ideas")
        who.follow("Support it, or say more", "Somewhere to sit")
        who.send("I support this idea", "You support this idea.")
    dee.sees("1 young person supports it.")
    fay.room("Ideas")
    fay.main_thing("Add an idea")
    fay.sees("A facilitator reads your words first.")
    fay.write("What is your idea?", "A garden with a tree.")
    fay.choose("Being healthy")
    fay.send("Add the idea", "A facilitator reads your idea first.")
    group.facilitator.next_step("See if words wait for you", "Words to check")
    group.facilitator.follow("Let them through, or send them back")
    group.facilitator.choose("Let the others read them")
    group.facilitator.send("Save", "There is nothing to look at here.")
    ala.room("Ideas")
    ala.sees("A garden with a tree.")


def record_a_workshop(group: Group, somebody: Member) -> str:
    """A workshop on paper, and a slip for somebody who has no account."""
    leader = group.facilitator
    leader.room("Ideas")
    leader.follow("Workshops")
    leader.main_thing("Record a workshop")
    leader.write("Where was it?", "A youth club by the river")
    leader.day("When was it?", 0)
    leader.write("How many aged 13 to 15?", "8")
    leader.write("How many aged 16 to 18?", "7")
    leader.write("What did you ask?", "What would make you come in?")
    leader.send("Save", "Now you can type in the sticky notes.")
    leader.follow("Type in sticky notes")
    leader.write("Which heading did they hang under?", "How it feels at the door")
    leader.write("The sticky notes, one on each line", "Say hello.\nShow me where to sit.\nNo forms at the door.")
    leader.choose("Being connected")
    leader.send("Add them", "Sticky notes added: 3")
    leader.sees("Others see: 15", "Say hello.")
    leader.follow("Print slips with codes")
    leader.write("How many slips?", "2")
    leader.send("Make the slips", "Print this page now")
    code = leader.page.locator(".co-sheet__code").first.inner_text()
    _look_with_slip(somebody, code)
    somebody.sees("Show me where to sit.", "There is no answer yet.")
    return code


def _look_with_slip(somebody: Member, code: str) -> None:
    somebody.page.goto("/specification/slips")  # it stands on the slip
    somebody.write("The code on your slip", code)
    somebody.send("See what became of it", "Your workshop said:")


def ask_in_a_survey(group: Group) -> None:
    """A young person makes a survey, a facilitator opens it, all answer, and all see what came out."""
    ben, leader = group.young[1], group.facilitator
    ben.room("Surveys")
    ben.main_thing("Make a survey")
    ben.write("What is the survey called?", "When would you come?")
    ben.write("What is it for? What will you do with the answers?", "We want to know when it should be open.")
    ben.send("Save", "Now write your questions.")
    for words, kind, choices in (
        ("When should it be open?", "Choose one", "Mornings\nEvenings"),
        ("Would you go there alone?", "Yes, no or not sure", ""),
    ):
        ben.main_thing("Write a question")
        ben.write("What do you ask?", words)
        ben.choose(kind)
        ben.write("What can they choose?", choices)
        ben.send("Save this question", words)
    leader.room("Surveys")
    leader.follow("Look at it", "When would you come?")
    leader.follow("Read it and open it")
    leader.choose("One code for everybody")
    leader.send("I have read it. Open the survey", "The survey is open.")
    for who in group.young:
        who.next_step("There is a survey for you.", "Surveys")
        who.follow("Answer it", "When would you come?")
        who.choose_of("When should it be open?", "Evenings")
        who.choose_of("Would you go there alone?", "Yes")
        who.send("Send my answers", "Thank you. Your answers are in.")
    leader.room("Surveys")
    leader.follow("Look at it", "When would you come?")
    leader.follow("Close the survey")
    leader.send("Close the survey", "This is what came out.")
    ben.room("Surveys")
    ben.follow("What came out", "When would you come?")
    expect(ben.box("When should it be open?").get_by_role("row", name="Evenings")).to_contain_text("6")


def write_at_the_same_time(group: Group) -> None:
    """Two parts grow from ideas; in one of them four type at once."""
    ala, ben, cem, dee, *_ = group.young
    ala.next_step("Write a part of the text", "Ideas")
    ala.follow("Support it, or say more", "Somewhere to sit")
    ala.follow("Write a part of the text from this idea")
    ala.sees("The idea that it grows from", "Somewhere to sit where nobody asks why.")
    ala.write("What is this part about?", "A room to be in")
    ala.write("What should the service do?", BLANKS)
    ala.send("Save", "Everybody here can read it now.")
    cem.room("Ideas")
    cem.follow("How it feels at the door")
    cem.follow("Write a part of the text from these ideas")
    cem.write("What is this part about?", "At the door")
    cem.write("What should the service do?", "Somebody says hello. They show you where to sit. You fill in a form.")
    cem.send("Save", "Everybody here can read it now.")
    writers = [ala, ben, cem, dee]
    for who in writers:
        who.next_step("not agreed yet", "The text so far")
        who.follow("Write in this part", "A room to be in")
        who.sees("Saved. Others see it at once.")
    for who in writers:
        expect(who.page.locator("[data-here] li")).to_have_count(3, timeout=SOON)
    for number, who in enumerate(writers):
        put_caret(who.page, [place for place, letter in enumerate(BLANKS) if letter == "."][number])
    for letters in zip_longest(*FILLED):
        for who, letter in zip(writers, letters, strict=True):
            who.page.keyboard.type(letter or "")
    for who in writers:
        expect(area(who.page)).to_have_value(TOGETHER, timeout=SOON)
    dee.send("Save", "Everybody here can read it now.")


def suggest(group: Group) -> None:
    """One suggests other words for a part, one talks about it, and the group takes the suggestion."""
    _ala, ben, _cem, _dee, eve, _fay = group.young
    eve.room("The text so far")
    eve.follow("Comments, suggestions and hard words", "At the door")
    eve.follow("Suggest a change")
    eve.write("How should it be?", "Somebody says hello. They show you where to sit. There is no form.")
    eve.write("Why is it better?", "At the workshop they asked for no forms at the door.")
    eve.send("Suggest it", "Everybody here can read it now.")
    ben.room("The text so far")
    ben.follow("Comments, suggestions and hard words", "At the door")
    ben.sees("There is no form.")
    ben.follow("Say something about it")
    ben.write("What do you want to say about it?", "Yes, forms can wait.")
    ben.send("Save", "Everybody here can read it now.")
    leader = group.facilitator
    leader.room("The text so far")
    leader.follow("Comments, suggestions and hard words", "At the door")
    leader.follow("Say what the group decided")
    leader.choose("Yes, the new words go into the text")
    leader.write("How did the group decide, and why?", "A show of hands, 6 of 6.")
    leader.send("Save", "Whoever suggested it is told.")
    leader.sees("They show you where to sit. There is no form.", "Yes, it is in the text")


def decide(group: Group) -> None:
    """The group votes on a part and agrees it; it agrees another by show of hands; and spreads dots."""
    leader, question = group.facilitator, "Is part 1 right as it is?"
    leader.next_step("Talk with the group about each part", "The text so far")
    leader.follow("Ask the group to decide", "A room to be in")
    _ask(leader, question, "Yes or no")
    for who in group.young:
        who.next_step("The group is asked to decide.", "What the group decides")
        who.follow(question)
        who.main_thing("Vote")
        who.choose("Yes" if who is not group.young[4] else "I take part, and do not want to choose")
        who.send("Vote", "Your vote is in.")
        who.sees_not("The group says")
    _count(leader, question)
    leader.sees("The group says yes.", "1 person took part and did not want to choose.")
    leader.follow("Say what it means")
    leader.write("What does it mean?", "Part 1 stays as it is.")
    leader.day("When does the group look again?", 90)
    leader.send("Tell the group", "The group is told.")
    leader.follow("The group agrees this part")
    leader.send("The group agrees", "Saved. The group agreed this part.")
    leader.follow("The group agrees it", "At the door")
    leader.write("How did the group decide?", "A show of hands, 6 of 6.")
    leader.send("The group agrees", "Saved. The group agreed this part.")


def _ask(leader: Member, question: str, way: str) -> None:
    leader.write("What does the group decide?", question)
    leader.choose(way, "Young people")
    leader.write("How many have to take part?", "6")
    leader.day("When does it close?", 3)
    leader.send("Ask the group", "The group is asked.")


def _count(leader: Member, question: str) -> None:
    leader.room("What the group decides")
    leader.follow(question)
    leader.follow("Close it now")
    leader.send("Close and count", "The votes are counted.")


def write_criteria(group: Group) -> None:
    """Two criteria in their own words; dots say which counts more, and sliders how much; a practice bid; and set."""
    ala, ben, cem, dee, *_ = group.young
    for who, title, part in ((cem, "A welcome", "Part 2: At the door"), (dee, "Open late", "Part 1: A room to be in")):
        who.next_step("Now write what bids are scored on", "How bids are scored")
        who.main_thing("Write a criterion")
        who.choose("Young people's panel", part)
        who.write("What matters?", title)
        who.write("What do you ask the people who want to run the service?", f"{title}: how will you do it?")
        for score, words in enumerate(SCORES):
            who.write(f"What does a bid look like that gets {score}?", words)
        who.send("Save", "Everybody here can read it now.")
    group.facilitator.room("What the group decides")
    group.facilitator.follow("Ask the group to decide")
    question = "What counts most?"
    group.facilitator.write("Options", "A welcome\nOpen late")
    _ask(group.facilitator, question, "Dots: each spreads some dots over the options")
    for who in group.young:
        who.next_step("The group is asked to decide.", "What the group decides")
        who.follow(question)
        who.main_thing("Vote")
        who.choose("This is my choice")
        who.write("A welcome", "3")
        who.write("Open late", "2")
        who.send("Vote", "Your vote is in.")
    _count(group.facilitator, question)
    group.facilitator.sees("The group chose one option. A welcome", "18", "12")
    ala.room("How bids are scored")
    ala.follow("Say how much each counts")
    ala.page.get_by_label("Slider: A welcome").fill("60")
    expect(ala.page.get_by_label("Open late", exact=True)).to_have_value("40")
    ala.sees("Together: 100 of 100.")
    ala.send("Save", "Saved.")
    ala.sees("Nothing is missing. You can set the criteria now.")
    ben.room("How bids are scored")
    ben.follow("Try it on a practice bid")
    for title in ("A welcome", "Open late"):
        ben.choose_of(f"Your score for “{title}”", "3 Yes")
    ben.send("See the points", "This bid gets 60 of 100 points.")
    ala.follow("Set the criteria")
    ala.send("Set the criteria", "These are the criteria now. Thank you.")


def answer_everything(group: Group, somebody: Member, code: str) -> None:
    """Every idea gets its answer; who was at the workshop finds theirs with the slip."""
    leader = group.facilitator
    leader.room("Ideas")
    leader.follow("How it feels at the door")
    leader.follow("Answer all of them at once")
    leader.sees("It is in part 2.")
    leader.send("Answer", "Everybody who gave one of these ideas is told.")
    leader.room("You said, we did")
    for words, answer in (
        ("Somewhere to sit", ""), ("Open until late", "Yes, it is in the text"),
        ("Somebody who answers", "No, not this time"), ("A garden", "No, not this time"),
    ):  # fmt: skip
        leader.follow("Answer", words)
        if answer:
            leader.choose(answer)
            leader.write("Why?", "We talked about it on Friday.")
        leader.send("Answer", "Whoever wrote it is told.")
    leader.sees_not("Waiting for an answer")
    _look_with_slip(somebody, code)
    somebody.sees("Yes, it is in the text", "It is in part 2.")


def sign(group: Group) -> None:
    """Enough young people sign, and then the council: the text is agreed."""
    for who in group.young[:QUORUM]:
        who.next_step("Read the whole text. If you agree with it, sign it.", "The whole text, and signing it")
        who.sees(TOGETHER, "There is no form.", "weight 60 of 100")
        who.main_thing("Sign the text")
        who.send("Sign", "You have signed.")
    _council_signs(group.officer)
    group.young[0].room("The whole text, and signing it")
    group.young[0].sees("The text is agreed", "Young people: 4 have signed.")


def _council_signs(officer: Member) -> None:
    officer.next_step("The text is ready. Read it and sign it", "The whole text, and signing it")
    officer.main_thing("Sign the text")
    officer.send("Sign", "Everybody who has to has signed. The text is agreed.")


def change_what_is_signed(group: Group) -> None:
    """An officer changes a word of the agreed text: nothing is signed any more, and everybody is told."""
    officer, ala = group.officer, group.young[0]
    officer.room("The text so far")
    officer.follow("Write in this part", "A room to be in")
    officer.sees("If you change it, the group has to agree again.")
    area(officer.page).fill(TOGETHER.replace("nine", "eight"))
    officer.write("Why do you change it?", "There is no bus after nine.")
    officer.send("Save", "Everybody here can read it now.")
    ala.is_told("not agreed yet")
    ala.room("The whole text, and signing it")
    ala.sees("It cannot be signed yet.")
    ala.page.locator(".co-header__name").click()
    ala.follow("Your messages")
    expect(ala.page.get_by_role("heading", name=VOIDED)).to_be_visible(timeout=SOON)


def sign_again(group: Group) -> None:
    """The group agrees the new words, reads what is different, and signs again."""
    leader = group.facilitator
    leader.next_step("Talk with the group about each part", "The text so far")
    leader.follow("The group agrees it", "A room to be in")
    leader.write("How did the group decide?", "We asked about the bus. A show of hands, 5 of 6.")
    leader.send("The group agrees", "Saved. The group agreed this part.")
    for who in group.young[:QUORUM]:
        who.next_step("Read the whole text. If you agree with it, sign it.", "The whole text, and signing it")
        who.sees("What changed since it was signed", "Part 1 has new words: A room to be in")
        expect(who.page.locator("del").first).to_contain_text("nine")
        expect(who.page.locator("ins").first).to_contain_text("eight")
        who.main_thing("Sign the text")
        who.send("Sign", "You have signed.")
    _council_signs(group.officer)
    group.young[5].room("The whole text, and signing it")
    group.young[5].sees("The text is agreed", TOGETHER.replace("nine", "eight"))
