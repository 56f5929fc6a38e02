"""What the clerk is told about a row, by its code, in Indonesian."""

REJECTIONS: dict[str, str] = {
    "Q201": "NIK harus tepat 16 angka.",
    "Q202": "KPJ harus tepat 11 angka.",
    "Q203": "NIK tersimpan sebagai bilangan dan kehilangan angka; format kolom sebagai teks.",
    "Q204": "NIK tidak mungkin: tanggal lahir, nomor urut, atau angka kembar semua.",
    "Q205": "Kolom wajib ini kosong, atau barisnya digabung (merge) dengan baris lain.",
    "Q206": "Tanggal atau bulan ini tidak ada atau tidak terbaca.",
    "Q207": "Tanggal atau bulan ditulis dengan gaya lain daripada gaya kantor cabang.",
    "Q208": "Di luar masa laporan: PERIODE bukan bulan laporan, atau tanggal lahir tidak mungkin.",
    "Q209": "Bilangan tidak terbaca menurut format kantor cabang, atau sel berisi galat (#N/A).",
    "Q210": "Bilangan negatif, pecahan, atau terlalu besar.",
    "Q211": "Isian ini bukan bilangan biasa (NaN, tak hingga, atau notasi ilmiah).",
    "Q212": "KODE_KANTOR bukan kantor cabang pengirim.",
    "Q213": "Baris kembar: isi sama persis dengan baris lain yang dipakai.",
    "Q214": "Baris bertentangan: kunci sama dengan baris lain tetapi isinya berbeda.",
    "Q215": "Isian satu kolom lebih panjang dari 4 KB.",
    "Q216": "Baris berisi karakter yang tidak diperbolehkan, atau kodenya terlalu panjang.",
    "Q217": "Jumlah kolom pada baris kurang.",
    "Q218": "Jumlah kolom pada baris lebih.",
    "Q219": "Baris jumlah tidak cocok dengan penjumlahan baris di atasnya.",
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
    "Q232": "Satu KPJ dipakai dengan dua NIK.",
    "Q233": "Kode wilayah bermakna ganda: kode BPS dan kode Kemendagri berbeda; pakai Kemendagri.",
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
    "N307": "Bilangan dengan gaya kantor cabang (koma desimal, titik ribuan, Rp) dibaca.",
    "N308": "Baris kosong dilewati.",
    "N309": "Tanggal dari sel bertipe tanggal atau nomor seri dibaca.",
    "N310": "Judul kolom dengan ejaan lain dikenali.",
    "N311": "Pemisah kolom bukan koma.",
    "N312": "Baris sep= di awal berkas dilewati.",
    "N313": "Judul kolom ditemukan di bawah baris keterangan.",
    "N314": "Judul kolom yang berulang di tengah berkas dilewati.",
    "N315": "Kolom lain diabaikan tanpa dibaca.",
    "N316": "Akhir baris gaya lama (CR) dibaca.",
    "N317": "Tanda akhir berkas Ctrl-Z dilewati.",
    "N318": "Baris tersembunyi ikut dibaca.",
    "N319": "Sel rumus dibaca dengan nilai yang tersimpan.",
    "N321": "Berkas dibaca dari arsip zip.",
    "N322": "Baris jumlah atau tanda tangan dilewati; jumlahnya cocok.",
    "N323": "Isian yang mirip rumus diperlakukan sebagai teks biasa.",
    "N324": "Berkas memakai format .xls lama.",
    "N326": "Baris terakhir tidak diakhiri baris baru; isian terakhirnya tidak dipakai.",
    "N327": "Berkas merujuk berkas lain; nilai yang tersimpan dipakai.",
    "N330": "Umur di luar 15 sampai 100 tahun.",
    "N331": "BLTH iuran terakhir kosong; hanya STATUS yang menentukan keaktifan.",
    "N332": "STATUS AKTIF tetapi iuran menunggak; dihitung tidak aktif.",
    "N333": "Jenis kelamin berbeda dengan NIK.",
    "N334": "Tanggal lahir berbeda dengan NIK.",
    "N335": "Tanggal lahir kosong.",
    "N336": "Kode wilayah pada NIK tidak dikenal.",
    "N340": "KPJ dan pemberi kerja yang sama juga tercatat di kantor cabang lain.",
    "N341": "KPJ yang sama dipakai dengan NIK lain di kantor cabang lain.",
    "N342": "NIK yang sama juga tercatat di kantor cabang lain.",
}
"""What was noticed while the row or file was taken all the same, by its code."""

HOLDS: dict[str, str] = {
    "H501": "Active persons moved from {before} to {now}, more than {percent} % in a month.",
    "H502": "Active employers moved from {before} to {now}, more than {percent} % in a month.",
    "H503": "Active persons of segment {segment} moved from {before} to {now}, "
    "more than {percent} % in a month.",
    "H504": "{rejected} of {received} rows are rejected, more than {percent} %.",
    "H505": "{persons} PU persons at {employers} employers are outside {least} to {most} each.",
    "H506": "{zeros} of {now} NIK end in 0, more than {percent} %: digits were probably lost.",
    "H507": "The file has exactly {rows} rows, the limit of a spreadsheet: rows are probably cut.",
    "H508": "{totals} total row(s) in the file disagree with the rows above.",
}
"""Why a branch's file waits for a person's decision, by its code."""

FAULTS: dict[str, str] = {
    "E101": "Berkas kosong; ekspor ulang.",
    "E102": "Berkas hanya berisi judul kolom; ekspor ulang atau nyatakan laporan nihil.",
    "E103": "Isi berkas bukan {expected}, melainkan {found}; simpan sebagai {expected}.",
    "E104": "Buku kerja atau arsip dilindungi kata sandi; simpan tanpa kata sandi.",
    "E105": "Buku kerja, arsip, atau tabel rusak atau tidak lengkap; simpan lalu kirim ulang.",
    "E106": "Berkas lebih besar dari {cap} bita; bagi atau hubungi kantor pusat.",
    "E107": "Isi berkas mengembang melebihi {cap} bita; kirim tanpa kompresi.",
    "E108": "Rentang lembar terlalu besar ({rows:d} x {columns:d}); hapus baris dan kolom kosong.",
    "E109": "Pengodean huruf tidak dikenali; simpan sebagai UTF-8.",
    "E110": "Berkas bukan {encoding} yang sah (mulai bita {byte:d}); simpan sebagai UTF-8.",
    "E111": "Pemisah kolom tidak dapat ditentukan; pakai titik koma atau koma.",
    "E112": "Kolom berikut tidak ada: {columns}; lengkapi judul kolom.",
    "E113": "Kolom {column} ada dua kali; sisakan satu.",
    "E114": "Kolom terlalu banyak ({found}; paling banyak {most}); ekspor kolom yang diminta saja.",
    "E115": "Tanda petik tidak ditutup (baris {line:d}); perbaiki baris itu.",
    "E116": "Baris terakhir terpotong; pengiriman mungkin terputus. Kirim ulang.",
    "E117": "Berkas tidak dapat dibaca dengan pasti ({scanned} baris, terbaca {read}).",
    "E118": "Isi berkas untuk {found}, bukan {expected}; ekspor bulan yang benar.",
    "E119": "Kantor cabang tidak dikenal atau tidak aktif; periksa nama berkas dan KODE_KANTOR.",
    "E120": "Berkas ini sudah diterima dari kantor cabang lain; kirim ekspor kantor sendiri.",
    "E122": "Nama berkas tidak sesuai; pakai <jenis>_<kantor>_<TTTTBB>.csv (atau .csv.gz, .xlsx).",
    "E123": "Bukan berkas biasa; kirim salinan berkasnya.",
    "E124": "Berkas masih berubah; dibaca pada proses berikutnya.",
    "E126": "{sheets} lembar yang tampak cocok; sisakan tepat satu.",
    "E127": "{cells} sel rumus tidak punya nilai; buka lalu simpan berkas di Excel.",
    "E128": "Berkas kendali {kind} dari {branch} menyatakan {declared} untuk {total}, tetapi "
    "terbaca {read}; kirim ulang ekspor atau, bila ekspornya lengkap, perbaiki berkas kendali.",
    "E130": "Arsip harus berisi tepat satu berkas; arsip ini berisi {members}.",
    "E131": "Buku kerja dengan makro tidak diterima; simpan sebagai .xlsx.",
    "E132": "Buku kerja berisi XML terlarang; simpan ulang di Excel.",
    "E133": "Berkas berisi bita NUL (mulai bita {byte:d}); ekspor ulang.",
    "E134": "Berkas tidak dapat dibaca; dicoba lagi pada proses berikutnya.",
    "E135": "Berkas terkompresi rusak atau tidak lengkap; kirim ulang.",
    "E136": "Terjadi gangguan di kantor pusat; berkas dibaca lagi pada proses berikutnya.",
    "E137": "{rows} NIK kehilangan angka di lembar kerja; ekspor ulang dari sumber sebagai teks.",
    "E138": "Kolom {column} ditulis dengan gaya lain daripada gaya kantor cabang ini.",
    "E139": "Pembacaan berkas terhenti; dicoba lagi pada proses berikutnya.",
    "E140": "Berkas kendali {control} tidak dapat dipakai; perbaiki lalu kirim ulang "
    "berkas kendali itu.",
    "E141": "Salinan berkas di arsip kantor pusat hilang atau rusak; kantor pusat memulihkannya "
    "atau meminta berkas dikirim ulang.",
    "E142": "Berkas kendali {kind} dari {branch} datang tanpa ekspornya; kirim ekspornya.",
    "E143": "Nama di dalam arsip atau buku kerja menunjuk ke luar; kemas ulang berkasnya, atau "
    "simpan ulang buku kerja di Excel, lalu kirim.",
    "E144": "Berkas ini telah dihapus dari arsip kantor pusat karena masa simpannya berakhir dan "
    "tidak diterima lagi.",
}
"""What the branch is told of a file that can't be taken, by its code."""

CONTENTS: dict[str, str] = {
    "CSV": "CSV",
    "an Excel workbook": "buku kerja Excel",
    "a gzip archive": "arsip gzip",
    "a zip archive": "arsip zip",
    "a zip archive or workbook": "arsip zip atau buku kerja",
    "an old or protected workbook": "buku kerja lama atau terkunci",
    "an HTML page": "halaman HTML",
    "a PDF": "PDF",
    "a Parquet file": "berkas Parquet",
    "text": "teks",
    "another kind of file": "jenis berkas lain",
}
"""What a file's content may be or look like, as E103 says it in English and in Indonesian."""

TEXTS: dict[str, str] = REJECTIONS | FINDINGS
"""Every sentence about rows and findings, by its code."""
