"""What a person starts in Prefect's pages to make one month now. Never mails."""

from prefect import State, flow, tags

from flows.arguments import MonthText, to_month, to_orders, to_settings
from flows.artifacts import show_present
from flows.installation import Installation
from flows.judgement import check_consent
from flows.monthly import monthly
from flows.outcome import told
from flows.run_answers import run_lines
from flows.run_states import Said, ended, tag_run
from schemas.definitions import Language
from schemas.errors import HeldError
from schemas.exports import Kind
from schemas.month import Month
from schemas.orders import Orders
from schemas.revision import SaidReason


@flow(name="run", flow_run_name="run {month}", persist_result=False)
def run(
    month: MonthText,
    revise: bool = False,
    reason: SaidReason | None = None,
    accept: str | None = None,
    kind: Kind | None = None,
    by: str | None = None,
    why: str | None = None,
    lang: Language = "id",
) -> State[None]:
    """Take in, read, calculate and render a month. Never mails.

    Args:
        month: A month such as 2021-11.
        revise: Let files count that came when the month was published.
        reason: Why the edition is revised, where Cakupan would say otherwise; with revise.
        accept: A branch whose held exports are right; with by and why.
        kind: Accept only this kind of export.
        by: Who accepts.
        why: Why it is right.
        lang: With en, every bulletin comes in English, too; else just those with such a recipient.
    """

    def work() -> Said:
        orders = to_orders(
            revise=revise,
            reason=reason,
            accept=accept or None,
            kind=kind,
            by=by or None,
            why=why or None,
            lang=lang,
        )
        return _run(Installation.open(to_settings()), to_month(month), orders)

    return ended(work)


def _run(installation: Installation, month: Month, orders: Orders) -> Said:
    tag_run([str(month)])
    if orders.consent is not None:
        check_consent(installation, month, orders.consent)
    with tags(str(month)):
        report = told(monthly(str(month), orders))
    show_present(installation, month)
    return 0 if report.is_complete else HeldError.exit_code, "\n".join(run_lines(report))
