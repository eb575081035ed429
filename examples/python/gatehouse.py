"""Checks access tokens of Gatehouse (RFC 9068). Copy this file; it needs PyJWT 2.4 or later with cryptography."""

import base64
import json
import os
import threading
import time
import urllib.parse
import urllib.request

import jwt

GATEWAY = os.environ.get("GATEHOUSE_URL", "http://localhost:4000")
ISSUER = os.environ.get("TOKEN_ISSUER", "https://gatehouse.local")
AUDIENCE = os.environ.get("TOKEN_AUDIENCE", "gatehouse")
# The one algorithm of the signing keys: a token does not choose.
ALGORITHM = os.environ.get("SIGNING_KEY_ALGORITHM", "RS256")
# One NAME:SECRET pair of the gateway's TOKEN_INTROSPECTION_CLIENTS.
CLIENT = os.environ.get("INTROSPECTION_CLIENT", "")

TIMEOUT_SECONDS = 5


class Refused(Exception):
    """The token is not good: 401."""


class Unavailable(Exception):
    """It cannot be said now whether the token is good: 503."""


class KeySet:
    """The public keys by id. They stay in use while the gateway is away."""

    LIFETIME_SECONDS = 300
    # Forged key ids must not cause a request each.
    PAUSE_SECONDS = 10

    def __init__(self, url):
        self.url = url
        self.keys = {}
        self.fetched_at = self.tried_at = float("-inf")
        self.lock = threading.Lock()

    def find(self, kid):
        with self.lock:
            now = time.monotonic()
            is_needed = kid not in self.keys or now - self.fetched_at > self.LIFETIME_SECONDS
            if is_needed and now - self.tried_at > self.PAUSE_SECONDS:
                self.tried_at = now
                self.fetch()
            if kid not in self.keys and self.fetched_at < self.tried_at:
                raise Unavailable("the key set cannot be read")
            return self.keys.get(kid)

    def fetch(self):
        try:
            with urllib.request.urlopen(self.url, timeout=TIMEOUT_SECONDS) as response:
                entries = json.load(response)["keys"]
            self.keys = {one["kid"]: jwt.PyJWK(one).key for one in entries if one["alg"] == ALGORITHM}
            self.fetched_at = self.tried_at
        except (OSError, ValueError, KeyError, jwt.PyJWTError):
            pass


key_set = KeySet(f"{GATEWAY}/.well-known/jwks.json")


def verify(token):
    """Returns the claims. It knows nothing of a session that has ended since: the token is good until it expires."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("typ") != "at+jwt" or "crit" in header:
            raise Refused("it is no access token")
        key = key_set.find(header.get("kid"))
        if key is None:
            raise Refused("its key is unknown")
        return jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            audience=AUDIENCE,
            leeway=30,
            options={"require": ["iss", "aud", "exp", "iat", "sub", "jti"]},
        )
    except jwt.PyJWTError as error:
        raise Refused(str(error)) from None


def introspect(token):
    """Asks the gateway, which knows ended sessions, disabled users and changed roles. Costs a request."""
    credentials = base64.b64encode(CLIENT.encode()).decode()
    request = urllib.request.Request(
        f"{GATEWAY}/oauth/introspect",
        data=urllib.parse.urlencode({"token": token}).encode(),
        headers={"Authorization": f"Basic {credentials}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            claims = json.load(response)
    except (OSError, ValueError):
        raise Unavailable("the token cannot be introspected") from None
    if claims.get("active") is not True:
        raise Refused("it is not active")
    return claims
