"""Writes the vectors of src/test/resources/model-signing, by the text of the OpenSSF model signing specification 1.0 and of DSSE 1.0.

They are committed, since every run makes new keys and signatures: run it again only to add a vector. It needs the package cryptography,
and knows nothing of the Java code.

    python3 src/test/python/model_signing_vectors.py src/test/resources/model-signing
"""

import base64
import copy
import hashlib
import json
import pathlib
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

MODEL = b"these are the weights\n"
CURVES = {
    "p256": (ec.SECP256R1(), hashes.SHA256()),
    "p384": (ec.SECP384R1(), hashes.SHA384()),
    "p521": (ec.SECP521R1(), hashes.SHA512()),
}
PAYLOAD_TYPE = "application/vnd.in-toto+json"


def statement():
    digest = hashlib.sha256(MODEL).hexdigest()
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "model.pt", "digest": {"sha256": hashlib.sha256(bytes.fromhex(digest)).hexdigest()}}],
        "predicateType": "https://model_signing/signature/v1.0",
        "predicate": {
            "resources": [{"name": "model.pt", "digest": digest, "algorithm": "sha256"}],
            "serialization": {
                "method": "files",
                "hash_type": "sha256",
                "allow_symlinks": False,
                "ignore_paths": [".git", ".gitattributes", ".github", ".gitignore"],
            },
        },
    }


def pae(kind, body):
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(body), body)


def pem(key):
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def bundle(key, algorithm, payload, kind=PAYLOAD_TYPE):
    body = payload if isinstance(payload, bytes) else json.dumps(payload, indent=2).encode()
    signature = key.sign(pae(kind, body), ec.ECDSA(algorithm)) if algorithm else key.sign(pae(kind, body))
    return {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {
            "publicKey": {"hint": hashlib.sha256(pem(key)).hexdigest()},
            "tlogEntries": [],
        },
        "dsseEnvelope": {
            "payload": base64.b64encode(body).decode(),
            "payloadType": kind,
            "signatures": [{"sig": base64.b64encode(signature).decode(), "keyid": ""}],
        },
    }


def changed(value, *path, to=None, drop=False):
    """A copy in which the member at the end of a path is another, or missing."""
    copied = copy.deepcopy(value)
    inner = copied
    for step in path[:-1]:
        inner = inner[step]
    if drop:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return copied


def valid(keys):
    for name, (key, algorithm) in keys.items():
        yield name, bundle(key, algorithm, statement())
    key, algorithm = keys["p384"]
    plain = bundle(key, algorithm, statement())
    yield "keyid-absent", changed(plain, "dsseEnvelope", "signatures", 0, "keyid", drop=True)
    yield "tlog-absent", changed(plain, "verificationMaterial", "tlogEntries", drop=True)
    yield "paths-absent", bundle(key, algorithm, changed(statement(), "predicate", "serialization", "ignore_paths", drop=True))
    more = statement()
    more["predicate"]["resources"][0]["annotations"] = {"of": "somebody"}
    yield "resource-with-more", bundle(key, algorithm, more)
    url_safe = copy.deepcopy(plain)
    for part, member in ((url_safe["dsseEnvelope"], "payload"), (url_safe["dsseEnvelope"]["signatures"][0], "sig")):
        part[member] = part[member].replace("+", "-").replace("/", "_")
    yield "url-safe", url_safe
    old = copy.deepcopy(plain)
    old["verificationMaterial"] = {
        "publicKey": {"rawBytes": base64.b64encode(pem(key)).decode(), "keyDetails": "PKIX_ECDSA_P384_SHA_384"}
    }
    old["dsseEnvelope"]["signatures"][0]["keyid"] = None
    yield "before-1.1", old


def invalid(keys):
    """What the schema of a bundle refuses."""
    plain = bundle(*keys["p384"], statement())
    yield "empty", {}
    for member in ("mediaType", "verificationMaterial", "dsseEnvelope"):
        yield "without-" + member, changed(plain, member, drop=True)
    for member in ("payload", "payloadType", "signatures"):
        yield "without-" + member, changed(plain, "dsseEnvelope", member, drop=True)
    yield "without-key", changed(plain, "verificationMaterial", "publicKey", drop=True)
    yield "without-hint", changed(plain, "verificationMaterial", "publicKey", to={})
    yield "without-signature", changed(plain, "dsseEnvelope", "signatures", to=[])
    yield "without-sig", changed(plain, "dsseEnvelope", "signatures", 0, "sig", drop=True)
    yield "empty-payload", changed(plain, "dsseEnvelope", "payload", to="")
    yield "another-media-type", changed(plain, "mediaType", to="application/json")
    yield "another-payload-type", bundle(*keys["p384"], statement(), "application/json")
    yield "more-of-a-bundle", {**plain, "verdict": "PASSED"}
    yield "more-of-an-envelope", changed(plain, "dsseEnvelope", "type", to="x")
    yield "more-of-a-signature", changed(plain, "dsseEnvelope", "signatures", 0, "cert", to="x")


def invalid_payloads(keys):
    """What the schemas of statement and predicate refuse; all are signed."""

    def signed(*path, **how):
        return bundle(*keys["p384"], changed(statement(), *path, **how))

    serialization, resource = ("predicate", "serialization"), ("predicate", "resources", 0)
    for member in ("_type", "subject", "predicateType", "predicate"):
        yield "without-" + member, signed(member, drop=True)
    yield "another-type", signed("_type", to="https://in-toto.io/Statement/v0.1")
    yield "another-predicate", signed("predicateType", to="https://model_signing/Digests/v0.1")
    yield "no-subject", signed("subject", to=[])
    yield "two-subjects", signed("subject", to=statement()["subject"] * 2)
    yield "verdict-inside", signed("predicate", "verdict", to="PASSED")
    yield "more-of-a-statement", signed("verdict", to="PASSED")
    for member in ("resources", "serialization"):
        yield "without-" + member, signed("predicate", member, drop=True)
    for member in ("method", "hash_type", "allow_symlinks"):
        yield "without-" + member, signed(*serialization, member, drop=True)
    yield "another-method", signed(*serialization, "method", to="folders")
    yield "another-hash", signed(*serialization, "hash_type", to="md5")
    yield "shards-without-size", signed(*serialization, "method", to="shards")
    yield "symlinks-in-words", signed(*serialization, "allow_symlinks", to="no")
    yield "more-of-a-serialization", signed(*serialization, "verdict", to="PASSED")
    for member in ("name", "digest", "algorithm"):
        yield "resource-without-" + member, signed(*resource, member, drop=True)
    yield "upper-case-digest", signed(*resource, "digest", to="AB" * 32)
    yield "nameless", signed(*resource, "name", to="")


def refused(keys):
    """What the schemas allow, and a verifier refuses: (bundle, why)."""
    key, algorithm = keys["p384"]
    plain = bundle(key, algorithm, statement())
    other = statement()
    other["predicate"]["resources"][0]["digest"] = "ab" * 32
    yield "root-of-other-files", bundle(key, algorithm, other)
    yield "of-another-key", bundle(*keys["p256"], statement())
    yield "hint-of-another-key", changed(
        plain, "verificationMaterial", "publicKey", "hint", to=hashlib.sha256(pem(keys["p256"][0])).hexdigest()
    )
    yield "payload-changed", changed(
        plain, "dsseEnvelope", "payload", to=base64.b64encode(json.dumps(statement()).encode()).decode()
    )
    yield "signature-of-payload-alone", changed(
        plain,
        "dsseEnvelope",
        "signatures",
        0,
        "sig",
        to=base64.b64encode(
            key.sign(base64.b64decode(plain["dsseEnvelope"]["payload"]), ec.ECDSA(algorithm))
        ).decode(),
    )
    yield "wrong-hash-for-the-curve", bundle(key, hashes.SHA256(), statement())
    yield "signature-that-is-none", changed(
        plain, "dsseEnvelope", "signatures", 0, "sig", to=base64.b64encode(b"not a signature").decode()
    )
    shards = statement()
    shards["predicate"]["serialization"].update(method="shards", shard_size=1000)
    shards["predicate"]["resources"][0]["name"] = "model.pt:0:22"
    yield "shards", bundle(key, algorithm, shards)


def write(folder, vectors):
    folder.mkdir(parents=True, exist_ok=True)
    for name, vector in vectors:
        (folder / (name + ".sig")).write_text(json.dumps(vector, indent=1) + "\n")


def main(folder):
    keys = {name: (ec.generate_private_key(curve), algorithm) for name, (curve, algorithm) in CURVES.items()}
    others = {"ed25519": ed25519.Ed25519PrivateKey.generate(), "secp256k1": ec.generate_private_key(ec.SECP256K1())}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.pt").write_bytes(MODEL)
    for name, key in {**{name: key for name, (key, _) in keys.items()}, **others}.items():
        (folder / (name + ".pub.pem")).write_bytes(pem(key))
        for form, label in ((serialization.PrivateFormat.PKCS8, "key"), (serialization.PrivateFormat.TraditionalOpenSSL, "sec1")):
            if label == "sec1" and name != "p256":
                continue
            (folder / f"{name}.{label}.pem").write_bytes(
                key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
            )
    (folder / "encrypted.key.pem").write_bytes(
        keys["p256"][0].private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    write(folder / "valid", valid(keys))
    write(folder / "invalid", invalid(keys))
    write(folder / "invalid-payload", invalid_payloads(keys))
    write(folder / "refused", refused(keys))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
