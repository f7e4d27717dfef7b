"""`coproduce demo`: one more whole commission, driven over HTTP."""

from __future__ import annotations

import click
import httpx

from deploy.demo.asking import StoryWentWrong
from deploy.demo.clock import WallClock
from deploy.demo.getting_ready import new_mark
from deploy.demo.material import read_sample
from deploy.demo.mishap import Mishap
from deploy.demo.result import told
from deploy.demo.story import tell_the_story
from shared.settings import Settings


def run_demo(url: str, setup_code: str, settings: Settings | None = None) -> int:
    """Drive a commission until its standstill runs, print what came out, and return the exit code.

    settings: of the running system, where its databases can be reached from here; then one event is set aside and
    retried on the way.
    """
    click.echo(f"One whole commission at {url}. Its people and bidders are invented.\n")
    sample = read_sample()
    clock = WallClock()
    try:
        with httpx.Client(base_url=url, timeout=30) as client:
            client.get("/people/health/live")  # said at once, and not after the patience that each act has
            result = tell_the_story(
                client, sample, until="standstill", setup_code=setup_code, progress=click.echo, clock=clock,
                mark=new_mark(), mishap=Mishap(settings, clock) if settings else None,
            )  # fmt: skip
    except httpx.TransportError as error:
        click.echo(f"\nNothing answers at {url} ({error}). Start the system first: make run", err=True)
        return 1
    except StoryWentWrong as error:
        click.echo(f"\nThe story did not come to its end. {error}", err=True)
        return 1
    for line in told(result, sample):
        click.echo(line)
    click.echo("\nSign in as one person of each role (all invented; accounts of this demo only):")
    for line in result.sign_in:
        click.echo(line)
    return 0
