"""Concepts of where persons count, and of how they come and go."""

from schemas.definitions import Concept

PLACES = (
    Concept(
        "area",
        "Wilayah",
        "Area",
        "Kabupaten/kota tempat kerja menurut kode Kemendagri; tidak pernah diambil dari NIK.",
        "The kabupaten/kota of the workplace by its Kemendagri code, never taken from the NIK. A "
        "branch serves a dated list of areas, and an area may have several branches; the branches "
        "that serve it on the month's last day count.",
        "transforms/territories.py",
    ),
    Concept(
        "area_view",
        "Pandangan wilayah",
        "Area view",
        "Semua kepesertaan yang bekerja di wilayah itu, kantor mana pun yang mencatatnya; angka "
        "utama buletin.",
        "Every registration working in the unit's areas, whichever branch holds it (`area`). "
        "Headlines and rates are of this view.",
        "transforms/territories.py",
        column=1,
    ),
    Concept(
        "branch_view",
        "Pandangan kantor",
        "Branch view",
        "Kepesertaan yang dicatat kantor cabang, di mana pun bekerja. Keduanya tidak dicampur.",
        "Every registration that the unit's branches hold, wherever it works (`held`). The two "
        "views are both printed and never mixed; `inside` are the registrations that are in both.",
        "transforms/territories.py",
        column=1,
    ),
    Concept(
        "held_by_others",
        "Tercatat hanya di kantor lain",
        "Held by other branches only",
        "Orang yang bekerja di wilayah itu, tetapi kepesertaannya di sana tidak dicatat kantor "
        "sendiri.",
        "Persons working in the unit's areas of whose registrations there its branches hold none: "
        "`persons_of_others`, which is the area view less `inside`.",
        "transforms/publication.py",
        column=1,
    ),
    Concept(
        "bridge",
        "Dari kantor ke wilayah",
        "From branch view to area view",
        "Pandangan kantor, dikurangi orang yang hanya bekerja di luar wilayah kerja, ditambah "
        "orang yang tercatat hanya di kantor lain, ialah pandangan wilayah.",
        "The branch view, less persons who work outside the unit's areas only (`persons_outside`), "
        "and with those whom other branches alone hold, is the area view.",
        "transforms/publication.py",
    ),
    Concept(
        "level",
        "Tingkat",
        "Level",
        "Kabupaten/kota, kantor cabang, provinsi, kantor wilayah, nasional. Setiap tingkat "
        "menghitung orangnya sendiri, bukan menjumlahkan tingkat di bawahnya.",
        "Area, branch, province, Kanwil (regional office) and nation. Each level counts its own "
        "distinct persons; none is the sum of lower ones.",
        "transforms/person_sets.py",
    ),
    Concept(
        "overlap",
        "Rangkap",
        "Overlap",
        "Orang yang di unit itu mempunyai lebih dari satu kepesertaan, pemberi kerja, segmen, "
        "kantor cabang, kabupaten/kota, provinsi, atau kantor wilayah.",
        "Persons who have several of a kind in a unit (`overlap_persons`), and what they have "
        "beyond one each (`overlap_surplus`). The persons of a unit's areas, added up, are its own "
        "persons and the surplus of areas; likewise for branches, provinces and Kanwil.",
        "transforms/overlaps.py",
    ),
    Concept(
        "shared_registration",
        "Tercatat di dua kantor",
        "Held by two branches",
        "Kartu yang pada pemberi kerja yang sama tercatat pula di kantor cabang lain, aktif atau "
        "tidak.",
        "The same card at the same employer unit at another branch, active or not: an error of one "
        "of the two, of which no rule can say. Nothing is left out, for persons count once anyway; "
        "both branches are told.",
        "transforms/shared_registrations.py",
    ),
)

CHANGES = (
    Concept(
        "change",
        "Bertambah dan berkurang",
        "Gained and lost",
        "Masuk: bulan lalu tidak aktif di mana pun; keluar: bulan ini. Pindah: aktif pada kedua "
        "bulan, di wilayah itu hanya pada satu bulan. Pindah segmen: di wilayah itu pada kedua "
        "bulan.",
        "A unit's persons against the month before, area view: those of then, with who joined, "
        "moved in and came from another segment, less who left, moved out and went to another "
        "segment, are those of now. It holds for each segment and for all persons, for whom a "
        "change of segment is none. Told of units that have a bulletin, where both months' "
        "segments are shown.",
        "transforms/changes.py",
        column=2,
    ),
    Concept(
        "joined",
        "Masuk, keluar",
        "Joined, left",
        "Masuk: bulan sebelumnya tidak aktif di mana pun. Keluar: bulan ini tidak aktif di mana "
        "pun.",
        "`joined`: active now, and nowhere in the month before; `left`: active then, and nowhere "
        "now.",
        "transforms/changes.py",
    ),
    Concept(
        "moved",
        "Pindah masuk, pindah keluar",
        "Moved in, moved out",
        "Pindah masuk: bulan sebelumnya aktif, tetapi tidak di wilayah itu. Pindah keluar: bulan "
        "ini aktif, tetapi tidak lagi di wilayah itu.",
        "`moved_in`: active in both months, then not in this unit; `moved_out`: now not in it.",
        "transforms/changes.py",
    ),
    Concept(
        "changed_segment",
        "Pindah segmen",
        "Changed segment",
        "Aktif di wilayah itu pada kedua bulan, dalam segmen yang berbeda.",
        "In the unit in both months, in another segment: `segment_in` of the new one, "
        "`segment_out` of the old one. Over all segments the two are equal.",
        "transforms/changes.py",
    ),
)
