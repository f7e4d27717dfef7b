"""The trail's events in the words of the people who read its story, beside their wire names. Pure.

The meanings in docs/events.md are for those who build on the log. These are for a young person who reads what happened.
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "specification.commission_started.v1": "The council said what is needed, how much money there is, and the rules.",
    "people.invite_made.v1": "Somebody made a code, so that people could join.",
    "people.invite_ended.v1": "Somebody ended a code, so that nobody can join with it any more.",
    "people.group_made.v1": "A group of young people was set up.",
    "people.group_ended.v1": "A group came to an end. The people in it still take part.",
    "people.board_made.v1": "A board was set up, and what it may do was written down.",
    "people.board_ended.v1": "A board came to an end.",
    "people.way_in_given.v1": "Somebody had forgotten their passphrase. A facilitator let them back in.",
    "people.seat_taken.v1": "Somebody joined.",
    "people.seat_ended.v1": "Somebody stopped taking part. What they did still counts.",
    "people.safeguarding_leads_changed.v1": "It was said who reads what somebody is worried about.",
    "notifications.seats_told.v1": "People were told what had happened.",
    "specification.clause_drafted.v1": "Somebody wrote a part of the text, or changed it.",
    "specification.clauses_merged.v1": "Somebody put two parts of the text together.",
    "specification.clause_split.v1": "Somebody made two parts of the text out of one.",
    "specification.clause_moved.v1": "Somebody moved a part of the text to another place.",
    "specification.clause_agreed.v1": "The group agreed one part of the text.",
    "specification.contribution_added.v1": "Somebody gave an idea, or said what they think.",
    "specification.workshop_recorded.v1": "There was a workshop. Its notes were kept.",
    "specification.contribution_answered.v1": "Somebody got an answer to what they had said.",
    "specification.survey_opened.v1": "Young people were asked what they think.",
    "specification.survey_brought_in.v1": "Answers on paper were added to the rest.",
    "specification.survey_closed.v1": "The asking was over. All here can see what came out.",
    "specification.decision_opened.v1": "The group was asked to decide something.",
    "specification.decision_closed.v1": "The votes of a decision were counted.",
    "specification.outcome_stated.v1": "It was said what the vote means, and when to look again.",
    "specification.text_checking_set.v1": "The council said if a facilitator reads first what people under 16 write.",
    "specification.text_given_back.v1": "A text went back to its writer before others saw it.",
    "specification.text_hidden.v1": "Some words were hidden, and the group was told why.",
    "specification.text_shown.v1": "Words that were hidden are back.",
    "specification.criteria_set.v1": "The group set what bids would be scored on.",
    "specification.specification_signed.v1": "A young person signed the text.",
    "specification.specification_assented.v1": "A board or the council signed the text.",
    "specification.specification_declined.v1": "A board or the council said no to the text, and why.",
    "specification.sign_off_voided.v1": "The text changed after people had signed. So they were asked to sign again.",
    "specification.specification_agreed.v1": "Everybody who has to had signed. The text was agreed.",
    "tendering.tender_published.v1": "Providers could send in bids. From now on nobody could change the rules.",
    "tendering.question_asked.v1": "A provider asked something. Nobody knows which one.",
    "tendering.question_answered.v1": "The council answered a question, to all providers at once.",
    "tendering.question_set_aside.v1": "The council did not answer a question, and said why.",
    "tendering.tender_amended.v1": "The council changed something, and gave providers more time.",
    "tendering.bid_confirmed.v1": "A provider read what had changed. It kept its bid as it was.",
    "tendering.bid_submitted.v1": "A provider sent in a bid. Nobody else could read it yet.",
    "tendering.bid_withdrawn.v1": "A provider took its bid back in time.",
    "tendering.late_bid_refused.v1": "A bid came too late, so it was not taken.",
    "tendering.opening_begun.v1": "One of the two people who open the bids did their part.",
    "tendering.bids_opened.v1": "A young person and the council opened the bids together.",
    "tendering.bid_opened.v1": "One bid could be read. It had a letter in place of a name, and no price yet.",
    "youth_panel.panel_formed.v1": "The people who score the bids were named.",
    "youth_panel.practice_finished.v1": "Somebody on the panel practised scoring.",
    "youth_panel.interest_declared.v1": "Somebody on the panel said whether they have ties to a provider.",
    "youth_panel.seat_recused.v1": "To be fair, somebody on the panel did not judge one of the bids.",
    "youth_panel.bid_scored.v1": "Somebody on the panel scored a bid, alone.",
    "youth_panel.scoring_abstained.v1": "Somebody on the panel did not score a bid, and said why.",
    "youth_panel.scores_revealed.v1": "All scores of one bid were in. Now the panel could talk about them.",
    "youth_panel.score_agreed.v1": "The panel agreed one score.",
    "youth_panel.scores_locked.v1": "The scores were done. Nobody could change them any more.",
    "tendering.prices_opened.v1": "The panel could see names and prices.",
    "youth_panel.ranking_made.v1": "The bids were put in order, by the rules.",
    "youth_panel.choice_voted.v1": "A young person voted.",
    "youth_panel.provider_chosen.v1": "The youth panel chose.",
    "youth_panel.choice_confirmed.v1": "The council said yes to the choice.",
    "youth_panel.choice_declined.v1": "The council said no to the choice.",
    "tendering.assessment_summary_sent.v1": "A provider was told how its bid was scored, and why.",
    "tendering.award_decided.v1": "The council said who is to get the contract.",
    "tendering.challenge_raised.v1": "A provider did not agree with the decision. The contract had to wait.",
    "tendering.challenge_answered.v1": "The council answered a provider that did not agree.",
    "tendering.contract_signed.v1": "The contract was signed.",
    "tendering.commission_abandoned.v1": "It ended without a contract.",
}
_SKIPPED = "A part of the system left one message out. Somebody wrote down why."

ROLES: Mapping[str, str] = {
    "young_person": "young person", "facilitator": "facilitator", "commissioner": "commissioner (council)",
    "evaluator": "evaluator (adult with expertise)", "provider": "provider", "board_member": "board member",
    "auditor": "auditor", "system": "the system, by itself",
}  # fmt: skip


# What each role does, for a reader of 11 years who wants to know who is who.
DOES: Mapping[str, str] = {
    "young_person": "Young people write the text, sign it, score the bids and choose.",
    "facilitator": "Facilitators help the young people and lead their talks. They never score for them.",
    "commissioner": "The council's commissioners pay for it and have to keep the law. They say yes or no at the end.",
    "evaluator": "Evaluators are adults who know a lot about one thing, such as money or safety. They score that part.",
    "provider": "Providers are the groups that want to run the service. They send in bids.",
    "board_member": "Board members watch, ask questions, and give advice.",
    "auditor": "Auditors check that everything was done by the rules.",
}

PARTS: Mapping[str, str] = {"young_people": "Young people", "adults": "Adults", "price": "The price"}


def words_of(event_type: str, meaning: str) -> str:
    """Return what happened, in plain words; `meaning` for an event that came after this version."""
    if event_type.endswith(".event_skipped.v1"):
        return _SKIPPED
    return WORDS.get(event_type, meaning)
