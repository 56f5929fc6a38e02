"""The sample bulletin: Kediri in November 2021."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args

from schemas.bulletin import Bulletin, Change, Outlook, Provenance, SeriesPoint, Target
from schemas.bulletin_rows import (
    AreaRow,
    ChangeRow,
    ChangeTable,
    EmployerRow,
    Figure,
    OverlapRow,
    PotentialRow,
    ProgrammeRow,
    ProjectRow,
    Rate,
    SegmentRow,
    SharedArea,
    ViewBridge,
)
from schemas.companion import Attachment
from schemas.funnel import Funnel, Loss, Remark, Step, Usage
from schemas.month import Month
from transforms.attachment import to_attachment
from transforms.bulletin_tables import EMPLOYERS
from transforms.change_rows import Segment

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
        revision=None,
        serial=1,
        language="id",
        level="branch",
        code="KDR",
        name="Kediri",
        kanwil_name="Jawa Timur",
        city="Kediri",
        is_received=True,
        branches_received=1,
        branches_expected=1,
        is_preliminary=False,
        missing=(),
        neighbours=(),
        new_round="",
        is_rebased=False,
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
        areas=(
            AreaRow("3506", "Kabupaten Kediri", rate(75_240, 516_688), Figure(441_448)),
            AreaRow("3571", "Kota Kediri", rate(68_912, 151_204), Figure(82_292)),
        ),
        shared_areas=(SharedArea("Kota Kediri", ("Blitar",)),),
        potential=(
            _potential("3506", "Kabupaten Kediri", 159_400, 282_048, 234_773, "91.50", 18_060),
            _potential("3571", "Kota Kediri", 36_124, 46_168, 21_811, "8.50", 1_678),
        ),
        segments=(
            _segment("PU", 135_163, 134_071, 137_240),
            _segment("PMI", 412, 409, 412),
            _segment("BPU", 6_118, 6_030, 6_395),
            _segment("JAKON", 2_171, 2_150, 2_171),
            _segment("ALL", 143_864, 142_660, 146_218),
        ),
        bridge=ViewBridge(*map(Figure, (144_047, 4_117, 139_930, 1_763, 141_693))),
        change_table=ChangeTable(
            (
                _change("PU", 134_071, (2_310, 641, 38), (1_402, 480, 15), 135_163),
                _change("PMI", 409, (9, 0, 0), (6, 0, 0), 412),
                _change("BPU", 6_030, (240, 22, 15), (131, 20, 38), 6_118),
                _change("ALL", 140_510, (2_559, 663), (1_539, 500), 141_693),
            ),
            is_split_provisional=False,
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
        employer_rows=employer_rows(),
        project_rows=(
            ProjectRow("ahead", Figure(12), Figure(140)),
            ProjectRow("running", Figure(61), Figure(2_171)),
            ProjectRow("ended", Figure(11), Figure(320)),
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
        other_targets=(),
        funnel=Funnel(
            received=Figure(187_512),
            readable=Figure(187_490),
            valid=Figure(187_058),
            unique=Figure(187_033),
            active=Figure(143_962),
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


def attached(bulletin: Bulletin) -> Attachment:
    """What the PDF of a bulletin with tables carries."""
    attachment = to_attachment(bulletin)
    assert attachment is not None
    return attachment


def employer_rows() -> tuple[EmployerRow, ...]:
    """Kediri's employers; each breakdown adds up to all of them."""
    counts = {
        "BESAR": (41, 62_300, 0, 0),
        "MENENGAH": (288, 41_200, 7, 61),
        "KECIL": (913, 22_150, 42, 122),
        "MIKRO": (2_224, 12_450, 187, 214),
        "N0": (212, 0, 88, 0),
        "N1T4": (1_604, 3_980, 120, 201),
        "N5T19": (1_102, 11_020, 21, 130),
        "N20T99": (431, 18_300, 7, 66),
        "N_GE100": (117, 104_800, 0, 0),
        "none": (305, 2_110, 40, 52),
        "fewer": (640, 38_440, 31, 90),
        "equal": (1_987, 51_330, 101, 140),
        "more": (534, 46_220, 64, 115),
        "_T": (3_466, 138_100, 236, 397),
    }
    return tuple(
        EmployerRow(breakdown, code, *map(Figure, counts[code])) for breakdown, code in EMPLOYERS
    )


def _potential(
    code: str, name: str, formal: int, informal: int, gap: int, share: str, monthly: int
) -> PotentialRow:
    groups = Figure(formal), Figure(informal), Figure(formal + informal)
    return PotentialRow(code, name, *groups, Figure(gap), Figure(Decimal(share)), Figure(monthly))


def _change(
    name: Segment, before: int, gains: tuple[int, ...], losses: tuple[int, ...], now: int
) -> ChangeRow:
    joined, moved_in, *segment_in = map(Figure, gains)
    left, moved_out, *segment_out = map(Figure, losses)
    return ChangeRow(
        segment=name,
        before=Figure(before),
        joined=joined,
        moved_in=moved_in,
        segment_in=next(iter(segment_in), None),
        left=left,
        moved_out=moved_out,
        segment_out=next(iter(segment_out), None),
        now=Figure(now),
    )


def remark(code: str, count: int) -> Remark:
    """A finding as it arrives."""
    return Remark(code, count)


def _loss(step: Step, code: str, rows: int) -> Loss:
    return Loss(step, code, rows)


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
