"""Addresses for machines: alive, ready, metrics."""

from __future__ import annotations

from flask import Blueprint, Response, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from lti_tool import migrating
from lti_tool.access import allow
from lti_tool.models import Delivery, db
from lti_tool.problems import FriendlyProblem
from lti_tool.services import health
from lti_tool.toolbox import toolbox

ops = Blueprint("ops", __name__)


@ops.get("/healthz")
@allow("anyone")
def healthz() -> tuple[str, int]:
    """200 as long as the process answers."""
    return "ok\n", 200


@ops.get("/readyz")
@allow("anyone")
def readyz() -> tuple[dict[str, object], int]:
    """503 when pages cannot work: the database is away or lacks tables. Else 200.

    ``warnings`` has a sentence for whatever else is wrong. Jobs that stand still leave the
    pages as they are: taking these away from people would make it worse.
    """
    fault = _database_fault()
    if fault:
        return {"ready": False, "fault": fault, "warnings": []}, 503
    runs = health.last_runs(db.session())
    db.session.rollback()
    told = list(health.warnings(runs, toolbox().clock()))
    return {"ready": True, "fault": "", "warnings": told}, 200


def _database_fault() -> str:
    try:
        version = migrating.current()
    except SQLAlchemyError:
        return "the database does not answer: see THEMASCAN_DATABASE_URL and its server"
    return health.database_fault(db.session(), version, migrating.newest())


@ops.get("/metrics")
@allow("anyone")
def metrics() -> Response:
    """Counts of deliveries, how long the oldest is due, and the last run of each job."""
    if request.remote_addr not in toolbox().settings.metrics_hosts:
        raise FriendlyProblem("private", "Niet beschikbaar", "Dit adres is besloten.", status=403)
    registry = CollectorRegistry()
    _count_deliveries(registry)
    _measure_jobs(registry)
    db.session.rollback()
    return Response(generate_latest(registry), mimetype="text/plain")


def _gauge(registry: CollectorRegistry, name: str, words: str, *labels: str) -> Gauge:
    return Gauge(f"themascan_{name}", words, labels, registry=registry)


def _count_deliveries(registry: CollectorRegistry) -> None:
    waiting = _gauge(registry, "deliveries", "Deliveries by kind and state", "kind", "state")
    sorts = (Delivery.kind, Delivery.state)
    counts = select(*sorts, func.count()).group_by(*sorts).order_by(*sorts)
    for kind, state, count in db.session.execute(counts):
        waiting.labels(kind, state).set(count)
    oldest = _gauge(
        registry, "delivery_oldest_due_seconds", "How long the oldest delivery is due", "kind"
    )
    for kind, age in health.oldest_due(db.session(), toolbox().clock()).items():
        oldest.labels(kind).set(age.total_seconds())


def _measure_jobs(registry: CollectorRegistry) -> None:
    last = _gauge(registry, "job_last_run", "Last finished run", "job")
    failed = _gauge(registry, "job_failed", "1 when the last run of a job failed", "job")
    for run in health.last_runs(db.session()):
        last.labels(run.job).set(run.finished_at.timestamp())
        failed.labels(run.job).set(bool(run.failed))
