"""`themascan platform`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from adapters.build import ADAPTERS, KINDS
from lti_tool.cli.frame import Bench, bench, lines
from lti_tool.models import Deployment, Platform
from lti_tool.services.faults import Faults
from lti_tool.services.invitations import invite, the_organisation
from lti_tool.services.platforms import ApiAccess, Registration, add_platform, set_api


@click.group("platform")
def platform_commands() -> None:
    """LMSs: their LTI registration and their REST API."""


@platform_commands.command()
@click.option("--organisation", type=int, required=True)
@click.option("--issuer", required=True)
@click.option("--client-id", required=True)
@click.option("--deployment-id", "deployment_ids", multiple=True, required=True)
@click.option("--auth-login-url", required=True)
@click.option("--token-url", required=True)
@click.option("--jwks-url", required=True)
@click.option("--audience", help="Of the token endpoint, where it differs from its address.")
def add(organisation: int, deployment_ids: tuple[str, ...], **given: str) -> None:
    """Register an LMS, or more deployments of a registered one. --deployment-id repeats."""
    registration = Registration(deployment_ids=deployment_ids, **given)
    with bench() as at:
        made = add_platform(at.session, organisation, registration, at.now)
    lines(f"registered platform {made}")


@platform_commands.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> None:
    """Show the registered LMSs."""
    with bench() as at:
        rows = _rows(at)
    if as_json:
        lines(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        deployments = ", ".join(row["deployments"])
        lines(
            f"{row['id']}  organisation {row['organisation']}  {row['issuer']}  "
            f"client {row['client_id']}  deployments {deployments}  api {row['api'] or '-'}"
        )


def _rows(at: Bench) -> list[dict[str, Any]]:
    deployments: dict[int, list[str]] = {}
    for platform_id, name in at.session.execute(
        select(Deployment.platform_id, Deployment.deployment_id).order_by(Deployment.id)
    ):
        deployments.setdefault(platform_id, []).append(name)
    return [
        {
            "id": platform.id,
            "organisation": platform.organisation_id,
            "issuer": platform.issuer,
            "client_id": platform.client_id,
            "deployments": deployments.get(platform.id, []),
            "api": platform.api_adapter,
        }
        for platform in at.session.scalars(select(Platform).order_by(Platform.id))
    ]


@platform_commands.command()
@click.argument("platform", type=int)
@click.option("--adapter", type=click.Choice(ADAPTERS), required=True)
@click.option("--url", required=True, help="The base address of the LMS.")
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Holds the token of the service account; a worklist needs none.",
)
@click.option("--option", "options", multiple=True, metavar="KEY=VALUE", help="Repeats.")
def api(
    platform: int, adapter: str, url: str, token_file: Path | None, options: tuple[str, ...]
) -> None:
    """Say how enrolments are written to an LMS; `themascan doctor` checks it."""
    if token_file is None and KINDS[adapter].token:
        raise click.UsageError("Missing option '--token-file'.")
    token = _token(token_file) if token_file else ""
    access = ApiAccess(adapter, url, token, _pairs(options))
    with bench() as at:
        set_api(at.session, at.tools.vault, platform, access)
    lines(f"platform {platform} is reached through {adapter}; check it with `themascan doctor`")


def _token(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise Faults(f"{file}: cannot be read as text") from fault


def _pairs(options: tuple[str, ...]) -> dict[str, str]:
    pairs = [option.partition("=") for option in options]
    for key, equals, _ in pairs:
        if not (key and equals):
            raise click.BadParameter("write it as KEY=VALUE", param_hint="--option")
    return {key: value for key, _, value in pairs}


@platform_commands.command("invite")
@click.option("--organisation", type=int, help="Only needed where there are several.")
def invite_(organisation: int | None) -> None:
    """Print a one-time address with which an LMS registers itself.

    On an empty installation this makes the first organisation too; its admin names it.
    """
    with bench() as at:
        organisation = organisation or the_organisation(at.session, at.now)
        code = invite(at.session, organisation, at.now)
    lines(f"valid for seven days, once: {at.tools.settings.public_url}/lti/register/{code}")
