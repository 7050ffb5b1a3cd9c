"""A time stamp of a real authority, made with openssl, is known for what it is about."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from durf.evidence.verify import is_stamp_of, verify
from tests.durf.evidence.sample import KEYS, packed, small

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl makes the time stamps"
)
SETTINGS = """
[req]
distinguished_name = name
prompt = no
x509_extensions = extensions
[name]
CN = Test authority
[extensions]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = own
[own]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


@pytest.fixture
def authority(tmp_path):
    (tmp_path / "settings").write_text(SETTINGS, "utf-8")
    (tmp_path / "serial").write_text("01", "utf-8")

    def run(*words: str) -> None:
        command = ["openssl", *words]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    def stamped(content: bytes, algorithm: str = "sha256") -> bytes:
        (tmp_path / "content").write_bytes(content)
        question = ["-data", "content", f"-{algorithm}", "-cert", "-out", "question"]
        run("ts", "-query", *question)
        signer = ["-inkey", "secret", "-signer", "public", "-config", "settings"]
        run("ts", "-reply", "-queryfile", "question", *signer, "-out", "answer")
        return (tmp_path / "answer").read_bytes()

    new = ["-newkey", "rsa:2048", "-nodes", "-keyout", "secret", "-out", "public"]
    run("req", "-x509", *new, "-config", "settings", "-days", "2")
    return stamped


def test_it_is_about_the_bytes_that_were_stamped(authority):
    answer = authority(b"checkpoint")
    assert is_stamp_of(answer, b"checkpoint")
    assert not is_stamp_of(answer, b"checkpoinT")


def test_a_stamp_with_another_hash_is_not_taken(authority):
    assert not is_stamp_of(authority(b"checkpoint", "sha512"), b"checkpoint")


def test_it_goes_into_a_bundle(authority):
    answer = authority(small().checkpoint.to_bytes())
    bundle = replace(small(), timestamps={7: answer})
    assert verify(packed(bundle), KEYS).bundle.timestamps == {7: answer}
