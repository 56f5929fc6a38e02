from dataclasses import replace

import pytest

from schemas.bulletin_rows import Figure, Shared
from schemas.exports import Kind
from schemas.funnel import Loss, Usage
from tests.bulletin_cases import kanwil, lacking, without_employers
from tests.bulletins import kediri, remark
from transforms import data_quality
from transforms.data_quality import Line
from transforms.disclosure import HIDDEN, UNKNOWN


def plain(text: str) -> str:
    """The text with plain spaces before its counts."""
    return text.replace("\xa0", " ")


def test_the_funnel_loses_what_its_reasons_say() -> None:
    steps = data_quality.steps(kediri())
    assert [step.rows.value for step in steps] == [187_512, 187_490, 187_058, 187_033, 143_962]
    assert [data_quality.lost(step) for step in steps] == ["–", "22", "432", "25", "43.071"]
    assert steps[0].reasons == ""
    assert plain(steps[2].reasons) == (
        "NIK harus tepat 16 angka (318); Tanggal atau bulan ini tidak ada atau tidak terbaca (96); "
        "JP dan JKP hanya untuk segmen PU (18)"
    )


def test_reasons_beyond_the_most_frequent_are_counted_not_listed() -> None:
    losses = tuple(Loss("valid", f"Q21{n}", n) for n in range(1, 7))
    bulletin = replace(kediri(), funnel=replace(kediri().funnel, losses=losses))
    told = ["Baris berisi karakter yang tidak diperbolehkan, atau kodenya terlalu panjang (6)"]
    told += ["Isian satu kolom lebih panjang dari 4 KB (5)"]
    told += [
        "Baris bertentangan: kunci sama dengan baris lain tetapi isinya berbeda (kurang dari 5)"
    ]
    told += ["dan 3 jenis lain (6)"]
    assert plain(data_quality.steps(bulletin)[2].reasons) == "; ".join(told)


@pytest.mark.parametrize(
    ("rows", "lost"),
    [
        (Figure(187_512), "–"),
        (Figure(187_511), "kurang dari 5"),
        (Figure(187_508), "kurang dari 5"),
        (Figure(187_507), "5"),
        (HIDDEN, "x"),
        (UNKNOWN, "…"),
    ],
)
def test_a_few_lost_rows_are_not_counted_out(rows: Figure, lost: str) -> None:
    funnel = replace(kediri().funnel, readable=rows)
    steps = data_quality.steps(replace(kediri(), funnel=funnel))
    assert (steps[1].rows, data_quality.lost(steps[1])) == (rows, lost)


def test_a_few_findings_are_not_counted_out() -> None:
    (line,) = data_quality.lines(replace(kediri(), remarks=(remark("N301", 5),), usages=()))
    assert line.text.endswith("(5)")
    (line,) = data_quality.lines(replace(kediri(), remarks=(remark("N301", 4),), usages=()))
    assert line.text.endswith("(kurang dari 5)")


def test_what_was_tidied_and_what_is_doubtful_are_told_apart() -> None:
    lines = {line.label: plain(line.text) for line in data_quality.lines(kediri())}
    assert lines["Dibaca setelah dirapikan"].startswith("Spasi, titik, tanda hubung, atau petik")
    assert lines["Dibaca setelah dirapikan"].endswith("di awal berkas dilewati (kurang dari 5)")
    assert lines["Dipakai, tetapi perlu diperiksa"] == (
        "Tanggal lahir kosong (311); Umur di luar 15 sampai 100 tahun (127); "
        "Jenis kelamin berbeda dengan NIK (84)"
    )
    assert lines["Ekspor lain"] == (
        "7 baris pemberi kerja tidak dipakai; semua baris proyek jasa konstruksi dipakai"
    )
    assert len(lines) == 3


def test_rows_of_projects_are_not_counted_out_beside_their_table() -> None:
    usages = (Usage("proyek_jakon", 84, 81),)
    (line,) = data_quality.lines(replace(kediri(), remarks=(), usages=usages))
    assert line.text == "kurang dari 5 baris proyek jasa konstruksi tidak dipakai"


def test_a_line_without_anything_to_say_is_left_out() -> None:
    assert data_quality.lines(replace(kediri(), remarks=(), usages=())) == ()
    (line,) = data_quality.lines(replace(kediri(), remarks=(remark("N301", 1),), usages=()))
    assert line == Line(
        "Dibaca setelah dirapikan",
        "Tanda urutan bita (BOM) di awal berkas dilewati\xa0(kurang dari 5)",
    )


def test_files_that_are_not_used_are_counted_by_lack_and_kind() -> None:
    assert plain(data_quality.lacks(kediri())) == ""
    assert plain(data_quality.lacks(without_employers())) == "belum diterima 1 (pemberi kerja 1)"
    assert plain(data_quality.lacks(kanwil())) == (
        "belum diterima 1 (pemberi kerja 1); ditolak 1 (peserta 1); "
        "menunggu pemeriksaan kantor pusat 1 (pemberi kerja 1)"
    )
    several = replace(
        kediri(),
        missing=(lacking(Kind.PROYEK_JAKON), lacking(Kind.PESERTA), lacking(Kind.PESERTA)),
    )
    assert plain(data_quality.lacks(several)) == (
        "belum diterima 3 (peserta 2, proyek jasa konstruksi 1)"
    )


def test_what_other_branches_hold_too_is_told_above_a_branch() -> None:
    lines = {line.label: plain(line.text) for line in data_quality.lines(kanwil())}
    assert lines["Tercatat pula di kantor cabang lain"] == (
        "4.102 orang; 318 kepesertaan dengan KPJ dan pemberi kerja yang sama; "
        "x kepesertaan dengan KPJ yang sama tetapi NIK lain"
    )
    nobody = replace(kanwil(), shared=Shared(Figure(0), Figure(0), Figure(0)))
    labels = [line.label for line in data_quality.lines(nobody)]
    assert "Tercatat pula di kantor cabang lain" not in labels
