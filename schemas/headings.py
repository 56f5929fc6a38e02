"""Headings that branches use in place of the canonical columns."""

ALIASES: dict[str, tuple[str, ...]] = {
    "PERIODE": ("Periode Laporan", "Periode Pelaporan", "Bulan Laporan", "Bulan Pelaporan"),
    "KODE_KANTOR": ("Kode Cabang", "Kode Kantor Cabang", "Kode Kacab"),
    "NPP": ("No NPP", "Nomor NPP", "No Pendaftaran Perusahaan", "Nomor Pendaftaran Perusahaan"),
    "KODE_DIVISI": ("Divisi", "Kode Div", "No Divisi", "Nomor Divisi"),
    "KPJ": ("No KPJ", "Nomor KPJ", "No Kartu Peserta", "Nomor Kartu Peserta"),
    "NIK": (
        "No NIK",
        "Nomor NIK",
        "NIK KTP",
        "No KTP",
        "Nomor KTP",
        "No Induk Kependudukan",
        "Nomor Induk Kependudukan",
    ),
    "TGL_LAHIR": (
        "Tanggal Lahir",
        "Tgl Lahir (tgl/bln/thn)",
        "Tanggal Lahir (tgl/bln/thn)",
        "Tgl Lahir (dd/mm/yyyy)",
        "Tanggal Lahir (dd/mm/yyyy)",
    ),
    "JENIS_KELAMIN": ("Jenis Kelamin (L/P)", "Jns Kelamin", "Kelamin", "L/P", "JK", "JK (L/P)"),
    "SEGMEN": ("Segmen Kepesertaan", "Segmen Peserta", "Kode Segmen"),
    "KODE_WILAYAH_KERJA": (
        "Kode Wilayah Tempat Kerja",
        "Kode Kab/Kota Kerja",
        "Kode Kab/Kota Tempat Kerja",
        "Kode Kabupaten/Kota Tempat Kerja",
    ),
    "KODE_WILAYAH": (
        "Kode Kab/Kota",
        "Kode Kabupaten/Kota",
        "Kode Wilayah Kemendagri",
        "Kode Wilayah Proyek",
    ),
    "JKK": ("Program JKK",),
    "JKM": ("Program JKM",),
    "JHT": ("Program JHT",),
    "JP": ("Program JP",),
    "JKP": ("Program JKP",),
    "STATUS": ("Status Kepesertaan", "Status Peserta", "Status Keaktifan", "Status Aktif"),
    "BLTH_IURAN_TERAKHIR": (
        "BLTH Terakhir",
        "BLTH Iuran",
        "Bulan Iuran Terakhir",
        "Periode Iuran Terakhir",
    ),
    "UPAH": (
        "Upah (Rp)",
        "Data Upah",
        "Data Upah (Rp)",
        "Upah Sebulan",
        "Upah Dilaporkan",
        "Upah Bulan Ini",
        "Upah Bulan Ini (Rp)",
    ),
    "SKALA": ("Skala Usaha", "Skala Perusahaan"),
    "JUMLAH_TK": (
        "Jml TK",
        "Jumlah Tenaga Kerja",
        "Jml Tenaga Kerja",
        "Jumlah TK Dilaporkan",
    ),
    "NOMOR_PROYEK": ("No Proyek", "No Proyek Jakon", "Nomor Proyek Jakon"),
    "NILAI_KONTRAK": ("Nilai Kontrak (Rp)", "Nilai Kontrak Proyek"),
    "MULAI": ("Tgl Mulai", "Tanggal Mulai", "Mulai Proyek", "Tgl Mulai Proyek"),
    "SELESAI": ("Tgl Selesai", "Tanggal Selesai", "Selesai Proyek", "Tgl Selesai Proyek"),
}
"""Canonical column and the other headings that stand for it, whatever their case and signs.

A heading that could mean two things is left to the branch's profile: `N I K` is an employee's
number in one form, `Kode Wilayah` may be where a person lives, `Bulan` has no year, `Status (L/K)`
is marital.
"""
