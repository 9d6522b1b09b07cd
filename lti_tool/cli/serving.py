"""`themascan serve` and `themascan jobs`."""

from __future__ import annotations

import importlib.util
import os
import sys

import click
from flask import Flask

from lti_tool import migrating
from lti_tool.cli.frame import bench, lines, read_settings
from lti_tool.services.faults import Faults

THREADS = 8


def application() -> Flask:
    """The application of this environment, for gunicorn."""
    # Pages cost half a second: no other command waits for them.
    from lti_tool.app import create_app

    return create_app(read_settings())


def _host_and_port(_: click.Context, __: click.Parameter, value: str) -> tuple[str, int]:
    host, colon, port = value.rpartition(":")
    if not (colon and host and port.isdigit() and int(port) < 65536):
        raise click.BadParameter("write it as HOST:PORT")
    return host.strip("[]"), int(port)


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, callback=_host_and_port)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
def serve(bind: tuple[str, int], workers: int) -> None:
    """Run the web server; more than one worker process needs gunicorn."""
    _check_database()
    if workers > 1:
        _gunicorn(bind, workers)
    else:
        _waitress(bind)


def _check_database() -> None:
    with bench():
        if migrating.current() != migrating.newest():
            raise Faults("the database is not at this version: run `themascan db upgrade`")


def _waitress(bind: tuple[str, int]) -> None:
    import waitress

    host, port = bind
    app = application()
    behind_proxy = read_settings().trusted_proxies > 0
    try:
        server = waitress.create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            # Whom to believe is the application's decision: THEMASCAN_TRUSTED_PROXIES.
            clear_untrusted_proxy_headers=not behind_proxy,
        )
    except OSError as fault:
        raise Faults(f"cannot listen on {host}:{port}: {fault.strerror}") from fault
    lines(f"listening on {host}:{port}")
    server.run()


def _gunicorn(bind: tuple[str, int], workers: int) -> None:
    if importlib.util.find_spec("gunicorn") is None:
        raise Faults("more than one worker needs gunicorn: pip install 'themascan[gunicorn]'")
    host, port = bind
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = ["--bind", address, "--workers", str(workers), "--threads", str(THREADS)]
    command = [sys.executable, "-m", "gunicorn", *options, "lti_tool.cli.serving:application()"]
    os.execv(sys.executable, command)


@click.command()
@click.option("--once", is_flag=True, help="Do all that is due, then stop.")
@click.option("--now", metavar="ISO", help="Business time, with --once only.")
def jobs(once: bool, now: str | None) -> None:
    """Run the scheduler, in a process of its own."""
    if now and not once:
        raise click.UsageError("--now goes with --once only")
    read_settings()
    arguments = [*(["--once"] if once else []), *(["--now", now] if now else [])]
    os.execv(sys.executable, [sys.executable, "-m", "jobs", *arguments])
