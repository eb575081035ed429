"""A Flask service beside Gatehouse: flask --app flask_app run"""

from functools import wraps

from flask import Flask, abort, g, jsonify, request

from gatehouse import Refused, Unavailable, introspect, verify

app = Flask(__name__)


def signed_in(check=verify, scope="user"):
    """Requires a good token with this scope; its claims are in g.claims."""

    def decorate(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "bearer":
                raise Refused("there is none")
            g.claims = check(token.strip())
            if scope not in g.claims["scope"].split():
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate


@app.errorhandler(Refused)
def refused(_error):
    return jsonify(error="invalid_token"), 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}


@app.errorhandler(Unavailable)
def unavailable(_error):
    return jsonify(error="temporarily_unavailable"), 503, {"Retry-After": "1"}


@app.get("/reports")
@signed_in()
def reports():
    return jsonify(user=g.claims["sub"])


@app.get("/check")
@signed_in()
def check():
    """For a proxy that asks before it passes a request on, such as nginx."""
    return "", 204, {"X-User": g.claims["sub"]}


@app.get("/admin")
@signed_in(scope="admin")
def admin():
    return jsonify(user=g.claims["sub"])


@app.post("/payments")
@signed_in(check=introspect)
def payments():
    """What must not happen for a user who was disabled a minute ago."""
    return jsonify(user=g.claims["sub"])
