"""The sample bulletin: Kediri in November 2021."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args

from schemas.bulletin import Bulletin, Change, Outlook, Provenance, SeriesPoint, Target
from schemas.bulletin_rows import (
    AreaRow,
    EmployerRow,
    Figure,
    OverlapRow,
    ProgrammeRow,
    Rate,
    SegmentRow,
)
from schemas.codes import FINDINGS, INACTIVE, REJECTIONS
from schemas.funnel import Funnel, Loss, Remark, Step, Usage
from schemas.month import Month

NOVEMBER = Month(2021, 11)
SAKERNAS = "BPS, Sakernas Agustus 2021"


def rate(numerator: int, denominator: int, indicator: str = "total_coverage") -> Rate:
    """A rate as it arrives: rounded half up."""
    percent = (Decimal(100 * numerator) / denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
    parts = Figure(numerator), Figure(denominator)
    return Rate(indicator, Figure(percent), *parts, SAKERNAS)


def kediri() -> Bulletin:
    """Kediri in November 2021, with the golden figures of the methodology."""
    return Bulletin(
        month=NOVEMBER,
        edition=0,
        published=date(2021, 12, 6),
        serial=1,
        level="branch",
        code="KDR",
        name="Kediri",
        kanwil_name="Jawa Timur",
        city="Kediri",
        is_received=True,
        branches_received=1,
        branches_expected=1,
        missing=(),
        grace_months=3,
        workers=Figure(667_892),
        total=rate(143_864, 667_892),
        formal=rate(135_163, 330_493, "formal_coverage"),
        informal=rate(8_701, 337_399, "informal_coverage"),
        employers=Figure(3_466),
        changes=(
            Change(Month(2021, 10), Figure(1_204), Figure(Decimal("0.18"))),
            Change(Month(2020, 11), Figure(-2_310), Figure(Decimal("-0.35"))),
        ),
        overlap_persons=Figure(288),
        elsewhere_persons=Figure(4_117),
        areas=(
            AreaRow("3506", "Kabupaten Kediri", rate(75_240, 516_688), Figure(441_448)),
            AreaRow("3571", "Kota Kediri", rate(68_912, 151_204), Figure(82_292)),
        ),
        segments=(
            _segment("PU", 135_163, 134_071, 137_240),
            _segment("PMI", 412, 409, 412),
            _segment("BPU", 6_118, 6_030, 6_395),
            _segment("JAKON", 2_171, 2_150, 2_171),
            _segment("ALL", 143_864, 142_660, 146_218),
        ),
        programmes=(
            _programme("JKK", 135_163, 412, 6_118, 2_171),
            _programme("JKM", 135_163, 412, 6_118, 2_171),
            _programme("JHT", 118_940, 96, 1_204, 0),
            _programme("JP", 97_322, 0, 0, 0),
            _programme("JKP", 92_618, 0, 0, 0),
        ),
        overlaps=(
            OverlapRow("registrations", Figure(1_512), Figure(1_608)),
            OverlapRow("employers", Figure(820), Figure(871)),
            OverlapRow("segments", Figure(541), Figure(566)),
            OverlapRow("branches", Figure(12), Figure(0)),
            OverlapRow("areas", Figure(214), Figure(247)),
        ),
        employer_rows=(
            EmployerRow("BESAR", Figure(41), Figure(0)),
            EmployerRow("MENENGAH", Figure(288), Figure(7)),
            EmployerRow("KECIL", Figure(913), Figure(42)),
            EmployerRow("MIKRO", Figure(2_224), Figure(187)),
            EmployerRow("ALL", Figure(3_466), Figure(236)),
        ),
        branches=(),
        series=_series(),
        target=Target(
            percent=Decimal("60.00"),
            month=Month(2022, 12),
            source="Pemerintah Kota Kediri, 6 Desember 2021",
            outlook=Outlook(
                gap_persons=256_872,
                gap_points=Decimal("38.46"),
                months_left=13,
                needed_per_month=19_760,
                status="below_path",
                path_percent=Decimal("40.18"),
                pace_per_month=431,
                projected_month=NOVEMBER + 596,
            ),
        ),
        funnel=Funnel(
            received=187_512,
            readable=187_490,
            valid=187_058,
            unique=187_033,
            active=143_962,
            losses=(
                _loss("readable", "Q217", 22),
                _loss("valid", "Q201", 318),
                _loss("valid", "Q206", 96),
                _loss("valid", "Q227", 18),
                _loss("unique", "Q213", 25),
                _loss("active", "A401", 41_720),
                _loss("active", "A402", 1_351),
            ),
        ),
        remarks=(
            remark("N304", 1_204),
            remark("N335", 311),
            remark("N330", 127),
            remark("N333", 84),
            remark("N310", 4),
            remark("N301", 1),
        ),
        usages=(Usage("pemberi_kerja", 3_996, 3_989), Usage("proyek_jakon", 84, 84)),
        shared=None,
        provenance=Provenance("0.1.0", "3f9a1c20be77"),
    )


def remark(code: str, count: int) -> Remark:
    """A finding as it arrives."""
    return Remark(code, FINDINGS[code], count)


def _loss(step: Step, code: str, rows: int) -> Loss:
    return Loss(step, code, (REJECTIONS | INACTIVE)[code].format(grace=3), rows)


def _segment(name: str, now: int, before: int, held: int) -> SegmentRow:
    segment = next(item for item in get_args(SegmentRow.__annotations__["segment"]) if item == name)
    return SegmentRow(segment, Figure(now), Figure(before), Figure(now - before), Figure(held))


def _programme(name: str, pu: int, pmi: int, bpu: int, jakon: int) -> ProgrammeRow:
    programme = next(
        item for item in get_args(ProgrammeRow.__annotations__["programme"]) if item == name
    )
    workers = 330_493 if name in {"JP", "JKP"} else 667_892
    coverage = rate(pu + pmi + bpu + jakon, workers, f"{name.lower()}_coverage")
    return ProgrammeRow(programme, Figure(pu), Figure(pmi), Figure(bpu), Figure(jakon), coverage)


def _series() -> tuple[SeriesPoint, ...]:
    percents = "21.89 21.74 20.61 20.66 20.71 20.79 20.86 20.97 21.03 21.15 21.22 21.36 21.54"
    paths = "21.89 23.41 24.94 26.46 27.99 29.51 31.04 32.56 34.09 35.61 37.13 38.66 40.18"
    persons = 141_000
    return tuple(
        SeriesPoint(
            month=NOVEMBER + (index - 12),
            percent=Decimal(percent),
            persons=persons + 239 * index,
            path_percent=Decimal(path),
            is_history=index < 11,
        )
        for index, (percent, path) in enumerate(zip(percents.split(), paths.split(), strict=True))
    )
