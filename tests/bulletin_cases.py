"""Sample bulletins that are unusual: late, hidden, long, of higher levels."""

from dataclasses import replace
from decimal import Decimal

from schemas.bulletin import Bulletin, Change, Outlook, SeriesPoint, Target
from schemas.bulletin_rows import (
    AreaRow,
    BranchRow,
    EmployerRow,
    Figure,
    Mark,
    Neighbour,
    PotentialRow,
    ProgrammeRow,
    ProjectRow,
    Rate,
    SegmentRow,
    Shared,
)
from schemas.codes import FINDINGS, REJECTIONS
from schemas.exports import Kind
from schemas.funnel import Funnel, Lack, Loss, Missing
from schemas.month import Month
from schemas.revision import Revision, Share
from schemas.submission import Fault
from tests.bulletins import NOVEMBER, SAKERNAS, kediri, rate, remark
from transforms import disclosure
from transforms.disclosure import whole

HIDDEN = Figure(None, Mark.HIDDEN)
UNKNOWN = Figure(None, Mark.UNKNOWN)


def lacking(kind: Kind, lack: Lack = "missing", fault: Fault | None = None) -> Missing:
    """An export that Kediri's bulletin has to do without."""
    return Missing(kind.value, "Kediri", lack, fault)


def without_employers() -> Bulletin:
    """A branch that did not send its pemberi_kerja export."""
    return replace(
        kediri(),
        missing=(lacking(Kind.PEMBERI_KERJA),),
        employers=UNKNOWN,
        employer_rows=(),
        usages=kediri().usages[1:],
    )


def missing(*lacks: Missing) -> Bulletin:
    """A branch without peserta export, by default without any; only history is known."""
    empty = Rate("total_coverage", UNKNOWN, UNKNOWN, Figure(667_892), SAKERNAS)
    return replace(
        kediri(),
        is_received=False,
        branches_received=0,
        is_preliminary=True,
        missing=lacks or tuple(lacking(kind) for kind in Kind),
        total=empty,
        formal=empty,
        informal=empty,
        employers=UNKNOWN,
        changes=(),
        areas=(),
        potential=(),
        segments=(),
        bridge=None,
        change_table=None,
        programmes=(),
        employer_rows=(),
        project_rows=(),
        series=(*kediri().series[:-1], replace(kediri().series[-1], percent=None, persons=None)),
        target=None,
        funnel=Funnel(*(UNKNOWN,) * 5, losses=()),
        remarks=(),
        usages=(),
    )


def refused() -> Bulletin:
    """A branch whose peserta export was refused, and whose projects have not come."""
    fault = Fault("E112", {"columns": "NIK, KPJ", "found": 16, "line": 1})
    return missing(lacking(Kind.PESERTA, "refused", fault), lacking(Kind.PROYEK_JAKON))


def held() -> Bulletin:
    """A branch whose peserta export waits for head office."""
    return missing(lacking(Kind.PESERTA, "held"))


def crowded() -> Bulletin:
    """A branch whose exports broke every rule and were noticed for everything."""
    valid = tuple(Loss("valid", code, 9) for code in REJECTIONS)
    return replace(
        kediri(),
        funnel=replace(kediri().funnel, losses=(*kediri().funnel.losses, *valid)),
        remarks=tuple(remark(code, 9) for code in FINDINGS),
    )


def hidden() -> Bulletin:
    """A small branch with cells held back for disclosure control, first month, no target."""
    small = rate(1_204, 9_310)
    secret = Rate("total_coverage", HIDDEN, HIDDEN, Figure(2_100), SAKERNAS)
    return replace(
        kediri(),
        code="BIK",
        name="Biak Numfor",
        kanwil_name="Banuspa",
        city="Biak",
        workers=Figure(9_310),
        total=small,
        formal=rate(1_201, 3_900),
        informal=Rate("informal_coverage", HIDDEN, HIDDEN, Figure(5_410), SAKERNAS),
        employers=HIDDEN,
        changes=(),
        overlap_persons=HIDDEN,
        shared_areas=(),
        potential=(
            _unaimed("9106", "Kabupaten Biak Numfor", Figure(990), Figure(2_900), Figure(3_890)),
            _unaimed("9105", "Kabupaten Kepulauan Yapen", *(HIDDEN,) * 3),
            _unaimed("9119", "Kabupaten Supiori", *(HIDDEN,) * 3),
        ),
        bridge=None,
        change_table=None,
        areas=(
            AreaRow("9106", "Kabupaten Biak Numfor", rate(1_120, 5_010), Figure(3_890)),
            AreaRow("9105", "Kabupaten Kepulauan Yapen", secret, HIDDEN),
            AreaRow("9119", "Kabupaten Supiori", secret, HIDDEN),
        ),
        segments=tuple(
            SegmentRow(row.segment, HIDDEN, UNKNOWN, UNKNOWN, HIDDEN) for row in kediri().segments
        ),
        programmes=tuple(
            ProgrammeRow(row.programme, Figure(1_201), Figure(0), HIDDEN, HIDDEN, small)
            for row in kediri().programmes
        ),
        employer_rows=tuple(
            EmployerRow(row.breakdown, row.code, HIDDEN, HIDDEN, Figure(0), Figure(0))
            for row in kediri().employer_rows
        ),
        project_rows=tuple(ProjectRow(row.state, HIDDEN, HIDDEN) for row in kediri().project_rows),
        funnel=Funnel(Figure(1_290), Figure(1_290), *(HIDDEN,) * 3, losses=()),
        series=tuple(
            SeriesPoint(NOVEMBER + (index - 12), value, None, None, is_history=False)
            for index, value in enumerate([*[None] * 12, Decimal("12.93")])
        ),
        target=None,
    )


def _unaimed(code: str, name: str, formal: Figure, informal: Figure, total: Figure) -> PotentialRow:
    """An area of a unit without target."""
    return PotentialRow(code, name, formal, informal, total, UNKNOWN, UNKNOWN, UNKNOWN)


def preliminary() -> Bulletin:
    """A branch that shares an area with a branch that has not reported."""
    late = Neighbour("Blitar", ("Kota Kediri",), "peserta")
    return _preliminary(replace(kediri(), neighbours=(late,)))


def _preliminary(whole: Bulletin) -> Bulletin:
    """The same unit in a month that is compared with nothing, as it is not whole."""
    return replace(
        whole,
        is_preliminary=True,
        changes=(),
        change_table=None,
        series=(*whole.series[:-1], replace(whole.series[-1], percent=None, persons=None)),
        target=whole.target and replace(whole.target, outlook=None),
        segments=tuple(replace(row, change_persons=UNKNOWN) for row in whole.segments),
        potential=tuple(
            replace(row, gap=UNKNOWN, share=UNKNOWN, monthly=UNKNOWN) for row in whole.potential
        ),
    )


def revised() -> Bulletin:
    """A branch's second correction: late rows of PU workers and one employer more."""
    now = kediri()
    pu, *segments, everybody = now.segments
    total, formal = now.total, now.formal
    kabupaten, kota = now.areas
    jkk, jkm, jht, *programmes = now.programmes
    return replace(
        now,
        edition=2,
        revision=Revision("2021-11 (R1)", "LATE", 214, (Share("LATE", 752), Share("REPLACED", -8))),
        total=since(total, rate(143_120, 667_892)),
        formal=since(formal, rate(134_419, 330_493)),
        employers=since_count(now.employers, 3_465),
        areas=(
            replace(
                kabupaten,
                coverage=since(kabupaten.coverage, rate(75_236, 516_688)),
                gap_persons=since_count(kabupaten.gap_persons, 441_452),
            ),
            replace(
                kota,
                coverage=since(kota.coverage, rate(68_172, 151_204)),
                gap_persons=since_count(kota.gap_persons, 83_032),
            ),
        ),
        potential=tuple(map(_potential_since, now.potential, (4, 740))),
        segments=(
            _segment_since(pu, 134_419),
            *segments,
            _segment_since(everybody, 143_120),
        ),
        programmes=(
            *(
                replace(
                    row,
                    pu_persons=since_count(row.pu_persons, 134_419),
                    coverage=since(row.coverage, rate(143_120, 667_892)),
                )
                for row in (jkk, jkm)
            ),
            replace(jht, pu_persons=replace(jht.pu_persons, was=HIDDEN)),
            *programmes,
        ),
    )


def since_count(now: Figure, was: int) -> Figure:
    """A count where the edition before shows another one."""
    return replace(now, was=Figure(was))


def since(now: Rate, was: Rate) -> Rate:
    """A rate beside the one that the edition before shows; what is the same is not revised."""
    return replace(
        now,
        percent=disclosure.revised(now.percent, was.percent),
        numerator=disclosure.revised(now.numerator, was.numerator),
        denominator=disclosure.revised(now.denominator, was.denominator),
    )


def _potential_since(now: PotentialRow, more: int) -> PotentialRow:
    """An area of which the edition before shows so many formal workers more without cover."""
    return replace(
        now,
        formal=since_count(now.formal, whole(now.formal) + more),
        total=since_count(now.total, whole(now.total) + more),
        gap=since_count(now.gap, whole(now.gap) + more),
        monthly=disclosure.revised(now.monthly, Figure(whole(now.monthly) + more // 13)),
    )


def _segment_since(now: SegmentRow, was: int) -> SegmentRow:
    persons = since_count(now.persons, was)
    change = disclosure.change(persons, now.previous_persons)
    return replace(now, persons=persons, change_persons=change)


def over_hundred() -> Bulletin:
    """A mining town where more persons are registered than the survey counts; target reached."""
    target = kediri().target
    assert target is not None
    rise = Decimal("0.67")
    return replace(
        kediri(),
        code="TMK",
        name="Timika",
        kanwil_name="Banuspa",
        city="Timika",
        workers=Figure(154_300),
        total=rate(161_204, 154_300),
        formal=rate(149_830, 98_120, "formal_coverage"),
        informal=rate(11_374, 56_180, "informal_coverage"),
        changes=(Change(Month(2021, 10), Figure(1_032), Figure(rise)),),
        overlap_persons=Figure(96),
        areas=(
            AreaRow("9109", "Kabupaten Mimika", rate(140_212, 118_400), Figure(0)),
            AreaRow("9126", "Kabupaten Puncak", rate(21_088, 35_900), Figure(14_812)),
        ),
        shared_areas=(),
        potential=(
            _unaimed("9126", "Kabupaten Puncak", Figure(6_312), Figure(8_500), Figure(14_812)),
            _unaimed("9109", "Kabupaten Mimika", *(Figure(0),) * 3),
        ),
        series=tuple(
            replace(
                point,
                percent=Decimal("104.47") - rise * (12 - index),
                path_percent=Decimal("96.43"),
            )
            for index, point in enumerate(kediri().series)
        ),
        target=replace(
            target,
            percent=Decimal("100.00"),
            source="Kantor Wilayah Banuspa, Januari 2021",
            outlook=Outlook(
                gap_persons=0,
                gap_points=Decimal("0.00"),
                months_left=13,
                needed_per_month=0,
                status="reached",
                path_percent=Decimal("96.43"),
                pace_per_month=1_032,
                projected_month=NOVEMBER,
            ),
        ),
    )


def first_month() -> Bulletin:
    """A branch's first bulletin: nothing published before, so nothing to compare with."""
    target = kediri().target
    assert target is not None
    assert target.outlook is not None
    *earlier, last = kediri().series
    unknown = (replace(point, percent=None, persons=None, path_percent=None) for point in earlier)
    return replace(
        kediri(),
        changes=(),
        change_table=None,
        segments=tuple(
            replace(row, previous_persons=UNKNOWN, change_persons=UNKNOWN)
            for row in kediri().segments
        ),
        series=(*unknown, replace(last, path_percent=last.percent)),
        target=replace(
            target,
            outlook=replace(
                target.outlook,
                status="on_path",
                path_percent=Decimal("21.54"),
                pace_per_month=None,
                projected_month=None,
            ),
        ),
    )


def without_target() -> Bulletin:
    """A branch for which no target is set."""
    return replace(
        kediri(),
        target=None,
        series=tuple(replace(point, path_percent=None) for point in kediri().series),
        potential=tuple(
            replace(row, gap=UNKNOWN, share=UNKNOWN, monthly=UNKNOWN) for row in kediri().potential
        ),
    )


def one_area() -> Bulletin:
    """A branch that serves a single area."""
    area = AreaRow("3506", "Kabupaten Kediri", kediri().total, Figure(524_028))
    return replace(
        kediri(), areas=(area,), shared_areas=(), potential=(), overlap_persons=Figure(0)
    )


def many_areas(number: int = 24) -> Bulletin:
    """A branch of as many areas as a chart still shows, or more."""
    areas = tuple(
        _area(7101 + index, f"Contoh {index + 1}", 9_400 - 310 * index, 24_000 + 700 * index)
        for index in range(number)
    )
    return replace(
        kediri(), areas=areas, shared_areas=(), potential=tuple(_potential(area) for area in areas)
    )


def long_names() -> Bulletin:
    """A branch of many areas with the longest names of the register."""
    name = "Kepulauan Siau Tagulandang Biaro dan Kepulauan Sangihe"
    areas = tuple(
        AreaRow(
            f"71{number:02d}",
            f"Kabupaten {name} {number}",
            rate(900 + number, 4_000),
            Figure(3_100 - number),
        )
        for number in range(1, 21)
    )
    return replace(
        kediri(),
        code="STB01",
        name=name,
        city=name,
        areas=areas,
        potential=tuple(_potential(area) for area in areas),
    )


def kanwil(members: int = 4) -> Bulletin:
    """A Kanwil of which one branch has not reported; preliminary, corrected once."""
    branches = tuple(
        BranchRow(
            f"B{number:02d}", f"Cabang Contoh {number}", True, rate(90_000 + 711 * number, 400_000)
        )
        for number in range(1, members)
    )
    waiting = Rate("total_coverage", UNKNOWN, UNKNOWN, Figure(210_334), SAKERNAS)
    areas = tuple(
        _area_since(
            _area(3500 + number, f"Contoh {number}", 40_000 - 907 * number, 310_000),
            max(0, 23 - number) * 120,
        )
        for number in range(1, 39)
    )
    first, *others = branches
    late = replace(waiting, denominator=first.coverage.denominator)
    branches = (replace(first, coverage=since(first.coverage, late)), *others)
    known = replace(
        kediri(),
        edition=1,
        revision=Revision("2021-11", "LATE", 1_306),
        serial=9,
        level="kanwil",
        code="JTM",
        name="Jawa Timur",
        kanwil_name="",
        city="Surabaya",
        branches_received=members - 1,
        branches_expected=members,
        missing=(
            Missing("peserta", "Kediri", "refused", None),
            Missing("pemberi_kerja", "Madiun", "missing", None),
            Missing("pemberi_kerja", "Mojokerto", "held", None),
        ),
        shared=Shared(Figure(4_102), Figure(318), HIDDEN),
        workers=Figure(21_037_750),
        total=since(rate(3_104_882, 21_037_750), rate(3_014_171, 21_037_750)),
        formal=since(rate(2_806_190, 7_855_000), rate(2_719_040, 7_855_000)),
        informal=since(rate(298_692, 13_182_750), rate(298_512, 13_182_750)),
        employers=since_count(Figure(68_214), 66_930),
        series=_lowered(kediri().series, Decimal("6.78")),
        target=Target(
            percent=Decimal("60.00"),
            month=Month(2022, 12),
            source="Rencana kerja Kantor Wilayah Jawa Timur 2021",
            outlook=None,
        ),
        areas=areas,
        shared_areas=(),
        potential=tuple(_potential(area) for area in areas),
        branches=(*branches, BranchRow("KDR", "Kediri", False, waiting)),
    )
    return _preliminary(known)


def english(bulletin: Bulletin) -> Bulletin:
    """The same for readers of English."""
    return replace(bulletin, language="en")


def _area_since(now: AreaRow, more: int) -> AreaRow:
    """An area of which the edition before shows so many persons less."""
    persons, workers = whole(now.coverage.numerator), whole(now.coverage.denominator)
    coverage = since(now.coverage, rate(persons - more, workers))
    return replace(now, coverage=coverage, gap_persons=disclosure.uncovered(coverage))


def _lowered(series: tuple[SeriesPoint, ...], points: Decimal) -> tuple[SeriesPoint, ...]:
    """The same movement at a lower level."""
    return tuple(
        replace(
            point,
            percent=None if point.percent is None else point.percent - points,
            path_percent=None if point.path_percent is None else point.path_percent - points,
        )
        for point in series
    )


def national() -> Bulletin:
    """The nation, with more branches and areas than fit a page."""
    areas = tuple(
        _area(1101 + number, f"Contoh {number}", 60_000 - 83 * number, 310_000)
        for number in range(514)
    )
    return replace(
        kanwil(325),
        level="national",
        code="NAS",
        name="Nasional",
        city="Jakarta",
        areas=areas,
        potential=tuple(_potential(area) for area in areas),
        bridge=None,
    )


def _potential(area: AreaRow) -> PotentialRow:
    """A third of those without cover are formal; each area has a hundredth of all gaps to 60 %."""
    uncovered, workers = whole(area.gap_persons), whole(area.coverage.denominator)
    missing = max(0, uncovered - workers * 2 // 5)
    groups = Figure(uncovered // 3), Figure(uncovered - uncovered // 3), Figure(uncovered)
    aim = Figure(missing), Figure(Decimal("1.00")), Figure(missing // 13 + 1)
    return PotentialRow(area.code, area.name, *groups, *aim)


def _area(code: int, name: str, covered: int, workers: int) -> AreaRow:
    return AreaRow(
        str(code), f"Kabupaten {name}", rate(covered, workers), Figure(workers - covered)
    )
