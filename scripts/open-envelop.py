#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Opens the answer to a collect with python3-jwcrypto alone, and prints what was sealed.

usage: open-envelop.py PROFILE ANSWER-FILE

Checks the gateway's signatures and every claim that binds the envelope to this partner, and that the
release note names this envelope. It does not check the log proof: any C2SP tlog-proof client does that
with `blad`, `bewijs` and the `logSleutel` of partner.json.
"""
import base64
import hashlib
import json
import sys
import time

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import x25519
from jwcrypto import jwe, jwk, jws


def check(holds, what):
    if not holds:
        sys.exit(f"refused: {what}")


def private_key(path):
    """The key in a PEM file; jwcrypto itself reads no X25519 from PEM."""
    pem = open(path, "rb").read()
    key = serialization.load_pem_private_key(pem, None)
    if not isinstance(key, x25519.X25519PrivateKey):
        return jwk.JWK.from_pem(pem)

    def raw(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    secret = key.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    return jwk.JWK(kty="OKP", crv="X25519", x=raw(public), d=raw(secret))


def verified(compact, key, typ):
    token = jws.JWS()
    token.allowed_algs = ["ES256", "EdDSA"]
    token.deserialize(compact, key)
    check(token.jose_header.get("typ") == typ, f"typ is not {typ}")
    return json.loads(token.payload)


def main():
    profile, path = sys.argv[1:3]
    settings = json.load(open(f"{profile}/partner.json"))
    answer = json.load(open(path))
    gateway = jwk.JWK(**settings["enveloppenSleutel"])
    own = private_key(f"{profile}/ontvangst.key.pem")
    sealed = jwe.JWE()
    sealed.allowed_algs = ["ECDH-ES+A256KW", "A256GCM"]
    sealed.deserialize(answer["envelop"], own)
    payload = verified(sealed.payload.decode(), gateway, "kernpoort-envelop+jwt")
    check(payload["iss"] == settings["regio"], "iss is not this region")
    check(payload["aud"] == settings["partner"], "aud is not this partner")
    check(payload["kid"] == own.thumbprint(), "kid is not our key")
    check(payload["iat"] <= time.time() + 60 < payload["exp"] + 60, "it is not valid now")
    note = verified(answer["afgifte"], gateway, "kernpoort-afgifte+jwt")
    digest = hashlib.sha256(answer["envelop"].encode()).hexdigest()
    check(note["envelop"] == digest, "the release note names another envelope")
    payload["verplichtingen"] = note["verplichtingen"]
    print(json.dumps(payload, indent=2, ensure_ascii=False))


main()
