from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.bulletin import Bulletin, Change, Level, Target
from schemas.bulletin_rows import Figure, Rate
from schemas.employers import SIZES
from schemas.exports import Kind
from schemas.funnel import Lack, Missing
from schemas.month import Month
from schemas.submission import Fault
from tests.bulletin_cases import (
    HIDDEN,
    UNKNOWN,
    held,
    hidden,
    kanwil,
    lacking,
    missing,
    national,
    refused,
    without_employers,
)
from tests.bulletins import NOVEMBER, kediri, rate
from transforms import (
    change_sentences,
    headlines,
    notes,
    numerals,
    sentences,
    target_sentences,
    wording,
)
from transforms.bulletin_tables import EMPLOYERS

OCTOBER = Month(2021, 10)


def against_october(persons: Figure, points: Figure) -> Bulletin:
    return replace(kediri(), changes=(Change(OCTOBER, persons, points),))


def rate_of(mark: Figure) -> Rate:
    return replace(kediri().total, percent=mark, numerator=mark)


def aiming(**values: object) -> Bulletin:
    target = kediri().target
    assert target is not None
    assert target.outlook is not None
    outlook = replace(target.outlook, **values)  # type: ignore[arg-type]  # a test's shorthand
    return replace(kediri(), target=replace(target, outlook=outlook))


def test_the_masthead_follows_bps() -> None:
    assert wording.issue(kediri()) == "No. 01/11/KDR/2021, 6 Desember 2021"
    assert wording.edition(kediri()) == "Edisi 2021-11"
    assert wording.edition(kanwil()) == "Edisi 2021-11 (R1), perbaikan pertama"
    assert wording.title(kanwil()) == "Berita Cakupan Kantor Wilayah Jawa Timur, November 2021 (R1)"


@pytest.mark.parametrize(
    ("persons", "points", "sentence", "headline"),
    [
        (1_204, "0.18", "bertambah 1.204 orang dan cakupan naik 0,18 persen poin", "naik 0,18"),
        (-35, "-0.01", "berkurang 35 orang dan cakupan turun 0,01 persen poin", "turun 0,01"),
        (3, "0.00", "bertambah 3 orang dan cakupan berubah kurang dari 0,01", "kurang dari 0,01"),
        (0, "0.00", "jumlah orang terlindungi dan cakupan tidak berubah.", "persen, tidak berubah"),
        (2_400_000, "1.1", "bertambah 2,40\xa0juta orang dan cakupan naik 1,10", "naik 1,10"),
    ],
)
def test_a_change_is_told_as_it_is(persons: int, points: str, sentence: str, headline: str) -> None:
    bulletin = against_october(Figure(persons), Figure(Decimal(points)))
    assert sentence in change_sentences.changes(bulletin)
    assert headline in headlines.headline(bulletin)


@pytest.mark.parametrize(
    ("persons", "words"),
    [(HIDDEN, "tidak ditampilkan demi kerahasiaan"), (UNKNOWN, "belum tersedia")],
)
def test_a_change_without_a_number_says_why(persons: Figure, words: str) -> None:
    bulletin = against_october(persons, persons)
    assert words in change_sentences.changes(bulletin)
    assert headlines.headline(bulletin) == "Cakupan kepesertaan Kediri 21,54 persen"


def test_the_first_month_has_nothing_to_compare_with() -> None:
    bulletin = replace(kediri(), changes=())
    assert "Belum ada angka bulan lalu" in change_sentences.changes(bulletin)
    assert change_sentences.growth(bulletin) == "belum ada bulan pembanding"
    assert headlines.headline(bulletin) == "Cakupan kepesertaan Kediri 21,54 persen"


@pytest.mark.parametrize(
    ("bulletin", "growth"),
    [
        (replace(kediri(), is_preliminary=True), "perubahan belum dihitung"),
        (replace(kediri(), total=rate_of(UNKNOWN)), "perubahan belum dihitung"),
        (replace(kediri(), total=rate_of(HIDDEN)), "perubahan tidak ditampilkan"),
    ],
)
def test_a_month_that_is_not_whole_or_not_shown_does_not_deny_earlier_ones(
    bulletin: Bulletin, growth: str
) -> None:
    alone = replace(bulletin, changes=())
    assert change_sentences.changes(alone) == ""
    assert change_sentences.growth(alone) == growth
    assert all(sentences.story(alone))


def test_both_comparisons_are_told_in_order() -> None:
    text = change_sentences.changes(replace(kediri(), changes=kediri().changes[::-1]))
    assert text.index("Oktober 2021") < text.index("November 2020")


SHOWN = Rate("total_coverage", Figure(Decimal("21.54")), Figure(12), Figure(40), "BPS")


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (rate(143_864, 667_892), "143.864 orang terlindungi aktif, berbanding 667.892 orang"),
        (rate(25_004_000, 130_000_000), "25,00\xa0juta orang terlindungi aktif"),
        (rate(1_042, 1_000), "cakupan 104,20 persen"),
        (replace(SHOWN, percent=HIDDEN), "cakupannya tidak ditampilkan demi kerahasiaan"),
        (replace(SHOWN, percent=HIDDEN, numerator=HIDDEN), "Jumlah orang terlindungi pada"),
        (replace(SHOWN, percent=UNKNOWN, denominator=UNKNOWN), "jumlah pekerja di wilayah kerja"),
        (replace(SHOWN, percent=UNKNOWN, numerator=UNKNOWN), "November 2021 belum tersedia."),
    ],
)
def test_the_lead_is_true_of_every_total(total: Rate, words: str) -> None:
    sentence = sentences.covered(replace(kediri(), total=total))
    assert words in sentence
    assert ("12" in sentence) == (total.numerator.value == 12)


@pytest.mark.parametrize(
    ("percent", "headline"),
    [
        (HIDDEN, "pada November 2021 tidak ditampilkan demi kerahasiaan data perorangan"),
        (UNKNOWN, "pada November 2021 belum dapat dihitung"),
    ],
)
def test_the_headline_without_a_rate_says_why(percent: Figure, headline: str) -> None:
    target = kediri().target
    assert target is not None
    bulletin = replace(
        kediri(),
        total=replace(kediri().total, percent=percent),
        target=replace(target, outlook=None),
    )
    assert headline in headlines.headline(bulletin)
    assert target_sentences.target_facts(bulletin) == ()
    assert target_sentences.gap(bulletin).endswith("jaraknya belum dapat ditampilkan.")
    assert target_sentences.path(bulletin) == target_sentences.pace(bulletin) == ""


@pytest.mark.parametrize(
    ("bulletin", "words"),
    [
        (
            kediri(),
            "Target 60,00 persen pada Desember 2022 masih kurang 256.872 orang (38,46 persen poin);"
            " dalam 13 bulan diperlukan tambahan 19.760 orang per bulan.",
        ),
        (replace(kediri(), target=None), "Target cakupan belum ditetapkan."),
        (aiming(status="reached", gap_persons=0), "pada Desember 2022 sudah tercapai."),
        (aiming(months_left=0), "pada waktunya: kurang 256.872 orang (38,46 persen poin)."),
    ],
)
def test_the_gap_is_true_of_every_target(bulletin: Bulletin, words: str) -> None:
    assert target_sentences.gap(bulletin).endswith(words)


@pytest.mark.parametrize(
    ("bulletin", "words"),
    [
        (aiming(), "di bawah jalur."),
        (aiming(status="on_path"), "sesuai jalur."),
        (aiming(status="reached"), ""),
        (aiming(months_left=0), ""),
        (replace(kediri(), target=None), ""),
    ],
)
def test_the_path_is_told_only_on_the_way(bulletin: Bulletin, words: str) -> None:
    sentence = target_sentences.path(bulletin)
    assert sentence.endswith(words)
    assert bool(sentence) == bool(words)


@pytest.mark.parametrize(
    ("pace", "projected", "words"),
    [
        (431, Month(2071, 7), "+431 orang per bulan; pada laju ini target tercapai Juli 2071."),
        (1, None, "tidak tercapai dalam 50 tahun."),
        (0, None, "0 orang per bulan; target tidak tercapai pada laju ini."),
        (-12, None, "−12 orang per bulan; target tidak tercapai pada laju ini."),
        (None, None, "kurang dari tiga bulan yang diketahui."),
    ],
)
def test_the_pace_is_true(pace: int | None, projected: Month | None, words: str) -> None:
    bulletin = aiming(pace_per_month=pace, projected_month=projected)
    assert target_sentences.pace(bulletin).endswith(words)


def test_the_box_holds_the_golden_figures() -> None:
    facts = {
        fact.label: (fact.amount, fact.unit) for fact in target_sentences.target_facts(kediri())
    }
    assert facts == {
        "Kekurangan": ("256.872", "orang"),
        "Selisih": ("38,46", "persen poin"),
        "Sisa waktu": ("13", "bulan"),
        "Diperlukan": ("19.760", "orang per bulan"),
    }


def test_formal_and_informal_are_told_with_both_parts() -> None:
    text = sentences.story(kediri())[2]
    assert "40,90 persen: 135.163 peserta penerima upah berbanding 330.493 pekerja formal" in text
    assert "2,58 persen: 8.701 orang berbanding 337.399 pekerja informal" in text
    assert "informal tidak ditampilkan demi kerahasiaan" in sentences.story(hidden())[2]


def test_employers_are_counted_or_excused() -> None:
    assert sentences.employers(kediri()) == "Pemberi kerja aktif: 3.466 unit."
    assert "belum tersedia" in sentences.employers(without_employers())
    assert "kerahasiaan data perusahaan" in sentences.employers(hidden())


def test_notes_are_silent_when_all_is_well() -> None:
    assert notes.notes(kediri()) == ()


def test_notes_name_what_is_missing() -> None:
    assert notes.notes(without_employers()) == (
        "Ekspor pemberi kerja belum diterima sampai buletin ini terbit. "
        "Jumlah pemberi kerja belum tersedia.",
    )
    preliminary, revision, employers = notes.notes(kanwil())
    assert "baru 3 dari 4 kantor cabang" in preliminary
    assert revision.startswith("Edisi ini menggantikan edisi 2021-11 karena ekspor terlambat")
    assert employers == "Jumlah pemberi kerja belum mencakup Madiun dan Mojokerto."
    lacks = tuple(Missing("pemberi_kerja", f"Cabang {n}", "missing", None) for n in range(9))
    assert notes.notes(replace(kediri(), level="national", missing=lacks))[0].endswith(
        "Cabang 5, dan 3 lainnya."
    )


@pytest.mark.parametrize(
    ("lack", "fault", "sentence"),
    [
        ("refused", Fault("E101"), "dipakai: Berkas kosong; ekspor ulang."),
        ("held", None, "sudah masuk dan menunggu pemeriksaan kantor pusat."),
        ("unread", Fault("E139"), "terhenti; dicoba lagi pada proses berikutnya."),
    ],
)
def test_a_branch_is_told_why_its_projects_do_not_count(
    lack: Lack, fault: Fault | None, sentence: str
) -> None:
    bulletin = replace(kediri(), missing=(lacking(Kind.PROYEK_JAKON, lack, fault),))
    (note,) = notes.notes(bulletin)
    assert note.startswith("Ekspor proyek jasa konstruksi sudah masuk")
    assert note.endswith(f"{sentence} Tenaga kerja proyek jasa konstruksi belum termasuk.")


def test_a_rate_over_a_hundred_is_explained_not_clipped() -> None:
    bulletin = replace(kediri(), formal=rate(1_042, 1_000))
    assert "Cakupan di atas 100 persen" in notes.notes(bulletin)[0]
    assert "104,20 persen" in sentences.story(bulletin)[2]


def test_a_preliminary_figure_has_its_star() -> None:
    assert headlines.headline(kanwil()) == "Cakupan kepesertaan Jawa Timur 14,76 persenʳ*"
    assert wording.star(kediri()) == ""


@pytest.mark.parametrize(
    ("level", "lack", "employers", "projects"),
    [
        ("kanwil", Kind.PESERTA, "*", "*"),
        ("kanwil", Kind.PEMBERI_KERJA, "*", ""),
        ("kanwil", Kind.PROYEK_JAKON, "", "*"),
        ("branch", Kind.PEMBERI_KERJA, "", ""),
    ],
)
def test_what_branches_hold_is_marked_while_one_of_them_lacks_it(
    level: Level, lack: Kind, employers: str, projects: str
) -> None:
    bulletin = replace(kediri(), level=level, missing=(lacking(lack),), is_preliminary=True)
    assert wording.held_star(bulletin, "pemberi_kerja") == employers
    assert wording.held_star(bulletin, "proyek_jakon") == projects
    assert wording.held_star(replace(bulletin, missing=()), "pemberi_kerja") == ""


def test_missing_data_are_said_to_be_missing() -> None:
    assert headlines.headline(missing()) == "Data Kediri untuk November 2021 belum diterima"
    assert "belum diterima sampai buletin ini terbit" in notes.waiting(missing())
    assert "tanpa kantor cabang ini" in notes.waiting(missing())
    assert notes.notes(missing()) == (
        "Belum diterima pula: ekspor pemberi kerja dan proyek jasa konstruksi.",
    )
    assert notes.remedies(missing())[1].startswith("Kirim dengan nama peserta_KDR_202111")


def test_a_refused_export_is_told_with_its_reason() -> None:
    told = notes.waiting(refused())
    assert "sudah masuk, tetapi tidak dapat dipakai: Kolom berikut tidak ada: NIK, KPJ" in told
    assert notes.notes(refused()) == ("Belum diterima pula: ekspor proyek jasa konstruksi.",)
    assert notes.remedies(refused())[0].startswith("Perbaiki yang disebut di atas, atau unduh")


def test_a_held_export_waits_for_head_office_and_not_for_the_branch() -> None:
    assert "menunggu pemeriksaan kantor pusat. Angka" in notes.waiting(held())
    assert notes.remedies(held())[0].startswith("Tidak perlu mengirim ulang")
    assert not any(sign.isdigit() for sign in notes.waiting(held()).replace("2021", ""))


def test_a_fault_of_ours_asks_nothing_of_the_branch() -> None:
    fault = Fault("E139")
    bulletin = missing(lacking(Kind.PESERTA, "unread", fault))
    assert fault.notice in notes.waiting(bulletin)
    assert notes.remedies(bulletin) == notes.remedies(held())


def test_a_refused_second_export_of_a_waiting_branch_is_told() -> None:
    fault = Fault("E101")
    bulletin = missing(lacking(Kind.PESERTA, "held"), lacking(Kind.PEMBERI_KERJA, "refused", fault))
    assert notes.notes(bulletin) == (
        f"Ekspor pemberi kerja sudah masuk, tetapi tidak dapat dipakai: {fault.notice}",
    )


def test_a_unit_without_any_data_says_of_how_many_branches() -> None:
    nobody = replace(kanwil(), is_received=False, branches_received=0)
    assert notes.waiting(nobody) == (
        "Sampai buletin ini terbit, belum ada data November 2021 yang dapat dipakai (0 dari 4 "
        "kantor cabang), sehingga angka Kantor Wilayah Jawa Timur belum dapat dihitung."
    )
    assert notes.remedies(nobody)[0].startswith("Ingatkan kantor cabang")
    waiting = replace(nobody, missing=(lacking(Kind.PESERTA, "held"),))
    assert "kantor pusat sedang memeriksanya" in notes.remedies(waiting)[0]


@pytest.mark.parametrize(
    ("bulletin", "subject"),
    [
        (kediri(), "Cakupan 2021-11 KDR Kediri: 21,54 % (143.864 berbanding 667.892 pekerja)"),
        (missing(), "Cakupan 2021-11 KDR Kediri: data belum diterima"),
        (
            kanwil(),
            "Cakupan 2021-11 (R1) JTM Jawa Timur: 14,76 % "
            "(3.104.882 berbanding 21.037.750 pekerja, angka sementara)",
        ),
    ],
)
def test_the_subject_sorts_and_is_one_line(bulletin: Bulletin, subject: str) -> None:
    assert headlines.subject(bulletin) == subject


def test_a_line_break_in_a_name_does_not_reach_the_subject() -> None:
    assert "\n" not in headlines.subject(replace(kediri(), name="Kediri\r\nBcc: a@example.org"))


def test_places_and_sources() -> None:
    assert wording.territory(national()) == "di wilayah kerja seluruh kantor cabang"
    assert wording.place(national()) == "nasional"
    assert wording.sources([kediri().total, kediri().formal]) == "BPS, Sakernas Agustus 2021"
    assert wording.sources([replace(SHOWN, source="")]) == "penyebut belum tersedia"


def test_employers_are_named_by_class_as_the_bounds_have_it() -> None:
    assert [wording.EMPLOYERS[size] for size in SIZES] == [
        "Tanpa pekerja", "1–4 pekerja", "5–19 pekerja", "20–99 pekerja", "100 pekerja atau lebih",
    ]  # fmt: skip
    assert {code for _, code in EMPLOYERS} == wording.EMPLOYERS.keys()
    assert {breakdown for breakdown, _ in EMPLOYERS} - wording.BREAKDOWNS.keys() == {"all"}


def test_a_target_of_the_bulletin_is_dated() -> None:
    assert isinstance(kediri().target, Target)
    assert Month(2022, 12) == NOVEMBER + 13


@pytest.mark.parametrize(("bulletin", "state"), [
    (missing(), "belum diterima"),
    (refused(), "belum dapat dipakai"),
    (held(), "belum dapat dipakai"),
])  # fmt: skip
def test_what_came_but_cannot_be_used_is_not_called_missing(bulletin: Bulletin, state: str) -> None:
    assert headlines.headline(bulletin) == f"Data Kediri untuk November 2021 {state}"
    assert headlines.subject(bulletin).endswith(f": data {state}")


def test_sources_are_told_at_length_once() -> None:
    first, second = (replace(kediri().total, source=source) for source in ("A; B", "B; A; C"))
    assert wording.denominators([first]) == "Sumber penyebut: A; B."
    assert wording.denominators([first], [first]) == "Sumber penyebut: lihat halaman 1."
    assert wording.denominators([second], [first]) == "Sumber penyebut: lihat halaman 1; C."
    single = replace(kediri().total, source="A")
    assert wording.denominators([single], [first]) == "Sumber penyebut: A."


def test_a_number_stays_with_its_unit() -> None:
    assert numerals.unbroken("naik 0,18 persen poin dari Oktober 2021") == (
        "naik 0,18\xa0persen\xa0poin dari Oktober\xa02021"
    )
    assert numerals.unbroken("kode 3506 pada 2021") == "kode 3506 pada\xa02021"
