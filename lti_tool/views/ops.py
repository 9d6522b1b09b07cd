"""Addresses for machines: alive, ready, metrics."""

from __future__ import annotations

from flask import Blueprint, Response, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.access import allow
from lti_tool.models import Delivery, JobRun, db
from lti_tool.problems import FriendlyProblem
from lti_tool.toolbox import toolbox

ops = Blueprint("ops", __name__)


@ops.get("/healthz")
@allow("anyone")
def healthz() -> tuple[str, int]:
    """200 as long as the process answers."""
    return "ok\n", 200


@ops.get("/readyz")
@allow("anyone")
def readyz() -> tuple[str, int]:
    """200 when the database answers and has its tables, else 503."""
    try:
        db.session.execute(text("SELECT 1 FROM organisation LIMIT 1"))
    except SQLAlchemyError:
        return "database is not ready: run `themascan db upgrade`\n", 503
    return "ready\n", 200


@ops.get("/metrics")
@allow("anyone")
def metrics() -> Response:
    """Counts of deliveries by kind and state, and the last run of each job."""
    if request.remote_addr not in toolbox().settings.metrics_hosts:
        raise FriendlyProblem("private", "Niet beschikbaar", "Dit adres is besloten.", status=403)
    registry = CollectorRegistry()
    waiting = Gauge(
        "themascan_deliveries", "Deliveries by kind and state", ["kind", "state"], registry=registry
    )
    counts = select(Delivery.kind, Delivery.state, func.count()).group_by(
        Delivery.kind, Delivery.state
    )
    for kind, state, count in db.session.execute(counts):
        waiting.labels(kind, state).set(count)
    last = Gauge("themascan_job_last_run", "Last finished run", ["job"], registry=registry)
    runs = select(JobRun.job, func.max(JobRun.finished_at)).group_by(JobRun.job)
    for job, finished in db.session.execute(runs):
        last.labels(job).set(finished.timestamp() if finished else 0)
    return Response(generate_latest(registry), mimetype="text/plain")
