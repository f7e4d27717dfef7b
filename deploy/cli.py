"""The one command: `coproduce`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy.exc import InterfaceError, OperationalError

from deploy.services import NAMES, service
from shared import migrations
from shared.errors import DomainError
from shared.logs import set_up_logs
from shared.messaging import aside
from shared.messaging.envelope import Message
from shared.messaging.rebuild import log_in_process
from shared.messaging.rebuild import rebuild as replay
from shared.runtime import Runtime, make_runtime
from shared.settings import Settings, SettingsAreIncomplete, checked_address, checked_scanner, settings_from_environment

HOME = Path("var")
SERVICE = click.argument("name", metavar="SERVICE", type=click.Choice(NAMES))


def _settings() -> Settings:
    """Take the settings from the environment, or those of `coproduce run` where it names no database."""
    from deploy.embedded import local_settings  # noqa: PLC0415  (only where it is used: the start stays quick)

    if os.environ.get("COPRODUCE_DATABASE_URL"):  # noqa: TID251  (the edge)
        return settings_from_environment()
    return local_settings(HOME)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def coproduce() -> None:
    """Young people and a council commission a service together.

    Start with `coproduce run`, which needs nothing but this program, and open http://127.0.0.1:8000.
    The other commands run the same services one by one, on PostgreSQL and Apache Kafka; their settings come
    from the environment and are listed in deploy/settings.example. SERVICE is one of people, specification,
    tendering, youth_panel, notifications, decision_trail.
    """


@coproduce.command(short_help="Run everything in one process.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, envvar="PORT",
              help="Where to listen, on 127.0.0.1.")  # fmt: skip
@click.option("--empty", is_flag=True, envvar="EMPTY", help="Start bare, without the sample commission.")
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), default=HOME, show_default=True,
              help="Where data is kept.")  # fmt: skip
@click.option("--address", envvar="COPRODUCE_ADDRESS", default="",
              help="Where people reach it, if a proxy leads here. Else only this machine is answered.")  # fmt: skip
@click.option("--scanner", envvar="COPRODUCE_SCANNER", default="",
              help="ClamAV's daemon: its socket's path, or host:port. Else files of bids are held back.")  # fmt: skip
def run(port: int, empty: bool, home: Path, address: str, scanner: str) -> None:
    """Run all six services in one process, with SQLite files under var/.

    The first start fills in a sample commission and says how to sign in as its people.
    """
    from deploy.serve import serve  # noqa: PLC0415

    serve(home, port, sample=not empty, address=checked_address(address), scanner=checked_scanner(scanner))


@coproduce.command(short_help="Drive one more commission through a running system.")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="The running system.")
@click.option("--setup-code", envvar="COPRODUCE_SETUP_CODE", default="", help="Lets staff accounts be made.")
@click.option("--setup-code-file", type=click.Path(path_type=Path, dir_okay=False), show_default=True,
              default=HOME / "secrets" / "setup-code", help="Where the code is kept, if it is not given.")  # fmt: skip
def demo(url: str, setup_code: str, setup_code_file: Path) -> None:
    """Drive one more whole commission through a running system, as its people would."""
    from deploy.demo.cli import run_demo  # noqa: PLC0415
    from deploy.embedded import local_settings  # noqa: PLC0415

    code = setup_code or (setup_code_file.read_text(encoding="utf-8").strip() if setup_code_file.exists() else "")
    if not code:
        message = f"No setup code: give --setup-code, or start the system here first, so that {setup_code_file} exists."
        raise click.ClickException(message)
    # With the code of this folder's own system its databases are here too, and the mishap of the story can be played.
    here = not setup_code and setup_code_file == HOME / "secrets" / "setup-code" and (HOME / "data").is_dir()
    sys.exit(run_demo(url, code, local_settings(HOME) if here else None))


@coproduce.command(short_help="Run the web side of one service.")
@SERVICE
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port.")
def web(name: str, bind: str) -> None:
    """Run the web side of one service, under gunicorn."""
    settings_from_environment()
    configuration = Path(__file__).parent / "gunicorn.conf.py"
    application = f"deploy.wsgi:web('{name}')"
    arguments = ["gunicorn", "--config", str(configuration), "--bind", bind, application]
    os.execv(sys.executable, [sys.executable, "-m", *arguments])  # noqa: S606  (the arguments are ours)


@coproduce.command(short_help="Run the worker of one service.")
@SERVICE
@click.option("--only", type=click.Choice(["relay", "consumer"]), default=None, help="Run one half. Default: both.")
@click.option("--migrate", "migrates", is_flag=True, help="First bring the database to the newest shape.")
def worker(name: str, only: str | None, migrates: bool) -> None:
    """Run the worker of one service: it sends events to the log and takes those of others."""
    from shared.worker import run_worker  # noqa: PLC0415

    if migrates:
        _migrate(settings_from_environment(), (name,))
    run_worker(service(name), only or "")


@coproduce.command(short_help="Bring databases to the newest shape.")
@click.argument("names", metavar="[SERVICE]...", nargs=-1, type=click.Choice(NAMES))
def migrate(names: tuple[str, ...]) -> None:
    """Bring databases to the newest shape, and make the topic of the log where there is one.

    Without a name: all services.
    """
    _migrate(_settings(), names or NAMES)


def _migrate(settings: Settings, names: Iterable[str]) -> None:
    for name in names:
        runtime = make_runtime(name, settings)
        part = service(name)
        migrations.upgrade(runtime.engine, part.migrations, keys=runtime.keys)
        if part.on_migrated is not None:
            part.on_migrated(runtime)
        runtime.close()
        click.echo(f"{name}: at revision {migrations.newest(part.migrations)}")
    if settings.kafka:
        from shared.messaging.kafka import LogIsOutOfReach, ensure_topic  # noqa: PLC0415

        try:
            ensure_topic(settings)
        except LogIsOutOfReach as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"log: topic {settings.topic} is there")


@coproduce.group("set-aside", short_help="See to events that a service could not take.")
def set_aside() -> None:
    """See to events that a service could not take.

    Such an event waits, and so does every later one of the same commission. Other commissions go on.
    """


@set_aside.command("list")
@click.argument("names", metavar="[SERVICE]...", nargs=-1, type=click.Choice(NAMES))
def list_command(names: tuple[str, ...]) -> None:
    """List what is set aside, in order, and why."""
    settings = _settings()
    found = 0
    for name in names or NAMES:
        runtime = make_runtime(name, settings)
        with runtime.read_sessions() as session:
            for kept in aside.list_set_aside(session):
                found += 1
                click.echo(f"{name}  key {kept.key}  event {kept.event_id}  {kept.event_type or 'unreadable'}")
                click.echo(f"    {kept.set_aside_at:%Y-%m-%d %H:%M} UTC: {kept.why}")
        runtime.close()
    if not found:
        click.echo("Nothing is set aside.")


@set_aside.command(short_help="Take a commission's events again, in order.")
@SERVICE
@click.argument("key")
def retry(name: str, key: str) -> None:
    """Take the events of one KEY (a commission's id) again, in order, now that the cause is mended."""
    runtime = make_runtime(name, _settings())
    taken = aside.retry(runtime, service(name).handlers, key)
    click.echo(f"{name} took {taken} event{'' if taken == 1 else 's'} of {key}.")


@set_aside.command()
@SERVICE
@click.argument("event_id")
@click.option("--reason", required=True, help="Why the service can go on without it. This is published in the trail.")
def skip(name: str, event_id: str, reason: str) -> None:
    """Go on without one event. The skip and its reason become an event themselves."""
    aside.skip(make_runtime(name, _settings()), event_id, reason=reason)
    click.echo(f"{name} goes on without {event_id}. Now run: coproduce set-aside retry {name} KEY")


@coproduce.command(short_help="Make a service's local copies anew.")
@SERVICE
def rebuild(name: str) -> None:
    """Drop a service's local copies of what others published, and make them anew from the log."""
    settings = _settings()
    part = service(name)
    runtime = make_runtime(name, settings)
    log, others = _log(settings)
    taken = replay(
        runtime, part.metadata, part.handlers, log, lambda count: click.echo(f"{count} events replayed", err=True)
    )
    for opened in (runtime, *others):
        opened.close()
    click.echo(f"{name}: local copies rebuilt from {taken} event{'' if taken == 1 else 's'}.")


@coproduce.command("first-officer", short_help="Print a link that opens a first staff account.")
@click.option("--address", envvar="COPRODUCE_ADDRESS", default="http://127.0.0.1:8000", show_default=True,
              help="Where people reach the system.")  # fmt: skip
def first_officer(address: str) -> None:
    """Print a link that opens a staff account: once, and within 24 hours. Links that were printed before work no more.

    For a system where nobody is there yet who could invite others, and for an officer who is locked out.
    """
    from deploy.first_officer import has_staff, new_link  # noqa: PLC0415

    runtime = make_runtime("people", _settings())
    _log_acts()
    if has_staff(runtime):
        click.echo("Staff have accounts here already. This link opens one more, such as for an officer locked out:")
    click.echo(new_link(runtime, address))
    runtime.close()
    click.echo("It works once, and for 24 hours. Send it to nobody but the officer.")


@coproduce.command("second-factor", short_help="Say whether an account asks for a code; end it.")
@click.argument("email")
@click.option("--end", "ends", is_flag=True, help="It asks for no code any more. This stands in the log.")
def second_factor(email: str, ends: bool) -> None:
    """Say whether the account that signs in with EMAIL asks for a code from a phone as well; with --end, end that.

    For somebody who lost both their phone and their recovery codes. Be sure that it is them: no page can do this.
    """
    from deploy.second_factor import end, is_on  # noqa: PLC0415

    runtime = make_runtime("people", _settings())
    _log_acts()
    if ends:
        end(runtime, email)
    on = is_on(runtime, email)
    runtime.close()
    click.echo(f"{email} {'is asked for a code as well' if on else 'signs in with the passphrase alone'}.")


def _log_acts() -> None:
    """Let what is done by command stand in the log: the file of `coproduce run`, or the error stream."""
    there = not os.environ.get("COPRODUCE_DATABASE_URL") and HOME.is_dir()  # noqa: TID251  (the edge)
    if there:
        (HOME / "logs").mkdir(exist_ok=True)
    set_up_logs("coproduce", file=HOME / "logs" / "coproduce.log" if there else None)


@coproduce.command("safeguarding-lead", short_help="Name who reads worries that reach nobody else.")
@click.argument("email")
@click.option("--end", "ends", is_flag=True, help="This person is no longer a fallback lead.")
def safeguarding_lead(email: str, ends: bool) -> None:
    """Name a fallback safeguarding lead, by the EMAIL with which they sign in.

    They read what somebody is worried about where it belongs to no commission, where the commission has no lead, and
    where nobody has acted on it. Somebody has to be named before young people are let in.
    """
    from services.people.use_cases.end_fallback_lead import end_fallback_lead  # noqa: PLC0415
    from services.people.use_cases.name_safeguarding_lead import name_safeguarding_lead  # noqa: PLC0415

    runtime = make_runtime("people", _settings())
    with runtime.sessions.begin() as session:
        if ends:
            end_fallback_lead(session, email=email, now=runtime.clock())
        else:
            name_safeguarding_lead(session, email=email, commission_id=None, caller=None, now=runtime.clock())
    runtime.close()
    click.echo(f"{email} {'no longer reads' if ends else 'reads'} worries that reach nobody else.")


@coproduce.command(short_help="Forget what was kept for its time.")
@click.option("--apply", "applies", is_flag=True, help="Remove it. Without this, only say what would be removed.")
def retention(applies: bool) -> None:
    """Say what is kept no longer, by the rule of COPRODUCE_KEEP_YEARS; with --apply, remove it.

    The other services forget each of these people as they do when somebody asks to be forgotten.
    """
    from services.people.queries.retention import due  # noqa: PLC0415
    from services.people.use_cases.keep_no_longer import keep_no_longer  # noqa: PLC0415

    settings = _settings()
    runtime = make_runtime("people", settings)
    with runtime.sessions.begin() as session:
        now = runtime.clock()
        found = keep_no_longer(session, settings, now=now) if applies else due(session, settings, now)
    runtime.close()
    click.echo(f"People are kept for {settings.keep_years} years after all they took part in has ended.")
    words = "removed" if applies else "would be removed"
    counts = found.counts
    click.echo(f"{counts['accounts']} people, {counts['worries']} worries, {counts['sign_ins']} sessions {words}.")


@coproduce.command("check-specification", short_help="Recompute the hash of a specification that was taken along.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--sha256", "expected", default="", metavar="HASH", help="The hash that it has to have.")
def check_specification(file: Path, expected: str) -> None:
    """Print the SHA-256 of the text in FILE, specification.json from the page of the whole text.

    It is the hash that was signed, and that stands in the record. Exits with 1 where it is not HASH, or where FILE
    holds no text as it is signed.
    """
    from deploy.specification_file import hash_of_specification  # noqa: PLC0415

    found = hash_of_specification(file.read_bytes())
    click.echo(found)
    if expected and found != expected.strip().lower():
        _give_up(f"This is not the text with the hash {expected}. Something in it is different.")


@coproduce.command("check-receipt", short_help="Recompute the hash of a bid's receipt.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--sha256", "expected", default="", metavar="HASH", help="The hash that the record has.")
def check_receipt_file(file: Path, expected: str) -> None:
    """Say whether the receipt in FILE is that of the bid in it, and print its SHA-256.

    The same hash stands in the record of the commission, when the bids are open. Exits with 1 where something differs.
    """
    from deploy.receipt_file import check_receipt  # noqa: PLC0415

    told, found = check_receipt(file.read_bytes())
    click.echo(found)
    if told != found:
        _give_up(f"This is not the bid that the receipt is about. The receipt says {told}.")
    if expected and found != expected.strip().lower():
        _give_up(f"The receipt fits its bid, but it is not the one with the hash {expected}.")
    click.echo("The receipt fits: this is what was handed in, to the last character.")


@coproduce.group("bid-keys", short_help="See to the keys under which bids are kept.")
def bid_keys() -> None:
    """See to the keys under which bids are kept: the file that COPRODUCE_BID_KEYS_FILE names, or var/secrets/bid-keys.

    Whoever loses it loses every bid that is not open yet. docs/how-to/bid-keys.md
    """


@bid_keys.command("new")
def new_bid_key() -> None:
    """Put a new key on the ring. What is written from now on is sealed with it; older keys go on opening."""
    from deploy.bid_keys import new_key  # noqa: PLC0415

    click.echo(
        f"{new_key(make_runtime('tendering', _settings()))} is the current key now. Back up the file of the keys."
    )
    click.echo("To seal with it what is there already, run: coproduce bid-keys reseal")


@bid_keys.command()
def reseal() -> None:
    """Seal every bid anew with the current key. It can be interrupted and begun again; people may go on writing."""
    from deploy.bid_keys import reseal as seal_anew  # noqa: PLC0415

    done, broken = seal_anew(make_runtime("tendering", _settings()), lambda words: click.echo(words, err=True))
    click.echo(f"{done} part{'' if done == 1 else 's'} sealed anew.")
    if broken:
        _give_up("\n  ".join(["These do not open, and were left as they are:", *broken]))


@bid_keys.command()
def check() -> None:
    """Open every part of every bid, showing none, and say what each key seals. Exits with 1 where one does not open."""
    from deploy.bid_keys import check as open_all  # noqa: PLC0415

    broken = open_all(make_runtime("tendering", _settings()), click.echo)
    if broken:
        _give_up("\n  ".join(["These do not open:", *broken]))
    click.echo("Every part of every bid opens.")


def _log(settings: Settings) -> tuple[Iterable[Message], list[Runtime]]:
    if settings.kafka:
        from shared.messaging.kafka import read_whole_log  # noqa: PLC0415

        return read_whole_log(settings), []
    runtimes = [make_runtime(name, settings) for name in NAMES]
    return log_in_process(runtimes), runtimes


def main() -> None:
    """Run the command; what can go wrong for a person is told in a sentence, without a traceback."""
    try:
        coproduce(prog_name="coproduce")
    except (SettingsAreIncomplete, DomainError) as error:
        _give_up(str(error))
    except (OperationalError, InterfaceError) as error:
        _give_up(f"The database cannot be opened or written. It says: {str(error.orig).strip().splitlines()[0]}")
    except OSError as error:
        if error.filename is None:
            raise
        _give_up(f"{error.filename} cannot be used: {error.strerror}.")


def _give_up(words: str) -> NoReturn:
    click.echo(f"coproduce: {words}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
