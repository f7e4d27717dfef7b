"""What comes before and beside the text: ideas, workshops, surveys, decisions, and what came of them."""

from __future__ import annotations

from datetime import date, datetime

from shared.contracts.declaration import Event, event


@event("specification.contribution_added.v1", key="commission_id")
class ContributionAdded(Event):
    """Somebody gave something beside the text, and others can read it. Its words stay in the service.

    `place` is idea, comment, suggestion, objection, idea_group (the name of a group of similar ideas), why
    (a part matters) or hard_word (explained); `subject_id` is what it is about, such as a clause, or empty.
    """

    commission_id: str
    contribution_id: str
    place: str
    subject_id: str
    added_at: datetime


@event("specification.contribution_answered.v1", key="commission_id")
class ContributionAnswered(Event):
    """What came of an idea or a suggestion was said, with the reason. `answer` is taken, partly or not_taken.

    `seat_id` is the seat that gave it; empty where people at a workshop did.
    """

    commission_id: str
    contribution_id: str
    place: str
    answer: str
    seat_id: str
    answered_at: datetime


@event("specification.workshop_recorded.v1", key="commission_id")
class WorkshopRecorded(Event):
    """A facilitator recorded a workshop that was held without computers, or put right what was recorded.

    `took_part` counts young people; it is empty where they were fewer than 5. What they said are contributions.
    """

    commission_id: str
    workshop_id: str
    venue: str
    held_on: date
    took_part: int | None
    recorded_at: datetime


@event("specification.survey_opened.v1", key="commission_id")
class SurveyOpened(Event):
    """A survey can be answered, by all who get a code and by the seats. What it asks stays in the service.

    `way` is shared (one code for everybody) or slips (codes that work once each).
    """

    commission_id: str
    survey_id: str
    questions: int
    way: str
    opened_at: datetime


@event("specification.survey_brought_in.v1", key="commission_id")
class SurveyBroughtIn(Event):
    """Answers on paper were brought into a survey: at least so many, in tens."""

    commission_id: str
    survey_id: str
    at_least: int
    brought_in_at: datetime


@event("specification.survey_closed.v1", key="commission_id")
class SurveyClosed(Event):
    """A survey is over, and what came out can be read. At least so many answered, in tens."""

    commission_id: str
    survey_id: str
    at_least: int
    closed_at: datetime


@event("specification.decision_opened.v1", key="commission_id")
class DecisionOpened(Event):
    """The group was asked to decide something, in a way that was said before. Who voted, or how, travels nowhere.

    `way` is consent, yes_no, dots, rank or score; `voters` is young_people or inside; `about` is clause, contribution
    or empty. An adult wrote the question.
    """

    commission_id: str
    decision_id: str
    way: str
    question: str
    voters: str
    quorum: int
    about: str
    subject_id: str
    closes_at: datetime
    opened_at: datetime


@event("specification.decision_closed.v1", key="commission_id")
class DecisionClosed(Event):
    """The votes of a decision were counted. `outcome` is yes, no, chosen, tie, no_quorum or no_votes.

    `chosen` holds the options that came first, in an adult's words; `took_part` is empty where fewer than five did.
    """

    commission_id: str
    decision_id: str
    way: str
    outcome: str
    chosen: tuple[str, ...]
    closed_at: datetime
    took_part: int | None = None


@event("specification.outcome_stated.v1", key="commission_id")
class OutcomeStated(Event):
    """A facilitator said what the outcome of a decision means, in the reason, and when the group looks again."""

    commission_id: str
    decision_id: str
    look_again_on: date
    stated_at: datetime
