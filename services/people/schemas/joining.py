"""Shapes of joining: permission for the youngest, and ways back in."""

from __future__ import annotations

from marshmallow import fields, validate

from services.people.rules.permission import Guardian, PermissionWay
from services.people.schemas import FourPictures, Passphrase
from shared.web.schemas import Id, Request, Response, Text, UtcTime


class WaitResponse(Response):
    """Somebody who waits for a guardian's permission, by the nickname that facilitators know."""

    wait_id = Id()
    name = fields.String()
    role = fields.String()
    began_at = UtcTime()


class PermissionRequest(Request):
    """Permission was given. Who gave it is kept as a role only."""

    way = fields.String(required=True, validate=validate.OneOf([way.value for way in PermissionWay]))
    given_by = fields.String(required=True, validate=validate.OneOf([each.value for each in Guardian]))
    given_on = fields.Date(required=True)


class WayInResponse(Response):
    """A code that lets a young person back in once, told this once."""

    way_in_id = Id()
    expires_at = UtcTime()
    code = fields.String()


class PictureJoinRequest(Request):
    """Join under 13, with four pictures in place of a passphrase."""

    invite_code = Text(max=100, required=True)
    nickname = Text(min=2, max=30, required=True)
    pictures = FourPictures()
    born_on = fields.Date(required=True, metadata={"description": "stays in this service"})


class PictureSignInRequest(Request):
    """Sign in with a nickname and four pictures."""

    nickname = Text(max=30, required=True)
    pictures = FourPictures()


class PictureWayInRequest(Request):
    """Come back in with a code, and choose four new pictures."""

    code = Text(max=100, required=True)
    pictures = FourPictures()


class WindowResponse(Response):
    """Sign-in with pictures is open until then."""

    closes_at = UtcTime()


class UseWayInRequest(Request):
    """Come back in with a code, and choose a new passphrase."""

    code = Text(max=100, required=True)
    passphrase = Passphrase()
