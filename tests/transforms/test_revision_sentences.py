from dataclasses import replace

import pytest

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, Rate
from schemas.revision import Reason, Revision, Share
from tests.bulletin_cases import HIDDEN, UNKNOWN, missing, revised, since
from tests.bulletins import kediri, rate
from transforms import notes
from transforms.mail_lines import limits
from transforms.revision_sentences import caption, closing, replaced, told

SIGN = "ʳ berarti berbeda dari edisi itu"


def revision(total: Rate, changed: int = 3, **changes: object) -> Bulletin:
    """Kediri's first correction."""
    ground = Revision("2021-11", "LATE", changed)
    bulletin = replace(kediri(), edition=1, revision=ground, total=total)
    return replace(bulletin, **changes)  # type: ignore[arg-type]  # by name


def lost(mark: Figure) -> Rate:
    """Kediri's coverage, no longer shown."""
    total = kediri().total
    return replace(
        total,
        percent=replace(mark, was=total.percent),
        numerator=replace(mark, was=total.numerator),
    )


def gained(mark: Figure) -> Rate:
    """Kediri's coverage, shown for the first time."""
    return since(kediri().total, replace(kediri().total, percent=mark, numerator=mark))


@pytest.mark.parametrize(
    ("bulletin", "news"),
    [
        (
            revision(since(kediri().total, rate(143_120, 667_892))),
            f"cakupan kepesertaan 21,54 persen, sebelumnya 21,43 persen; {SIGN}",
        ),
        (
            revision(since(kediri().total, rate(144_600, 667_892))),
            f"cakupan kepesertaan 21,54 persen, sebelumnya 21,65 persen; {SIGN}",
        ),
        (
            revision(since(kediri().total, rate(143_861, 667_892))),
            f"orang terlindungi 143.864, sebelumnya 143.861; cakupan tetap 21,54 persen; {SIGN}",
        ),
        (
            revision(gained(HIDDEN)),
            f"cakupan kepesertaan 21,54 persen, sebelumnya tidak ditampilkan; {SIGN}",
        ),
        (
            revision(gained(UNKNOWN)),
            f"cakupan kepesertaan 21,54 persen, sebelumnya belum tersedia; {SIGN}",
        ),
        (
            revision(lost(HIDDEN)),
            "cakupan kepesertaan tidak ditampilkan lagi, sebelumnya 21,54 persen",
        ),
        (
            revision(lost(UNKNOWN), is_received=False),
            "cakupan kepesertaan tidak tersedia lagi, sebelumnya 21,54 persen",
        ),
        (
            revision(replace(kediri().total, percent=HIDDEN, numerator=Figure(9, was=Figure(8)))),
            f"orang terlindungi 9, sebelumnya 8; {SIGN}",
        ),
        (
            revision(kediri().total),
            "cakupan kepesertaan tidak berubah, angka lain yang diterbitkan berubah "
            "(tidak tercetak di sini)",
        ),
        (
            revision(kediri().total, employers=replace(HIDDEN, was=Figure(3_465))),
            "cakupan kepesertaan tidak berubah, angka lain berubah",
        ),
        (revision(kediri().total, 0), "angka Kantor Cabang Kediri tidak berubah"),
        (
            revision(kediri().total, 0, areas=revised().areas),
            f"cakupan kepesertaan tidak berubah, angka lain berubah; {SIGN}",
        ),
    ],
)
def test_the_news_is_what_became_of_the_headline(bulletin: Bulletin, news: str) -> None:
    assert told(bulletin) == (
        f"Edisi ini menggantikan edisi 2021-11 karena ekspor terlambat atau diganti: {news}."
    )
    assert told(bulletin) in notes.notes(bulletin)


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("LATE", "ekspor terlambat atau diganti"),
        ("REFERENCE", "penyebut, target, atau wilayah baru"),
        ("METHOD", "aturan berubah"),
        ("CORRECTION", "kekeliruan kami"),
    ],
)
def test_each_reason_is_told_in_the_sentence_and_above_the_table(reason: Reason, why: str) -> None:
    bulletin = replace(revised(), revision=Revision("2021-11 (R1)", reason, 1))
    assert told(bulletin).startswith(f"Edisi ini menggantikan edisi 2021-11 (R1) karena {why}: ")
    assert caption(bulletin) == f"Apa yang berubah sejak edisi 2021-11 (R1); sebab: {why}"


@pytest.mark.parametrize(
    ("bulletin", "sentence"),
    [
        (
            revised(),
            "Orang terlindungi +744: +752 dari ekspor susulan, −8 dari ekspor pengganti. "
            "Selisih cakupan: persen poin. Seluruhnya 214 angka terbitan Kantor Cabang Kediri "
            "berubah; yang tercetak dalam tabel lain bertanda ʳ.",
        ),
        (
            revision(since(kediri().total, rate(143_861, 667_892))),
            "Seluruhnya 3 angka terbitan Kantor Cabang Kediri berubah; yang tercetak dalam tabel "
            "lain bertanda ʳ.",
        ),
        (
            revision(kediri().total, employers=replace(HIDDEN, was=Figure(3_465))),
            "Seluruhnya 3 angka terbitan Kantor Cabang Kediri berubah.",
        ),
        (
            replace(missing(), edition=1, revision=Revision("2021-11", "LATE", 1_204)),
            "Seluruhnya 1.204 angka terbitan Kantor Cabang Kediri berubah.",
        ),
        (revision(kediri().total, 0), ""),
    ],
)
def test_the_table_says_how_many_numbers_are_others(bulletin: Bulletin, sentence: str) -> None:
    assert closing(bulletin) == sentence


def test_one_cause_gives_all_that_differs() -> None:
    ground = Revision("2021-11", "REFERENCE", 0, (Share("REFERENCE", -35),))
    assert closing(replace(kediri(), edition=1, revision=ground)) == (
        "Orang terlindungi −35, seluruhnya dari acuan wilayah atau kantor cabang."
    )


def test_a_first_edition_takes_nothing_of_the_place_of_another() -> None:
    assert {told(kediri()), replaced(kediri()), caption(kediri()), closing(kediri())} == {""}


def test_a_mail_explains_the_sign_only_where_its_own_figures_have_it() -> None:
    areas = revision(kediri().total, areas=revised().areas)
    assert SIGN in told(areas)
    assert SIGN not in told(areas, has_tables=False)
    assert SIGN in told(revised(), has_tables=False)
    assert not any(SIGN in limit for limit in limits(areas))
