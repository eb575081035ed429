"""A FastAPI service beside Gatehouse: uvicorn fastapi_app:app"""

from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.responses import JSONResponse

from gatehouse import Refused, Unavailable, introspect, verify

app = FastAPI()


def bearer(authorization: str = Header("")) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise Refused("there is none")
    return token.strip()


def signed_in(check=verify, scope="user"):
    """Requires a good token with this scope; returns its claims. A plain `def` may wait for the gateway."""

    def guard(token: str = Depends(bearer)) -> dict:
        claims = check(token)
        if scope not in claims["scope"].split():
            raise HTTPException(403)
        return claims

    return guard


@app.exception_handler(Refused)
def refused(_request, _error):
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return JSONResponse({"error": "invalid_token"}, 401, headers)


@app.exception_handler(Unavailable)
def unavailable(_request, _error):
    return JSONResponse({"error": "temporarily_unavailable"}, 503, {"Retry-After": "1"})


@app.get("/reports")
def reports(claims: dict = Depends(signed_in())):
    return {"user": claims["sub"]}


@app.get("/admin")
def admin(claims: dict = Depends(signed_in(scope="admin"))):
    return {"user": claims["sub"]}


@app.post("/payments")
def payments(claims: dict = Depends(signed_in(check=introspect))):
    """What must not happen for a user who was disabled a minute ago."""
    return {"user": claims["sub"]}
