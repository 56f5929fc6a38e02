"""The monthly run: exports in, an edition of bulletins out. It never mails."""

from prefect import flow

from flows.calculation import Inputs
from flows.corrections import remove_stale_workbooks
from flows.edges.output import publish
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.intake import take_in
from flows.judgement import accept, held_so_far, judge
from flows.knowledge import keep_reference
from flows.making import RUNNER, end, make, read_all
from flows.outcome import Outcome, attempt
from flows.past import find_past
from flows.readiness import rules_proved
from flows.readings import current_submissions
from flows.reporting import to_run_report
from flows.settings import Settings
from schemas.errors import HeldError
from schemas.month import Month
from schemas.orders import Orders
from schemas.report import RunReport

USUAL = Orders()
"""Nothing is asked for."""


@flow(
    name="monthly",
    flow_run_name="monthly {month}",
    task_runner=RUNNER,
    validate_parameters=False,
    persist_result=False,
)
def monthly(month: str, orders: Orders = USUAL) -> Outcome[RunReport]:
    """Take in, read, calculate, render and prepare one month; a second run finds nothing to do."""
    return attempt(lambda: _run(Month.parse(month), Installation.open(Settings()), orders))


def _run(month: Month, installation: Installation, orders: Orders) -> RunReport:
    proved = rules_proved()
    reference = read_reference(installation.reference, month, installation.objects)
    with installation.ledger.lease(month) as lease:
        installation.sweep()
        keep_reference(installation, reference, lease)
        seen = held_so_far(installation, month)
        take_in(installation, month, reference, lease, revise=orders.revise)
        received = current_submissions(installation, month, reference)
        reads = read_all(installation, lease, reference, received)
        if not reads:
            raise HeldError(
                f"No export of {month} has come to {installation.inbox}; nothing is made."
            )
        submissions = judge(installation, reference, lease, reads)
        if orders.consent is not None:
            submissions = accept(installation, lease, submissions, orders.consent, seen)
        grace = installation.settings.grace_months
        past = find_past(installation, month)
        inputs = Inputs(month, reference, submissions, grace, orders.languages, past)
        made = make(installation, inputs, lease)
        ending = end(installation, inputs, made, lease, orders.reason)
        publish(installation.objects, ending.edition, installation.output)
        removed = remove_stale_workbooks(installation, month, submissions)
    return to_run_report(
        installation,
        inputs,
        made,
        ending=ending,
        proved=proved,
        removed_workbooks=removed,
    )
