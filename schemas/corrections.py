"""What a branch's clerk is told of one file: what was wrong with it, and what to do about it."""

from dataclasses import dataclass, field

from schemas.exports import Kind, Profile, export_name
from schemas.month import Month
from schemas.reading import AsSent
from schemas.submission import Fault, Hold, Submission

ADVICE: dict[str, str] = {
    "Q201": "Salin NIK 16 angka dari KTP; jangan hilangkan angka nol.",
    "Q202": "Salin KPJ 11 angka dari kartu peserta.",
    "Q203": "Format kolom sebagai Teks, lalu isi NIK lagi dari data asli.",
    "Q204": "Cocokkan NIK dengan KTP; angka ke-7 sampai ke-12 ialah tanggal lahir.",
    "Q205": "Isi sel itu; pisahkan sel yang digabung dan isi setiap barisnya.",
    "Q206": "Isi tanggal atau bulan yang ada di kalender.",
    "Q207": "Tulis ulang dengan gaya kantor cabang (lihat Gaya penulisan).",
    "Q208": "Pakai PERIODE bulan laporan; cocokkan tanggal lahir dengan KTP.",
    "Q209": "Tulis bilangan dengan gaya kantor cabang (lihat Gaya penulisan).",
    "Q210": "Isi bilangan bulat dari 0 yang wajar.",
    "Q211": "Tulis bilangannya dengan angka lengkap.",
    "Q212": "Hapus baris milik kantor lain, atau perbaiki KODE_KANTOR.",
    "Q213": "Hapus baris kembar; satu sudah dipakai.",
    "Q214": "Bandingkan baris berkunci sama; sisakan satu yang benar.",
    "Q215": "Pendekkan isian; periksa apakah dua baris tersambung.",
    "Q216": "Ketik ulang isian tanpa karakter khusus.",
    "Q217": "Lengkapi kolom baris ini; periksa baris yang terputus.",
    "Q218": "Periksa pemisah kolom di dalam isian; apit isian itu dengan tanda petik.",
    "Q219": "Periksa baris jumlah dan baris di atasnya, atau hapus baris jumlah.",
    "Q222": "Isi PU, PMI, atau BPU.",
    "Q223": "Isi L atau P.",
    "Q224": "Isi AKTIF atau NONAKTIF.",
    "Q225": "Isi Y atau T.",
    "Q226": "Isi JKK dan JKM sama: dua-duanya Y atau dua-duanya T.",
    "Q227": "Isi T pada JP dan JKP, atau perbaiki SEGMEN.",
    "Q228": "Isi NPP dan kode divisi, atau perbaiki SEGMEN.",
    "Q229": "Isi kode kabupaten/kota Kemendagri, empat angka.",
    "Q230": "Isi BESAR, MENENGAH, KECIL, atau MIKRO.",
    "Q231": "Perbaiki tanggal MULAI atau SELESAI.",
    "Q232": "Cari pemilik KPJ yang benar; perbaiki NIK atau KPJ.",
    "Q233": "Isi kode Kemendagri, bukan kode BPS.",
}
"""What the clerk does about a row that is left out, by its code."""

REASONS: dict[str, str] = {
    "H501": "Peserta aktif berubah dari {before} menjadi {now}, lebih dari {percent} % sebulan.",
    "H502": "Pemberi kerja aktif berubah dari {before} menjadi {now}, "
    "lebih dari {percent} % sebulan.",
    "H503": "Peserta aktif segmen {segment} berubah dari {before} menjadi {now}, "
    "lebih dari {percent} % sebulan.",
    "H504": "{rejected} dari {received} baris tidak dipakai, lebih dari {percent} %.",
    "H505": "{persons} peserta PU pada {employers} pemberi kerja; "
    "yang wajar {least} sampai {most} per pemberi kerja.",
    "H506": "{zeros} dari {now} NIK berakhir dengan 0, lebih dari {percent} %; "
    "angkanya mungkin hilang.",
    "H507": "Berkas berisi tepat {rows} baris, batas lembar kerja; barisnya mungkin terpotong.",
    "H508": "{totals} baris jumlah tidak cocok dengan baris di atasnya.",
}
"""Why a file waits for head office's decision, as the clerk reads it, by its H code."""


@dataclass(frozen=True)
class Correction:
    """One file and what is wrong with it."""

    submission: Submission
    branch_name: str
    profile: Profile
    received: int = 0
    accepted: int = 0
    rules: tuple[tuple[str, int], ...] = ()
    """Code and rows that broke the rule; a row may break several."""
    fault: Fault | None = None
    """Why the whole file was refused."""
    holds: tuple[Hold, ...] = ()
    """Why the file waits for a decision."""
    faults: dict[int, tuple[tuple[str | None, str], ...]] = field(default_factory=dict)
    """Rows that are left out, in order, and each one's columns (None: the whole row) and codes."""
    sent: AsSent = field(default=AsSent((), (), {}), repr=False)
    """The first of these rows, as they came."""

    @property
    def left_out(self) -> int:
        """Rows that do not count."""
        return self.received - self.accepted

    @property
    def file_name(self) -> str:
        """Under which the corrected file is sent."""
        item = self.submission
        return f"{export_name(item.kind, item.branch, item.month)}.{item.format}"


@dataclass(frozen=True)
class CorrectionFile:
    """One workbook that was written."""

    kind: Kind
    path: str
    left_out: int
    listed: int
    """Rows that the workbook shows."""
    reasons: tuple[str, ...]
    """Why the whole file was refused or is held, one sentence each, for head office."""


@dataclass(frozen=True)
class CorrectionsReport:
    """What was written for a branch's clerk."""

    month: Month
    branch: str
    files: tuple[CorrectionFile, ...]
    clean: tuple[Kind, ...]
    """Exports of which every row counts."""
    unread: tuple[Kind, ...]
    """Exports that wait for a run."""
