"""What the clerk is told about a row, by its code, in Indonesian."""

REJECTIONS: dict[str, str] = {
    "Q201": "NIK harus tepat 16 angka.",
    "Q202": "KPJ harus tepat 11 angka.",
    "Q203": "NIK tersimpan sebagai bilangan dan kehilangan angka; format kolom sebagai teks.",
    "Q204": "NIK tidak mungkin: tanggal lahir, nomor urut, atau angka kembar semua.",
    "Q205": "Kolom wajib ini kosong.",
    "Q206": "Tanggal atau bulan tidak terbaca menurut format kantor cabang.",
    "Q208": "Tanggal lahir sesudah bulan laporan, atau umur lebih dari 150 tahun.",
    "Q209": "Bilangan tidak terbaca menurut format kantor cabang.",
    "Q210": "Bilangan negatif, pecahan, atau terlalu besar.",
    "Q212": "KODE_KANTOR bukan kantor cabang pengirim.",
    "Q213": "Baris kembar: isi sama persis dengan baris lain yang dipakai.",
    "Q214": "Baris bertentangan: kunci sama dengan baris lain tetapi isinya berbeda.",
    "Q216": "Kode berisi karakter yang tidak diperbolehkan atau terlalu panjang.",
    "Q217": "Jumlah kolom pada baris kurang.",
    "Q218": "Jumlah kolom pada baris lebih.",
    "Q221": "PERIODE bukan bulan laporan.",
    "Q222": "SEGMEN tidak dikenal (PU, PMI, BPU).",
    "Q223": "JENIS_KELAMIN tidak dikenal (L, P).",
    "Q224": "STATUS tidak dikenal (AKTIF, NONAKTIF).",
    "Q225": "Isian program tidak dikenal (Y, T).",
    "Q226": "JKK dan JKM harus diikuti bersama.",
    "Q227": "JP dan JKP hanya untuk segmen PU.",
    "Q228": "Peserta PU harus memiliki NPP dan kode divisi.",
    "Q229": "Kode wilayah bukan kode kabupaten/kota Kemendagri.",
    "Q230": "SKALA tidak dikenal (BESAR, MENENGAH, KECIL, MIKRO).",
    "Q231": "Tanggal SELESAI proyek sebelum tanggal MULAI.",
}
"""Why a row is left out, by its code."""

INACTIVE: dict[str, str] = {
    "A401": "Dinyatakan nonaktif oleh kantor cabang.",
    "A402": "Berstatus aktif tetapi menunggak iuran {grace} bulan atau lebih.",
}
"""Why a unique registration does not count as active, by its code."""

FINDINGS: dict[str, str] = {
    "N301": "Tanda urutan bita (BOM) di awal berkas dilewati.",
    "N302": "Berkas dibaca sebagai UTF-16.",
    "N304": "Spasi, titik, tanda hubung, atau petik dalam nomor identitas dihapus.",
    "N305": "Angka bukan ASCII dalam nomor identitas diubah menjadi angka biasa.",
    "N306": "Isian dengan ejaan lain dibaca menurut daftar ejaan.",
    "N308": "Baris kosong dilewati.",
    "N310": "Judul kolom dengan ejaan lain dikenali.",
    "N311": "Pemisah kolom bukan koma.",
    "N312": "Baris sep= di awal berkas dilewati.",
    "N313": "Judul kolom ditemukan di bawah baris keterangan.",
    "N314": "Judul kolom yang berulang di tengah berkas dilewati.",
    "N315": "Kolom lain diabaikan tanpa dibaca.",
    "N316": "Akhir baris gaya lama (CR) dibaca.",
    "N317": "Tanda akhir berkas Ctrl-Z dilewati.",
    "N322": "Baris jumlah dilewati.",
    "N326": "Baris terakhir tidak diakhiri baris baru; periksa apakah berkas terpotong.",
    "N330": "Umur di luar 15 sampai 100 tahun.",
    "N331": "BLTH iuran terakhir kosong; hanya STATUS yang menentukan keaktifan.",
    "N332": "STATUS AKTIF tetapi iuran menunggak; dihitung tidak aktif.",
    "N333": "Jenis kelamin berbeda dengan NIK.",
    "N334": "Tanggal lahir berbeda dengan NIK.",
    "N335": "Tanggal lahir kosong.",
}
"""What was noticed while the row or file was taken all the same, by its code."""

TEXTS: dict[str, str] = REJECTIONS | FINDINGS
"""Every sentence about rows and findings, by its code."""
