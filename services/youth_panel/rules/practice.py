"""The practice bid: everybody scores the same short text and learns to point at what is written."""

from __future__ import annotations

QUESTION = "Where and when can young people come to you, and what happens when you are full?"

PRACTICE_BID = (
    "Scoops on Wheels will be outside every school at all times. Our van is bright and our staff are friendly. "
    "Young people tell us that they love it. We open from three until six on weekdays in term time at the Mill Lane "
    "gate, and on Saturdays from ten until two at the park. When there is a queue we hand out numbers, and nobody "
    "with a number has gone home without an ice cream since May. We are planning to come to the other schools soon."
)

DESCRIPTORS = (
    "Nothing in the text answers the question.",
    "It promises, but does not say where, when or how.",
    "It answers a part, and the rest is vague.",
    "It answers with places and times, and some of it is left open.",
    "It answers with places, times and what happens when it goes wrong; one thing is missing.",
    "It answers all of it, and we could check each thing that it says.",
)

HINT = "Read it twice. Find the sentence that earns the point before you give the point."
