from dataclasses import replace

import pytest

from tests.bulletin_cases import first_month, held, missing, refused
from tests.bulletins import kediri
from tests.gallery import KINDS
from transforms import mail_lines, sentences


def test_the_preview_is_the_first_news_beyond_the_subject() -> None:
    told = mail_lines.preview(kediri())
    assert told.startswith("Dibanding Oktober 2021, jumlah orang terlindungi bertambah 1.204 orang")
    assert told in sentences.story(kediri())


def test_without_a_comparison_the_preview_tells_the_groups() -> None:
    assert mail_lines.preview(first_month()).startswith("Cakupan pekerja formal 40,90 persen")


def test_without_data_the_preview_says_what_is_missing() -> None:
    assert mail_lines.preview(missing()).startswith("Ekspor peserta Kantor Cabang Kediri untuk")


@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_does_not_repeat_the_subject(kind: str) -> None:
    bulletin = KINDS[kind][1]()
    subject = sentences.subject(bulletin)
    assert mail_lines.preview(bulletin) not in subject
    assert sentences.headline(bulletin) not in mail_lines.preview(bulletin)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_has_at_most_five_lines(kind: str) -> None:
    assert 0 < len(mail_lines.lines(KINDS[kind][1]())) <= 5


def test_what_is_missing_comes_before_what_is_missing_besides() -> None:
    first, second = mail_lines.limits(missing())
    assert first == mail_lines.preview(missing())
    assert second.startswith("Belum diterima pula")


def test_a_unit_without_figures_is_told_what_to_do() -> None:
    assert "unduh ulang ekspor peserta" in mail_lines.lines(refused())[0]
    assert mail_lines.lines(held())[0].startswith("Tidak perlu mengirim ulang")
    assert mail_lines.limits(replace(kediri(), missing=())) == ()
