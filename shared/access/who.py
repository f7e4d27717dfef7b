"""Who may call a route: said where the route is declared. The default is nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from shared.roles import AccountKind, Role

# Short enough that a device left lying open is not enough, and long enough for what somebody has set out to do.
CONFIRMED_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Who:
    """A declaration of who may call.

    roles: an active seat of one of these roles, in the commission that the address names.
    kinds: an account of one of these kinds. open: anybody, signed in or not.
    fresh: only within 10 minutes after they proved who they are, for acts that cannot be undone.
    """

    roles: tuple[Role, ...] = ()
    kinds: tuple[AccountKind, ...] = ()
    open: bool = False
    fresh: bool = False

    def describe(self) -> str:
        """Say it in words, for the API's documentation."""
        minutes = CONFIRMED_FOR // timedelta(minutes=1)
        return self._whom() + (f"; only within {minutes} minutes after signing in or confirming" if self.fresh else "")

    def _whom(self) -> str:
        if self.open:
            return "anyone"
        if self.roles:
            return "a seat in this commission: " + ", ".join(role.replace("_", " ") for role in self.roles)
        if set(self.kinds) == set(AccountKind):
            return "anyone signed in"
        return "an account of kind: " + ", ".join(kind.replace("_", " ") for kind in self.kinds)


def seats(*roles: Role) -> Who:
    """Allow whoever has an active seat of one of these roles in the commission named by the address."""
    return Who(roles=roles)


def accounts(*kinds: AccountKind) -> Who:
    """Allow whoever is signed in with an account of one of these kinds."""
    return Who(kinds=kinds)


def signed_in() -> Who:
    """Allow whoever is signed in."""
    return Who(kinds=tuple(AccountKind))


def fresh(who: Who) -> Who:
    """Allow the same people, but only shortly after they proved who they are."""
    return replace(who, fresh=True)


def anyone() -> Who:
    """Allow everybody, signed in or not."""
    return Who(open=True)
