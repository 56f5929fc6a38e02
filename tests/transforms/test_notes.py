from dataclasses import replace

from schemas.bulletin_rows import Figure, OverlapRow
from tests.bulletins import kediri
from transforms import notes
from transforms.disclosure import HIDDEN


def test_who_has_several_of_a_kind_is_told_in_both_views() -> None:
    assert notes.overlaps(kediri()) == (
        "Orang dengan lebih dari satu, wilayah (kantor): kepesertaan 1.512 (1.608); "
        "pemberi kerja 820 (871); segmen 541 (566); kantor cabang 12 (0); "
        "kabupaten/kota 214 (247)."
    )
    hidden = OverlapRow("areas", HIDDEN, Figure(0))
    assert "kabupaten/kota x (0)" in notes.overlaps(replace(kediri(), overlaps=(hidden,)))
    nobody = OverlapRow("areas", Figure(0), Figure(0))
    assert notes.overlaps(replace(kediri(), overlaps=(nobody,))) == ""
