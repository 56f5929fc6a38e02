"""Concepts of rates: numerators, denominators, rounding, targets and where the pace leads."""

from schemas.definitions import Concept

RATES = (
    Concept(
        "coverage",
        "Cakupan",
        "Coverage",
        "Orang terlindungi dibagi jumlah pekerja. PU, JP, dan JKP dibagi pekerja formal; BPU, PMI, "
        "dan tenaga kerja jasa konstruksi dibagi pekerja informal.",
        "A rate is a named pair of a numerator, area view, and a measure of workers "
        "(`ucj_potential`: where a province has given one); both stand beside it, with source and "
        "survey round. PU is a segment of registrations, formal a status in a survey: a rate of "
        "one over the other is not a share of the same persons.",
        "schemas/figures.py",
        column=2,
    ),
    Concept(
        "denominator",
        "Penyebut",
        "Denominator",
        "Jumlah pekerja dari putaran survei terbaru yang berlaku pada bulan itu. Perubahan "
        "dihitung dengan satu penyebut.",
        "Workers of the newest survey round that holds in the month, area by area. A change "
        "against an earlier month, the path and the chart are over this month's workers for every "
        "month. A unit that lacks one of its areas has no denominator: its rate is not known, "
        "never 0.",
        "transforms/figures.py",
        column=2,
    ),
    Concept(
        "excess",
        "Cakupan di atas seratus persen",
        "Rates over a hundred percent",
        "Ditampilkan apa adanya dengan catatan: peserta yang tercatat melebihi pekerja menurut "
        "survei.",
        "Shown as they are, with a note, and never clipped: people work in one area and live in "
        "another, and a survey has its error.",
        "transforms/notes.py",
    ),
    Concept(
        "rounding",
        "Pembulatan",
        "Rounding",
        "Dua desimal, setengah ke atas. Perubahan cakupan dalam persen poin, dari angka yang belum "
        "dibulatkan. Rincian dapat tidak sama dengan jumlahnya.",
        "Once, at the end, half up to two decimals, from whole numbers without binary fractions. A "
        "change of a rate is in percentage points (persen poin), from unrounded rates. Details "
        "need not add up to the total.",
        "transforms/rounding.py",
        column=2,
    ),
)

TARGETS = (
    Concept(
        "target",
        "Target dan laju",
        "Target",
        "Kekurangan: jumlah orang terkecil yang mencapai target; keperluan per bulan: kekurangan "
        "dibagi sisa bulan, dibulatkan ke atas. Jalur: garis lurus dari bulan dasar ke target. "
        "Laju: rata-rata pertambahan bersih per bulan, paling banyak {pace_months} bulan terakhir.",
        "A rate that a unit is to reach by a month. The mean net growth of at most {pace_months} "
        "known months is the pace, from which the projection follows.",
        "transforms/targets.py",
        column=3,
    ),
    Concept(
        "gap",
        "Kekurangan",
        "Gap",
        "Jumlah orang terkecil yang masih diperlukan agar target tercapai, tidak pernah di bawah "
        "nol.",
        "max(0, ⌈target × workers⌉ − persons covered), in persons; and target less rate, in "
        "percentage points.",
        "transforms/targets.py",
    ),
    Concept(
        "potential",
        "Potensi",
        "Potential",
        "Pekerja yang belum terlindungi, menurut wilayah dan pekerja formal atau informal; bagian "
        "wilayah ialah kekurangannya dari jumlah kekurangan semua wilayah.",
        "Workers who are not covered yet, formal and informal, area by area: workers less persons "
        "covered, never below 0. An area's share is its own gap to the unit's target, of the sum "
        "of these gaps.",
        "transforms/potential.py",
    ),
    Concept(
        "needed",
        "Keperluan per bulan",
        "Needed per month",
        "Kekurangan dibagi sisa bulan sampai bulan target, dibulatkan ke atas.",
        "⌈gap ÷ months left⌉; the month of the target is the last one.",
        "transforms/targets.py",
    ),
    Concept(
        "path",
        "Jalur",
        "Path",
        "Garis lurus dari Desember sebelum tahun target, atau bulan pertama yang diketahui, ke "
        "target pada bulannya.",
        "The straight line from the rate in December before the target's year, or else in the "
        "first known month, to the target in its month.",
        "transforms/targets.py",
    ),
    Concept(
        "pace",
        "Laju",
        "Pace",
        "Rata-rata pertambahan bersih per bulan selama {pace_months} pertambahan terakhir yang "
        "diketahui; tidak dihitung bila bulan yang diketahui kurang dari {pace_known}.",
        "Persons covered now, less those of the known month that lies {pace_months} known months "
        "back (or else the first one), divided by the months between; so unknown months are "
        "bridged. With fewer than {pace_known} known months there is none, and the page says so.",
        "transforms/targets.py",
    ),
    Concept(
        "projection",
        "Perkiraan tercapai",
        "Projection",
        "Bulan pada saat laju itu mencapai target; tidak tercapai bila laju tidak bertambah atau "
        "melampaui {horizon_years} tahun.",
        "The month in which this pace closes the gap; none when the pace is not above zero, or "
        "when it would take more than {horizon} months ({horizon_years} years).",
        "transforms/targets.py",
    ),
    Concept(
        "status",
        "Status target",
        "Status of a target",
        "Tercapai: tidak ada kekurangan. Sesuai jalur: cakupan sama dengan atau di atas jalur. Di "
        "bawah jalur: selain itu.",
        "`reached` (tercapai): no gap; `on_path` (sesuai jalur): the rate is on the path or above; "
        "`below_path` (di bawah jalur): else.",
        "transforms/targets.py",
    ),
)
