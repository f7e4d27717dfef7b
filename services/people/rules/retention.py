"""What is kept about people, where and for how long: the page, the rule and the tests all read this one list. Pure.

Source for safeguarding records: NSPCC, "Child protection records retention and storage guidance" (September 2023), by
which such a record is kept until the child is 25. Whoever writes here is at least 10, and often does not say who they
are: so a worry is kept for 15 years after it was closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

WORRIES_KEPT = timedelta(days=15 * 365 + 4)
UNTIL_YOU = "Until you ask us to forget you, or {years} years after the last thing you took part in ended."
SERVICES = ("people", "specification", "tendering", "youth_panel", "notifications", "decision_trail")
FOR_GOOD = "For good. It does not hold your name: only a number stands there."


@dataclass(frozen=True)
class Kept:
    """One kind of thing that is kept: in children's words, and in which tables of which service it stands."""

    name: str
    what: str
    how_long: str
    tables: Mapping[str, tuple[str, ...]]


KEPT = (
    Kept(
        "Your name and how you sign in",
        "Your nickname or name, the day you were born if you told us, and your passphrase or pictures in a form "
        "that nobody can read, not even us. For staff who sign in with a council account: which one, in such a form.",
        UNTIL_YOU, {"people": ("accounts", "identities")},
    ),
    Kept(
        "If you are under 13",
        "That you wait for your parent or carer to say yes. When and how they said it: not their name.",
        "Until you ask us to forget you. If nobody says yes, 30 days.", {"people": ("waits", "permissions")},
    ),
    Kept(
        "Ways back in", "When a facilitator let you back in, because you forgot your passphrase.", UNTIL_YOU,
        {"people": ("ways_in",)},
    ),
    Kept(
        "If you sign in with a code from your phone too",
        "That you do, since when, and how many spare codes you have left. Nobody can read the codes.",
        "Until you turn it off, or ask us to forget you.", {"people": ("second_factors", "recovery_codes")},
    ),
    Kept(
        "Passkeys",
        "For grown-ups who sign in by the lock of their own phone or computer: what they call it, and when they used "
        "it. Never a finger or a face: those stay on the phone.",
        "Until you take it out or ask us to forget you.", {"people": ("passkeys",)},
    ),
    Kept(
        "Where you are signed in", "When you signed in, and with which browser.", "Until you sign out, or 12 hours.",
        {"people": ("sign_ins",)},
    ),
    Kept(
        "Wrong guesses", "How often somebody tried a wrong passphrase or code. Nobody can read whose, or from where.",
        "One day.",
        {"people": ("guessing",), "specification": ("slip_guesses",)},
    ),
    Kept(
        "Your places", "What you take part in, and since when. Your name is not in it.", FOR_GOOD,
        {
            "people": ("seats", "invites", "heard_seats"), "specification": ("known_seats", "known_board_seats"),
            "tendering": ("known_seats",), "youth_panel": ("known_seats", "panel_seats"),
            "notifications": ("known_seats", "panel_seats"),
            "decision_trail": ("known_seats",),
        },
    ),
    Kept(
        "Your e-mail address", "Where we write to you, if you told us.",
        "Until you take it out or ask us to forget you.",
        {"notifications": ("contacts",)},
    ),
    Kept(
        "Messages to you", "What we told you, and if you have read it.", UNTIL_YOU,
        {"notifications": ("messages", "emails")},
    ),
    Kept(
        "What you wrote and decided", "Your parts of the text, your ideas, your scores, your votes and why.", FOR_GOOD,
        {
            "specification": (
                "commissions", "clauses", "clause_versions", "sign_offs", "signed_texts", "free_seats",
                "contributions",
                "themes", "ideas", "idea_supports", "clause_ideas",
                "draft_criteria",
                "workshops", "workshop_slips", "suggestions", "hard_words", "decisions", "decision_votes",
                "brought_in",
            ),
            "youth_panel": (
                "abstentions", "agreed_scores", "interests", "practices", "recusals", "score_sheets", "votes",
                "choices", "panels", "reveals",
            ),
            "tendering": ("members", "processes"), "notifications": ("known_recusals", "known_bids"),
            "decision_trail": ("entries",),
        },
    ),
    Kept(
        "Photos of a workshop's wall",
        "A photo of sticky notes or posters, and words that say what is on it. No faces and no names. Where it was "
        "taken, and when, is not kept.",
        "For good, or until a grown-up takes the photo away.", {"specification": ("workshop_photos",)},
    ),
    Kept(
        "Surveys",
        "What people answered, without who they are and without the day. If you answered here: that you did, kept "
        "apart from what you answered, in a form that nobody can read.",
        "The answers for good, as nobody can tell whose they are. That you answered: until the survey is closed.",
        {
            "specification": (
                "surveys", "survey_answers", "survey_proofs", "survey_slips", "survey_files",
            ),
        },
    ),
    Kept(
        "A file of another group's words", "If you looked at one here: what stands in it. Nobody else sees it.",
        "Until you used it, or one day.",
        {"specification": ("library_files",)},
    ),
    Kept(
        "What you typed on the way to a text", "Each letter you typed, and when.",
        "Until the text is finished. Then only the text stays, and who wrote which words.",
        {"specification": ("clause_changes",)},
    ),
    Kept(
        "That you have a part of the text open",
        "Which part, so that others see who is there.", "About a minute after you close it.",
        {"specification": ("seats_here",)},
    ),
    Kept(
        "What waits to be read, and what was reported",
        "Texts that a grown-up reads first, and what somebody said should not stand there.", FOR_GOOD,
        {"specification": ("waiting_texts", "text_reports")},
    ),
    Kept(
        "What you are worried about",
        "What you told the people who keep you safe, locked so that only they can read it. If you said who you are, "
        "that too.",
        "15 years after they finished. If you ask us to forget you, who you are goes when they have finished.",
        {"people": ("worries", "worry_entries")},
    ),
    Kept(
        "Who keeps you safe", "Which grown-ups read what somebody is worried about.", FOR_GOOD,
        {"people": ("safeguarding_leads",)},
    ),
    Kept(
        "Answers, so that nothing happens twice",
        "What our computer answered you, in case you press a button twice.", "One day.",
        dict.fromkeys(SERVICES, ("remembered_answers",)),
    ),
    Kept(
        "That you were forgotten", "A number, so that we do not write to you again.", FOR_GOOD,
        {"notifications": ("forgotten",)},
    ),
)  # fmt: skip


def kept_since(now: datetime, years: int) -> datetime:
    """Return the moment before which something has to have ended for the people in it to be forgotten."""
    return now - timedelta(days=round(years * 365.25))
