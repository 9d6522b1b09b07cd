"""Handing mail over: each step that fails is told apart, on a real line and without one."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.errors import Refused, Unavailable
from adapters.mail import Letter, NoAnswer, SmtpMailer, Unreachable, on_the_line
from config.smtp import SmtpPlace, is_mail_address, smtp_place
from tests.ports import free_port
from tests.postbus import Postbus, part

CONTENT = b"From: a@example.nl\r\nTo: b@example.nl\r\nSubject: Hoi\r\n\r\nHoi\r\n.punt\r\n"
LETTER = Letter("a@example.nl", "b@example.nl", CONTENT)


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS for 127.0.0.1, and the file that makes it trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([]), datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=True)
        .sign(key, hashes.SHA256())
    )
    file, both = folder / "trusted.pem", folder / "server.pem"
    file.write_bytes(made.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    both.write_bytes(file.read_bytes() + secret)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(both)
    return context, file


@pytest.fixture
def postbus() -> Iterator[Postbus]:
    with Postbus().open() as postbus:
        yield postbus


@pytest.fixture
def mailer(postbus: Postbus) -> Iterator[SmtpMailer]:
    mailer = SmtpMailer(smtp_place(postbus.url), "scan.example.nl", timeout=5)
    yield mailer
    mailer.close()


def test_a_letter_arrives_as_it_was_written(postbus: Postbus, mailer: SmtpMailer) -> None:
    mailer.send(LETTER)
    [envelope] = postbus.letters
    assert (envelope.mail_from, envelope.rcpt_tos) == ("a@example.nl", ["b@example.nl"])
    assert envelope.content == CONTENT
    assert part(postbus.mails[0], "plain").splitlines() == ["Hoi", ".punt"]


def test_one_line_serves_many_letters(postbus: Postbus, mailer: SmtpMailer) -> None:
    for _ in range(5):
        mailer.send(LETTER)
    assert (len(postbus.letters), postbus.lines) == (5, 1)


def test_a_line_that_the_server_ended_is_made_anew(postbus: Postbus, mailer: SmtpMailer) -> None:
    mailer.send(LETTER)
    assert mailer._line is not None
    assert mailer._line.sock is not None
    mailer._line.sock.shutdown(socket.SHUT_RDWR)
    mailer.send(LETTER)
    assert (len(postbus.letters), postbus.lines) == (2, 2)


@pytest.mark.parametrize("step", ["at_recipient", "at_letter"])
@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("450 mailbox of b@example.nl is busy", Unavailable),
        ("421 going down", Unreachable),
        ("550 no such user b@example.nl", Refused),
    ],
)
def test_what_the_server_says_decides(
    postbus: Postbus, mailer: SmtpMailer, step: str, answer: str, fault: type[Exception]
) -> None:
    setattr(postbus, step, lambda _: answer)
    with pytest.raises(fault) as told:
        mailer.send(LETTER)
    assert type(told.value) is fault
    assert "b@example.nl" not in str(told.value)
    assert postbus.letters == []
    setattr(postbus, step, lambda _: "250 OK")
    mailer.send(LETTER)
    assert len(postbus.letters) == 1


@pytest.mark.parametrize("answer", ["550 relaying denied", "451 too many", "421 no"])
def test_a_sender_that_is_not_taken_stops_everything(
    postbus: Postbus, mailer: SmtpMailer, answer: str
) -> None:
    postbus.at_sender = lambda _: answer
    with pytest.raises(Unreachable):
        mailer.send(LETTER)


def test_an_answer_that_never_comes_leaves_it_open(postbus: Postbus, mailer: SmtpMailer) -> None:
    postbus.cut = lambda _: True
    with pytest.raises(NoAnswer):
        mailer.send(LETTER)
    assert len(postbus.letters) == 1


def test_nobody_listens() -> None:
    mailer = SmtpMailer(SmtpPlace("127.0.0.1", free_port(), secure=False), "x", timeout=2)
    with pytest.raises(Unreachable, match="does not answer"):
        mailer.send(LETTER)


def test_a_server_that_speaks_no_smtp_is_no_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = SmtpPlace("127.0.0.1", server.getsockname()[1], secure=False)
        with pytest.raises(Unreachable, match="does not answer"):
            SmtpMailer(place, "x", timeout=0.2).send(LETTER)


def test_a_password_goes_to_the_server_that_asks_for_it() -> None:
    given = []

    def check(server: object, session: object, envelope: object, how: str, data: object) -> object:
        given.append((getattr(data, "login", b""), getattr(data, "password", b"")))
        return AuthResult(success=given[-1] == (b"scan", b"ge:heim"), handled=False)

    options = {"authenticator": check, "auth_require_tls": False}
    with Postbus().open(**options) as postbus:
        right = f"smtp://scan:ge%3Aheim@127.0.0.1:{postbus.port}"
        mailer = SmtpMailer(smtp_place(right), "x")
        mailer.send(LETTER)
        mailer.close()
        assert len(postbus.letters) == 1
        wrong = SmtpMailer(smtp_place(right.replace("ge%3A", "on")), "x")
        with pytest.raises(Unreachable, match="user name or password"):
            wrong.send(LETTER)


def test_a_password_never_goes_over_an_open_line() -> None:
    with Postbus().open() as postbus:
        # A server elsewhere, as far as its name tells.
        place = smtp_place(f"smtp://scan:geheim@127.1:{postbus.port}")
        with pytest.raises(Unreachable, match="no STARTTLS"):
            SmtpMailer(place, "x", timeout=2).send(LETTER)
        assert postbus.tries == []
        allowed = smtp_place(f"smtp://127.1:{postbus.port}")
        mailer = SmtpMailer(allowed, "x", timeout=2)
        mailer.send(LETTER)
        mailer.close()
        assert len(postbus.letters) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_line_is_encrypted_under_a_certificate_that_is_trusted(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, file = certificate(tmp_path)
    secure = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
    with Postbus().open(**secure) as postbus:
        place = smtp_place(f"{scheme}://127.0.0.1:{postbus.port}")
        with pytest.raises(Unreachable, match="certificate"):
            SmtpMailer(place, "x", timeout=2).send(LETTER)
        assert postbus.letters == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        mailer = SmtpMailer(place, "x", timeout=2)
        mailer.send(LETTER)
        assert mailer._line is not None
        assert isinstance(mailer._line.sock, ssl.SSLSocket)
        mailer.close()
        assert len(postbus.letters) == 1


def test_the_end_of_a_letter_cannot_be_forged() -> None:
    sent = on_the_line(b"Hoi\n.\nMAIL FROM:<x@y>\r..\rklaar")
    assert sent == b"Hoi\r\n..\r\nMAIL FROM:<x@y>\r\n...\r\nklaar\r\n.\r\n"


@pytest.mark.parametrize(
    ("url", "port", "secure"),
    [
        ("smtp://relay.example.nl", 25, False),
        ("smtp://a:b@relay.example.nl", 587, False),
        ("smtps://relay.example.nl", 465, True),
        ("smtps://relay.example.nl:2465/", 2465, True),
    ],
)
def test_an_address_of_a_server_is_taken_apart(url: str, port: int, secure: bool) -> None:
    place = smtp_place(url)
    assert (place.host, place.port, place.secure) == ("relay.example.nl", port, secure)
    assert place.per_minute == 60


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("relay.example.nl", "no mail server"),
        ("http://relay.example.nl", "no mail server"),
        ("smtp://", "no mail server"),
        ("smtp://host:poort", "no number"),
        ("smtp://host?from=geen+adres", "no mail address"),
        ("smtp://host?per_minute=0", "per_minute"),
        ("smtp://host?starttls=soms", "starttls"),
        ("smtp://host?tls=1", "tls=…"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        smtp_place(url)


def test_a_password_stands_in_no_fault_and_no_log() -> None:
    assert "geheim" not in repr(smtp_place("smtp://u:geheim@host"))
    with pytest.raises(ValueError, match="options") as fault:
        smtp_place("smtp://u:geheim@host?x=1")
    assert "geheim" not in str(fault.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@",
        "@b",
        "a@b c",
        "a@b\r\nBcc: x@y",
        "a@b,c@d",
        "<a@b>",
        'a"b@c',
        "a@b@c",
        "a@\x07",
    ],
)
def test_what_is_no_single_address_is_not_taken_for_one(text: str) -> None:
    assert not is_mail_address(text)
