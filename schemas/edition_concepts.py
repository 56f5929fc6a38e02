"""Concepts of what is published: what is hidden, what is missing, revisions, signs and codes."""

from schemas.definitions import Concept

DISCLOSURE = (
    Concept(
        "small_cell",
        "Kerahasiaan",
        "Small cells",
        "Sel {small_persons} orang dan {small_employers} pemberi kerja atau proyek tidak "
        "ditampilkan, begitu pula persentase darinya atau dengan penyebut di bawah "
        "{min_denominator}.",
        "Counts of {small_persons} persons, workers or rows, and of {small_employers} employer "
        "units or projects, are hidden, the latter with their workers; zero is shown. A rate of a "
        "hidden numerator, or over fewer than {min_denominator} workers, is hidden, too. No amount "
        "in rupiah is published.",
        "transforms/publication.py",
        column=3,
    ),
    Concept(
        "further_cell",
        "Sel tersembunyi lanjutan",
        "Complementary hiding",
        "Sel lain yang ikut tidak ditampilkan agar sel kecil tidak dapat dihitung dari jumlah, "
        "buletin lain, bulan lain, atau edisi sebelumnya.",
        "Further cells are hidden until no hidden one can be worked out from row, column and grand "
        "totals, from other units' bulletins, from the month before and a printed change, or from "
        "an earlier edition. They carry the same sign and code as small cells, so that the sign "
        "does not tell which is small.",
        "transforms/protection.py",
        column=3,
    ),
    Concept(
        "attacker",
        "Uji penyerang",
        "Attacker",
        "Dengan semua angka terbit dan semua hubungan yang disebut di halaman ini, setiap sel "
        "tersembunyi tetap mempunyai rentang sekurang-kurangnya {min_persons} orang atau "
        "{min_employers} pemberi kerja.",
        "Who knows every published number of every bulletin and edition, and every relation that "
        "this page names. Against him, by linear programming over all of it, each hidden cell "
        "keeps an interval of at least {min_persons} persons, or {min_employers} employer units or "
        "projects.",
        "transforms/relations.py",
    ),
    Concept(
        "unprotected",
        "Catatan mutu",
        "What is not protected",
        "Catatan mutu dan baris yang gugur bukan statistik orang; yang kurang dari {min_persons} "
        "dicetak “kurang dari {min_persons}”.",
        "Remarks on files and rows that are lost are about quality, not about persons: no further "
        "cell is hidden for them. Those of {small_persons} are printed “kurang dari {min_persons}” "
        "(fewer than {min_persons}).",
        "transforms/data_quality.py",
    ),
)

REVISING = (
    Concept(
        "edition",
        "Revisi",
        "Edition and revision",
        "Edisi `(R1)`, `(R2)`, … memperbaiki edisi sebelumnya, yang tetap tersimpan.",
        "A month's set of bulletins: first `2021-11`, then `2021-11 (R1)`, `2021-11 (R2)`, … "
        "Figures are kept as published for ever; charts and comparisons read each month's newest "
        "released edition. A run that changes neither figure nor text makes no edition.",
        "schemas/edition.py",
        column=3,
    ),
    Concept(
        "reason",
        "Sebab revisi",
        "Reason of a revision",
        "Setiap edisi perbaikan mempunyai satu sebab. {reasons}.",
        "Each edition after the first has one reason. {reasons}. It is found in what both editions "
        "were made from; of several, settings go before reference data that hold in the month, "
        "these before exports, and all of them before other figures of the months beside which it "
        "is shown (EARLIER); PAGE only where no number is another and all other bulletins say the "
        "same. A person may say otherwise, and only he says CORRECTION.",
        "schemas/definitions.py",
    ),
    Concept(
        "revised",
        "Angka perbaikan",
        "Revised figure",
        "Edisi sebelumnya menampilkan angka lain atau tidak menampilkannya; bertanda `ʳ`.",
        "The edition before shows another number in its place, or none. Compared is what is "
        "published, a rate as it is rounded; what is worked out from published numbers is compared "
        "with what those of the edition before come to. Such a number carries `ʳ` in tables, in "
        "the four figures on top and in the headline, not in other sentences, charts and the "
        "target box. What is no longer shown carries only the sign for that.",
        "transforms/lookup.py",
    ),
    Concept(
        "share",
        "Sebab perubahan angka",
        "Causes of a difference",
        "Selisih dua edisi dibagi menurut sebab dengan menghitung ulang bulan itu setiap kali satu "
        "sebab ditambahkan: aturan, ekspor susulan, ekspor pengganti, data acuan. Bagian "
        "{small_persons} orang di samping sebab lain tidak disebut.",
        "The month is counted again while causes are taken up in this order: the method of now on "
        "what counted before (METHOD: settings and code), files of a branch and kind of which none "
        "had counted (LATE), other files of the same branch and kind (REPLACED), and reference "
        "data (REFERENCE, with the files of branches that come or go with them). What a cause "
        "gives is what the count is more than before it, so that the shares are the whole "
        "difference. In another order they would be others where two causes meet in one person. Of "
        "a rate, points come from unrounded rates, so details need not add up. Shares of a number "
        "are told where it has one cause, or where of several none is a part of {small_persons} "
        "and no count between is. Of the persons covered a unit's shares are not told either where "
        "it shares an area with a unit whose own may not be: whoever works there may then have "
        "come by this cause or that one, and all that is told stays the same. A number that is "
        "hidden in either edition has no causes.",
        "transforms/shares.py",
    ),
    Concept(
        "preliminary",
        "Angka sementara",
        "Preliminary figure",
        "Data kantor cabang yang ikut menentukannya belum lengkap; bertanda `*`.",
        "A branch on which the number depends has not reported wholly: one of the unit's own, or "
        "another that serves one of its areas. It carries `*`, and status P.",
        "transforms/figures.py",
        column=3,
    ),
)

COMPLETENESS = (
    Concept(
        "completeness",
        "Kelengkapan",
        "Completeness",
        "Banyaknya kantor cabang yang datanya dipakai, dari semua yang diharapkan. Kantor cabang "
        "tanpa ekspor peserta tidak dihitung sama sekali, dan buletinnya menyatakan data belum "
        "diterima.",
        "“n dari m kantor cabang” stands on every bulletin above a branch. A branch whose peserta "
        "export is missing, rejected or held is left out whole, gets a bulletin that says so, and "
        "its own figures are not known, never 0.",
        "transforms/territories.py",
    ),
    Concept(
        "funnel",
        "Tahap pengolahan",
        "Funnel",
        "Baris diterima, terbaca, sah, unik, aktif; selisih setiap tahap diterangkan sebabnya.",
        "Rows received → readable → valid → unique → active. What each step loses is a number with "
        "its reasons; rows that do not add up stop the run. Each step adds up over branches; the "
        "active rows are the branch view's persons and their surplus of registrations.",
        "transforms/funnel.py",
    ),
    Concept(
        "hold",
        "Ditahan",
        "Plausibility hold",
        "Berkas menunggu keputusan kantor pusat bila orang, pemberi kerja, atau satu segmen "
        "berubah lebih dari {move_percent} % sebulan (sekurang-kurangnya {moved_persons} orang "
        "atau {moved_employers} pemberi kerja), lebih dari {rejected_percent} % baris ditolak, "
        "peserta PU per pemberi kerja di luar {least_persons}–{most_persons}, lebih dari "
        "{zero_percent} % dari {judged_niks} NIK atau lebih berakhir dengan nol, atau banyaknya "
        "baris tepat {sheet_rows}.",
        "A file waits for a person's decision when persons, employers or a segment move by more "
        "than {move_percent} % in a month (by {moved_persons} persons or {moved_employers} "
        "employers at least); when more than {rejected_percent} % of its rows are rejected; when "
        "PU persons per employer are outside {least_persons}–{most_persons}; when more than "
        "{zero_percent} % of its NIK, if {judged_niks} or more, end in zero; when it has exactly "
        "{sheet_rows} rows, where a sheet is full; when a total in it disagrees. The percentages "
        "and the persons per employer are settings, with these defaults.",
        "transforms/plausibility.py",
    ),
)

SIGNS = (
    Concept(
        "sign",
        "Tanda",
        "Signs of the bulletins",
        "`x` tidak ditampilkan demi kerahasiaan; `…` belum tersedia; `*` angka sementara; `ʳ` "
        "berbeda dari edisi sebelumnya.",
        "`x` hidden for disclosure control; `…` not available; `*` preliminary; `ʳ` revised.",
        "transforms/numerals.py",
        column=3,
    ),
    Concept(
        "code",
        "Kode",
        "Codes of dimensions",
        "`{total}` jumlah, `{not_applicable}` tidak berlaku, `{unknown}` tidak diketahui, seperti "
        "dalam SDMX.",
        "As in SDMX: `{total}` is all, counted by itself; `{not_applicable}` is what a number "
        "can't be broken down by; `{unknown}` is not known.",
        "schemas/coverage.py",
    ),
)
