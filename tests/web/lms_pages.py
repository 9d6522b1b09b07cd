"""An LMS with pages: a course that shows the tool in an iframe, and the OIDC answer form."""

from __future__ import annotations

import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.platform import TestPlatform

PAGE = '<!doctype html><html lang="nl"><title>{title}</title><body>{body}</body></html>'
FORM = """<form id="answer" method="post" action="{action}">{fields}
<button>Verder</button></form><script>document.getElementById("answer").submit()</script>"""
FIELD = '<input type="hidden" name="{name}" value="{value}">'


class LmsWithPages(TestPlatform):
    """Adds /course (the tool in an iframe), /open (the same in the whole window) and /auth."""

    __test__ = False

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.token: dict[str, Any] = {}  # claims of the launches to come, as `id_token` takes them
        self.around = ""  # what stands on the course page beside the frame
        self.login_more: dict[str, str] = {}  # what the login says besides the usual
        self.pages = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.pages.daemon_threads = True
        self.pages_url = f"http://127.0.0.1:{self.pages.server_address[1]}"
        self.auth_url = f"{self.pages_url}/auth"

    def __enter__(self) -> LmsWithPages:
        super().__enter__()
        threading.Thread(target=self.pages.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.pages.shutdown()
        self.pages.server_close()
        super().__exit__(*problem)

    def start_url(self, sub: str) -> str:
        """The tool's login address with everything that starts a launch of this person."""
        params = self.login_params(login_hint=sub, **self.login_more)
        return f"{self.tool_url}/lti/login?{urlencode(params)}"

    def course(self, sub: str) -> str:
        """A course page that embeds the tool."""
        frame = '<iframe id="tool" title="Scan" width="100%" height="900" src="{}"></iframe>'
        body = self.around + frame.format(escape(self.start_url(sub)))
        return PAGE.format(title="Cursus", body=body)

    def answer(self, query: dict[str, list[str]]) -> str:
        """The form that the browser posts to the tool; without JavaScript it has a button."""
        sent = {name: values[0] for name, values in query.items()}
        token = self.id_token(sent["nonce"], sub=sent["login_hint"], **self.token)
        fields = {"id_token": token, "state": sent["state"]}
        hidden = "".join(FIELD.format(name=n, value=escape(v)) for n, v in fields.items())
        form = FORM.format(action=escape(sent["redirect_uri"]), fields=hidden)
        return PAGE.format(title="Aanmelden", body=form)


def _handler(lms: LmsWithPages) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            if parts.path == "/course":
                self._send(200, lms.course(query["sub"][0]))
            elif parts.path == "/auth":
                self._send(200, lms.answer(query))
            else:
                self._send(200, PAGE.format(title="LMS", body="<h1>Cursus in het LMS</h1>"))

        def _send(self, status: int, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass  # a test's output is for pytest

    return Handler
