#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Makes the assertion of a professional for one request, with python3-jwcrypto alone.

usage: verklaring.py PROFILE METHOD PATH [BODY-FILE] [ROLE]

PROFILE is a partner's folder; PATH is without query. Prints the compact JWS for `Authorization: Bearer`.
"""
import base64
import hashlib
import json
import secrets
import ssl
import sys
import time

from jwcrypto import jwk, jws


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def main():
    profile, method, path = sys.argv[1:4]
    body = open(sys.argv[4], "rb").read() if len(sys.argv) > 4 and sys.argv[4] != "-" else b""
    settings = json.load(open(f"{profile}/partner.json"))
    key = jwk.JWK.from_pem(open(f"{profile}/ondertekening.key.pem", "rb").read())
    certificate = ssl.PEM_cert_to_DER_cert(open(f"{profile}/client.crt.pem").read())
    now = int(time.time())
    claims = {
        "iss": settings["partner"],
        "aud": settings["regio"],
        "sub": settings["gebruiker"],
        "rol": sys.argv[5] if len(sys.argv) > 5 else settings["rol"],
        "iat": now,
        "exp": now + 60,
        "jti": secrets.token_urlsafe(16),
        "cnf": {"x5t#S256": b64url(hashlib.sha256(certificate).digest())},
    }
    if method != "GET":
        claims["htm"] = method
        claims["htu"] = path
        claims["bsh"] = b64url(hashlib.sha256(body).digest())
    algorithm = "ES256" if key["kty"] == "EC" else "EdDSA"
    token = jws.JWS(json.dumps(claims))
    token.add_signature(
        key,
        None,
        json.dumps({"alg": algorithm, "kid": key.thumbprint(), "typ": "kernpoort-verklaring+jwt"}),
    )
    print(token.serialize(compact=True))


main()
