"""Concepts of what is counted: registrations, persons, project workers, employers."""

from schemas.definitions import Concept

UNITS = (
    Concept(
        "registration",
        "Kepesertaan",
        "Registration",
        "Satu baris ekspor peserta: seorang pekerja yang didaftarkan satu pemberi kerja, atau "
        "mendaftar sendiri, pada satu kantor cabang dalam satu bulan.",
        "One row of a `peserta` export: a worker insured through one employer unit, or by himself, "
        "at one branch in one month. Its key is month, branch, card (KPJ) and employer unit.",
        "schemas/registrations.py",
    ),
    Concept(
        "covered",
        "Orang terlindungi",
        "Persons covered",
        "Orang dengan NIK berbeda yang kepesertaannya aktif, berapa pun kartu, pemberi kerja, atau "
        "segmennya; ditambah tenaga kerja menurut laporan proyek jasa konstruksi, yang tanpa NIK.",
        "Persons with active registrations, each counted once by his NIK, whatever cards, "
        "employers or segments he has; and the workers that construction projects report, who have "
        "no NIK.",
        "transforms/coverage.py",
        column=1,
    ),
    Concept(
        "active",
        "Aktif",
        "Active",
        "Berstatus aktif dan menunggak iuran kurang dari {grace_months} bulan.",
        "STATUS is AKTIF, and the months since the last paid one are fewer than {grace_months} (a "
        "setting). With more the row counts as inactive and is told; without a last paid month "
        "STATUS alone decides, which is told, too.",
        "transforms/rules.py",
        column=1,
    ),
    Concept(
        "segment",
        "Segmen",
        "Segment",
        "Setiap orang masuk satu segmen, dengan urutan penerima upah (PU), pekerja migran "
        "Indonesia (PMI), bukan penerima upah (BPU).",
        "Each person is of one segment in a unit: the first of PU (paid by an employer), PMI "
        "(migrant worker) and BPU (everybody else) among his active registrations there. So the "
        "three add up to all persons.",
        "transforms/person_sets.py",
        column=1,
    ),
    Concept(
        "sex_and_age",
        "Jenis kelamin dan kelompok umur",
        "Sex and age group",
        "Umur ialah tahun penuh pada hari terakhir bulan: {ages}. Bila baris seseorang tidak sama, "
        "ia dihitung laki-laki dan berumur yang tertinggi.",
        "Completed years on the month's last day: {ages}; `{unknown}` where no row tells. Where a "
        "person's rows disagree he counts as L and with the greatest age, alike in every unit. A "
        "segment is broken down by sex, age group or programme, never by two of them; sexes, and "
        "age groups, add up to the segment.",
        "transforms/person_sets.py",
    ),
    Concept(
        "programme",
        "Program",
        "Programme",
        "Orang dengan sekurang-kurangnya satu kepesertaan aktif yang memuat program itu. JKK dan "
        "JKM selalu bersama; JP dan JKP hanya untuk PU.",
        "Persons of whom an active registration has the programme. JKK and JKM go together; JP and "
        "JKP are for PU only; project workers have JKK and JKM. A row that breaks this is "
        "rejected.",
        "transforms/coverage.py",
    ),
    Concept(
        "project_workers",
        "Tenaga kerja jasa konstruksi",
        "Project workers (Jakon)",
        "Jumlah menurut laporan proyek yang berjalan sekurang-kurangnya satu hari dalam bulan itu; "
        "tanpa NIK, sehingga tidak dapat dipadankan.",
        "The head-count of projects that run on at least one day of the month. Without NIK nobody "
        "can be told from another, so it is never de-duplicated, stands in a row of its own and "
        "adds up over the areas of a unit and over the branches that hold the projects. A project "
        "that is not running covers nobody.",
        "transforms/project_counts.py",
    ),
)

EMPLOYERS = (
    Concept(
        "employer",
        "Pemberi kerja",
        "Employer unit",
        "Unit dengan NPP dan divisi sendiri, pandangan kantor. Yang menunggak {grace_months} bulan "
        "atau lebih tidak termasuk aktif.",
        "An NPP with its division, branch view. It is active as a registration is; one that is "
        "declared active with {grace_months} unpaid months or more is in arrears, and counted "
        "apart. Above branches a unit that several report counts once, active where any of them "
        "says so, with the largest scale.",
        "transforms/employer_counts.py",
    ),
    Concept(
        "employer_size",
        "Pemberi kerja menurut jumlah pekerja",
        "Size of an employer unit",
        "Menurut kepesertaan aktif yang terdaftar padanya: {sizes}.",
        "By its active registrations at the unit's branches, in the classes of BPS: {sizes}. Scale "
        "(BESAR, MENENGAH, KECIL, MIKRO) is what the branch declares. Sizes add up to all employer "
        "units, and so do scales and reports.",
        "transforms/employer_counts.py",
        column=2,
    ),
    Concept(
        "employer_report",
        "Pekerja dilaporkan dan terdaftar",
        "Workers reported and registered",
        "Jumlah pekerja yang dilaporkan pemberi kerja dibandingkan dengan kepesertaan aktifnya: "
        "tidak melaporkan, lebih sedikit, sama, lebih banyak.",
        "What the employer unit reports beside its active registrations: `none` (no worker at "
        "all), `fewer`, `equal` or `more`. More are workers who may not be registered yet.",
        "transforms/employer_counts.py",
    ),
    Concept(
        "project",
        "Proyek jasa konstruksi",
        "Construction project",
        "Proyek menurut kantor yang mencatatnya: belum mulai, berjalan, atau selesai pada bulan "
        "itu.",
        "Projects that the unit's branches hold: `ahead` (begins after the month), `running` or "
        "`ended` (before it). Projects and their workers add up over branches.",
        "transforms/project_counts.py",
    ),
)
