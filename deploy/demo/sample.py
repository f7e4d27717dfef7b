"""The sample commission of the first start: told in this process, over months of a time of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx

from deploy.demo.clock import SteppedClock
from deploy.demo.material import read_sample
from deploy.demo.mishap import Mishap
from deploy.demo.result import told
from deploy.demo.story import tell_the_story
from deploy.embedded import System
from services.people.use_cases.name_safeguarding_lead import name_safeguarding_lead
from shared.runtime import wall_clock
from shared.settings import Settings

# The story takes a little over four months; it ends some days before today.
_BEGAN = timedelta(days=150)


def tell_sample(settings: Settings, say: Callable[[str], None]) -> str:
    """Take the sample commission all the way to a signed contract, and return how to sign in as its people.

    Raises StoryWentWrong where a service answers otherwise than it should.
    """
    # Nothing else runs yet, so the story's own steps carry the events, and months take seconds.
    clock = SteppedClock((wall_clock() - _BEGAN).replace(hour=9, minute=0, second=0, microsecond=0))
    system = System(settings, clock.now)
    clock.carry = system.settle
    try:
        transport = httpx.WSGITransport(app=system.wsgi)
        with httpx.Client(transport=transport, base_url="http://localhost") as client:
            sample = read_sample()
            result = tell_the_story(
                client, sample, until="contract", setup_code=settings.setup_code, progress=say, clock=clock,
                mishap=Mishap(settings, clock),
            )  # fmt: skip
        # Whoever tries the page about worries here is to be read by somebody: one of the invented people.
        lead = sample.people["evaluators"][0]["email"]
        with system.runtimes["people"].sessions.begin() as session:
            name_safeguarding_lead(session, email=lead, commission_id=None, caller=None, now=clock.now())
    finally:
        system.stop()
    for line in told(result, sample):
        say(line)
    say(f"{lead} reads, as safeguarding lead, what somebody says on the page about worries.")
    return "\n".join(["", "Sign in as one person of each role (all invented, for this sample only):", *result.sign_in])
