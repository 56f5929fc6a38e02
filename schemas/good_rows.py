"""A row of each kind of export that keeps every rule: what self-test and tests start from."""

from schemas.exports import Kind

GOOD_ROWS: dict[Kind, dict[str, str]] = {
    Kind.PESERTA: {
        "PERIODE": "202111", "KODE_KANTOR": "KDR", "NPP": "15070955", "KODE_DIVISI": "000",
        "KPJ": "21000000001", "NIK": "3571011708850001", "TGL_LAHIR": "1985-08-17",
        "JENIS_KELAMIN": "L", "SEGMEN": "PU", "KODE_WILAYAH_KERJA": "3571", "JKK": "Y", "JKM": "Y",
        "JHT": "Y", "JP": "Y", "JKP": "Y", "STATUS": "AKTIF", "BLTH_IURAN_TERAKHIR": "202110",
        "UPAH": "2085925",
    },
    Kind.PEMBERI_KERJA: {
        "PERIODE": "202111", "KODE_KANTOR": "KDR", "NPP": "15070955", "KODE_DIVISI": "000",
        "SKALA": "KECIL", "KODE_WILAYAH": "3571", "STATUS": "AKTIF", "JUMLAH_TK": "39",
        "BLTH_IURAN_TERAKHIR": "202110",
    },
    Kind.PROYEK_JAKON: {
        "PERIODE": "202111", "KODE_KANTOR": "KDR", "NOMOR_PROYEK": "2300001078094",
        "KODE_WILAYAH": "3571", "NILAI_KONTRAK": "250000000", "JUMLAH_TK": "12",
        "MULAI": "2021-10-01", "SELESAI": "2022-01-31",
    },
}  # fmt: skip  # the cells of a row read as a row
"""In the canonical style; branch KDR, November 2021."""
