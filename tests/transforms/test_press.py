from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from flows.edges.templating import to_press_text
from schemas.bulletin import Bulletin, Change, Target
from schemas.bulletin_rows import AreaRow, BranchRow, Figure, Neighbour, ProgrammeRow, Rate
from schemas.exports import Kind
from schemas.month import Month
from tests.bulletin_cases import (
    HIDDEN,
    UNKNOWN,
    held,
    hidden,
    kanwil,
    lacking,
    long_names,
    missing,
    national,
    refused,
    revised,
    without_employers,
)
from tests.bulletins import kediri, rate
from transforms.press import PressNote, to_press_note

GOLDEN = Path(__file__).parents[1] / "golden" / "press"
LONGEST = 4_000
"""Characters that an A4 page of the document holds."""
OCTOBER = Month(2021, 10)
AREA, TOWN = kediri().areas


def note(bulletin: Bulletin) -> PressNote:
    made = to_press_note(bulletin)
    assert made is not None
    return made


def text(bulletin: Bulletin) -> str:
    return to_press_text(note(bulletin))


def moved(persons: Figure, points: Figure) -> Bulletin:
    return replace(kediri(), changes=(Change(OCTOBER, persons, points),))


def aiming(**values: object) -> Bulletin:
    target = kediri().target
    assert target is not None
    assert target.outlook is not None
    outlook = replace(target.outlook, **values)  # type: ignore[arg-type]  # any field of it
    return replace(kediri(), target=replace(target, outlook=outlook))


def blind() -> Target:
    """A target of which the distance can't be told."""
    target = kediri().target
    assert target is not None
    return replace(target, outlook=None)


def counted(total: Rate, **others: Rate) -> Bulletin:
    """Kediri with other rates, and nothing that follows from the usual ones."""
    plain = replace(kediri(), changes=(), target=blind(), workers=total.denominator, total=total)
    return replace(plain, **others)  # type: ignore[arg-type]  # rates only


def secret(mark: Figure, workers: int = 667_892, indicator: str = "total_coverage") -> Rate:
    return Rate(indicator, mark, mark, Figure(workers), "BPS, Sakernas Agustus 2021")


def over() -> Bulletin:
    """More persons than workers, in formal work, too; the target is reached."""
    reached = aiming(status="reached", gap_persons=0, gap_points=Decimal(0))
    total, formal = rate(1_042, 1_000), rate(630, 600, "formal_coverage")
    return replace(
        reached, total=total, formal=formal, informal=rate(412, 400, "informal_coverage")
    )


def placed(*areas: AreaRow) -> Bulletin:
    return replace(kediri(), areas=areas, potential=())


def unread(area: AreaRow, mark: Figure) -> AreaRow:
    return replace(area, coverage=replace(area.coverage, percent=mark, numerator=mark))


def waiting_for_a_neighbour() -> Bulletin:
    neighbour = Neighbour("Blitar", ("Kota Kediri",), "peserta")
    return replace(kediri(), is_preliminary=True, neighbours=(neighbour,), changes=())


def without_projects() -> Bulletin:
    return replace(kediri(), is_preliminary=True, missing=(lacking(Kind.PROYEK_JAKON),))


def programme_of(mark: Figure) -> Callable[[ProgrammeRow], ProgrammeRow]:
    def marked(row: ProgrammeRow) -> ProgrammeRow:
        return replace(row, coverage=replace(row.coverage, percent=mark, numerator=mark))

    return marked


def partly_hidden_programmes() -> Bulletin:
    jkk, jkm, jht, jp, jkp = kediri().programmes
    rows = (jkk, jkm, programme_of(HIDDEN)(jht), programme_of(HIDDEN)(jp))
    return replace(kediri(), programmes=(*rows, programme_of(UNKNOWN)(jkp)))


def whole_kanwil() -> Bulletin:
    """A Kanwil of which all branches have reported."""
    rows = kanwil(9).branches[:-1]
    return replace(
        kanwil(9),
        edition=0,
        is_preliminary=False,
        branches_received=8,
        branches_expected=8,
        missing=(),
        branches=rows,
    )


CASES: dict[str, tuple[Bulletin, tuple[str, ...], tuple[str, ...]]] = {
    "up": (
        moved(Figure(1_204), Figure(Decimal("0.18"))),
        ("bertambah 1.204 orang dan cakupan naik 0,18 persen poin",),
        ("Dibanding November 2020", "Angka sementara", "menggantikan", "di atas 100 persen"),
    ),
    "down": (
        moved(Figure(-35), Figure(Decimal("-0.01"))),
        ("21,54 persen, turun 0,01 persen poin dari Oktober 2021", "berkurang 35 orang"),
        ("naik",),
    ),
    "unchanged": (
        moved(Figure(0), Figure(Decimal("0.00"))),
        ("jumlah orang terlindungi dan cakupan tidak berubah.",),
        ("naik", "turun", "bertambah", "berkurang"),
    ),
    "change hidden": (
        moved(HIDDEN, HIDDEN),
        ("perubahan jumlah orang terlindungi tidak ditampilkan", "Kerahasiaan: Sel 1–4 orang"),
        ("naik", "turun"),
    ),
    "first month": (
        replace(kediri(), changes=()),
        ("Belum ada angka bulan lalu atau bulan yang sama tahun lalu sebagai pembanding.",),
        ("Dibanding",),
    ),
    "no target": (
        replace(kediri(), target=None),
        ("Target cakupan belum ditetapkan.",),
        ("per bulan", "Sumber target"),
    ),
    "target reached": (
        aiming(status="reached", gap_persons=0),
        ("Target 60,00 persen pada Desember 2022 sudah tercapai.",),
        ("per bulan", "kurang 256"),
    ),
    "target missed": (
        aiming(months_left=0),
        ("tidak tercapai pada waktunya: kurang 256.872 orang",),
        ("per bulan",),
    ),
    "over 100 percent": (
        over(),
        (
            "cakupan 104,20 persen.",
            "sudah tercapai",
            "Cakupan di atas 100 persen berarti peserta yang tercatat melebihi pekerja",
            "Jumlah pekerja di wilayah kerja Kantor Cabang Kediri 1.000 orang: 600 pekerja formal",
        ),
        ("Sebanyak",),
    ),
    "a part over 100 percent": (
        placed(AREA, replace(TOWN, coverage=rate(120, 100))),
        ("tertinggi di Kota Kediri (120,00 persen)", "di atas 100 persen"),
        (),
    ),
    "formal over 100 percent": (
        counted(
            rate(900, 1_000),
            formal=rate(700, 600, "formal_coverage"),
            informal=rate(200, 400, "informal_coverage"),
        ),
        ("Sebanyak 100 pekerja belum terlindungi.", "di atas 100 persen"),
        ("belum terlindungi:",),
    ),
    "groups that do not add up": (
        counted(rate(900, 1_000), formal=rate(50, 300), informal=rate(50, 300)),
        ("Jumlah pekerja di wilayah kerja Kantor Cabang Kediri 1.000 orang. Sebanyak 100 pekerja",),
        ("1.000 orang:", "belum terlindungi:"),
    ),
    "hidden": (
        hidden(),
        (
            "Cakupan pekerja informal tidak ditampilkan demi kerahasiaan data perorangan.",
            "Sebanyak 8.106 pekerja belum terlindungi.",
            "Di antara wilayah yang ditampilkan, potensi",
            "pemberi kerja aktif tidak ditampilkan demi kerahasiaan data perusahaan",
            "Kerahasiaan: Sel 1–4 orang dan 1–2 pemberi kerja",
        ),
        ("8.106 pekerja belum terlindungi:", "tertinggi", "2.699"),
    ),
    "total hidden": (
        counted(secret(HIDDEN)),
        (
            "Kediri pada November 2021 tidak ditampilkan demi kerahasiaan data perorangan\n",
            "2021 – Jumlah orang terlindungi pada November 2021 tidak ditampilkan",
            "jaraknya belum dapat ditampilkan.",
        ),
        ("143.864 orang terlindungi", "Sebanyak", "Belum ada angka"),
    ),
    "total unknown": (
        counted(secret(UNKNOWN)),
        (
            "Cakupan kepesertaan Kediri pada November 2021 belum dapat dihitung\n",
            "2021 – Jumlah orang terlindungi pada November 2021 belum tersedia.",
        ),
        ("Sebanyak", "Belum ada angka", "kerahasiaan"),
    ),
    "workers unknown": (
        counted(
            Rate("total_coverage", UNKNOWN, Figure(143_864), UNKNOWN, ""),
            formal=Rate("formal_coverage", UNKNOWN, Figure(135_163), UNKNOWN, ""),
            informal=Rate("informal_coverage", UNKNOWN, Figure(8_701), UNKNOWN, ""),
        ),
        (
            "jumlah pekerja di wilayah kerja Kantor Cabang Kediri belum tersedia.",
            "Cakupan pekerja formal belum dapat dihitung.",
            "Sumber jumlah pekerja: penyebut belum tersedia.",
        ),
        ("Jumlah pekerja di wilayah", "Sebanyak"),
    ),
    "programmes hidden and unknown": (
        partly_hidden_programmes(),
        (
            "jaminan kecelakaan kerja (JKK) 143.864 orang (21,54 persen pekerja) dan jaminan kem",
            "Jumlah peserta program JHT dan JP tidak ditampilkan demi kerahasiaan data perorangan.",
            "Jumlah peserta program JKP belum tersedia.",
        ),
        ("120.240", "97.322", "92.618"),
    ),
    "no programmes": (replace(kediri(), programmes=()), ("3.466 unit.",), ("program,", "JKK)")),
    "employers not in": (
        without_employers(),
        ("Jumlah pemberi kerja aktif belum tersedia.",),
        ("Ekspor", "3.466"),
    ),
    "projects not in": (
        without_projects(),
        (
            "Cakupan kepesertaan Kediri 21,54 persen*",
            "Angka sementara (*): ekspor proyek jasa konstruksi belum lengkap",
            "Tenaga kerja proyek jasa konstruksi belum termasuk.",
        ),
        (),
    ),
    "preliminary": (
        waiting_for_a_neighbour(),
        (
            "Angka sementara (*): Kantor Cabang Blitar, yang juga melayani Kota Kediri, belum",
            "Menurut angka sementara, sebanyak 524.028 pekerja belum terlindungi",
            "Menurut angka sementara, cakupan tertinggi di Kota Kediri",
        ),
        ("Belum ada angka", "Dibanding"),
    ),
    "revised": (
        revised(),
        (
            "berdasarkan edisi 2021-11 (R2), perbaikan ke-2, yang menggantikan edisi 2021-11 (R1) "
            "karena ekspor terlambat atau diganti: cakupan kepesertaan 21,54 persen, sebelumnya "
            "21,43 persen.",
        ),
        ("Angka sementara", "ʳ"),
    ),
    "a new survey round": (
        replace(kediri(), new_round="Sakernas Agustus 2021"),
        ("putaran Sakernas Agustus 2021 mulai November 2021; perubahan dihitung dengan satu",),
        ("grafik",),
    ),
    "Kanwil": (
        whole_kanwil(),
        (
            "Surabaya, 6 Desember 2021 – BPJS Ketenagakerjaan mencatat 3,10\xa0juta orang",
            "kata Kepala BPJS Ketenagakerjaan Kantor Wilayah Jawa Timur [nama].",
            "\nCakupan tertinggi di Kantor Cabang Cabang Contoh 8 (23,92 persen) dan terendah di "
            "Kantor Cabang Cabang Contoh 1 (22,68 persen).",
            "Angka penuh: seluruh pekerja 3.104.882 berbanding 21.037.750; pekerja formal",
        ),
        ("sementara", "di antara kantor"),
    ),
    "Kanwil, preliminary and revised": (
        kanwil(),
        (
            "baru 3 dari 4 kantor cabang yang datanya diterima",
            "berdasarkan edisi 2021-11 (R1), perbaikan pertama, yang menggantikan edisi 2021-11 ",
            "Menurut angka sementara, di antara kantor cabang yang angkanya dapat ditampilkan, "
            "cakupan tertinggi di Kantor Cabang Cabang Contoh 3",
            "68.214 unit. Jumlah pemberi kerja belum mencakup Madiun dan Mojokerto.",
        ),
        ("terendah di Kantor Cabang Kediri",),
    ),
    "nation": (
        national(),
        (
            "Siaran pers BPJS Ketenagakerjaan\n",
            "Jakarta, 6 Desember 2021 – ",
            "di wilayah kerja seluruh kantor cabang",
            "“[Kutipan],” kata Direktur Utama BPJS Ketenagakerjaan [nama].",
        ),
        ("Ketenagakerjaan Nasional",),
    ),
    "long names": (long_names(), ("Biaro dan Kepulauan Sangihe 20 (23,00 persen)",), ()),
}


@pytest.mark.parametrize("case", CASES)
def test_the_note_is_true_of_every_bulletin(case: str) -> None:
    bulletin, told, untold = CASES[case]
    written = text(bulletin)
    assert [words for words in told if words not in written] == []
    assert [words for words in untold if words in written] == []


@pytest.mark.parametrize("case", CASES)
def test_every_note_is_a_page_of_whole_sentences(case: str) -> None:
    made = note(CASES[case][0])
    paragraphs = (*made.opening, made.quote, *made.details, *made.about, made.contact)
    assert all(paragraph.endswith(".") for paragraph in paragraphs)
    assert all(paragraph[0].isupper() or paragraph[0] == "“" for paragraph in paragraphs)
    written = text(CASES[case][0])
    assert len(written) <= LONGEST
    assert not any(sign in written for sign in ("`", "…", " x ", "None", "  ", "\n\n\n", " %"))


def test_kediris_note_is_the_golden_one() -> None:
    assert text(kediri()) == (GOLDEN / "kediri.txt").read_text("utf-8")


@pytest.mark.parametrize("bulletin", [missing(), refused(), held()])
def test_a_unit_without_data_has_no_note(bulletin: Bulletin) -> None:
    assert to_press_note(bulletin) is None


def test_a_translation_has_no_note() -> None:
    assert to_press_note(replace(kediri(), language="en")) is None


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        ((AREA, TOWN), "Cakupan tertinggi di Kota Kediri (45,58 persen) dan terendah di Kabupaten"),
        ((AREA, TOWN, replace(TOWN, code="3", name="Pare")), "di Kota Kediri dan Pare (45,58"),
        ((AREA, replace(AREA, name="Pare")), ""),
        ((AREA,), ""),
        ((), ""),
        ((AREA, unread(TOWN, HIDDEN)), ""),
        ((unread(AREA, UNKNOWN), unread(TOWN, HIDDEN)), ""),
        (
            (AREA, TOWN, unread(replace(TOWN, code="3"), HIDDEN)),
            "Di antara kabupaten/kota yang angkanya dapat ditampilkan, cakupan tertinggi di Kota",
        ),
    ],
)
def test_only_shown_parts_are_ranked(areas: tuple[AreaRow, ...], words: str) -> None:
    written = text(placed(*areas))
    assert words in written
    assert ("cakupan tertinggi" in written.lower()) == bool(words)


def test_a_branch_without_data_is_not_the_weakest() -> None:
    late = BranchRow("X", "Kosong", False, secret(UNKNOWN))
    written = text(replace(whole_kanwil(), branches=(*whole_kanwil().branches, late)))
    assert "Kosong" not in written
    assert "terendah di Kantor Cabang Cabang Contoh 1 (" in written


def test_the_grace_months_are_the_installations() -> None:
    assert "menunggak iuran kurang dari 6 bulan" in text(replace(kediri(), grace_months=6))
