"""Areas that BPS and Kemendagri number differently, in DKI Jakarta and Aceh; for the tests only."""

AREAS = [
    ("3101", "3101", "Kab. Kepulauan Seribu"),
    ("3171", "3174", "Kota Jakarta Selatan"),
    ("3172", "3175", "Kota Jakarta Timur"),
    ("3173", "3171", "Kota Jakarta Pusat"),
    ("3174", "3173", "Kota Jakarta Barat"),
    ("3175", "3172", "Kota Jakarta Utara"),
    ("1101", "1109", "Kab. Simeulue"),
    ("1102", "1110", "Kab. Aceh Singkil"),
    ("1103", "1101", "Kab. Aceh Selatan"),
    ("1104", "1102", "Kab. Aceh Tenggara"),
    ("1105", "1103", "Kab. Aceh Timur"),
    ("1106", "1104", "Kab. Aceh Tengah"),
    ("1107", "1105", "Kab. Aceh Barat"),
    ("1108", "1106", "Kab. Aceh Besar"),
    ("1109", "1107", "Kab. Pidie"),
    ("1110", "1111", "Kab. Bireuen"),
    ("1111", "1108", "Kab. Aceh Utara"),
    ("1114", "1116", "Kab. Aceh Tamiang"),
    ("1116", "1114", "Kab. Aceh Jaya"),
    ("1173", "1174", "Kota Langsa"),
    ("1174", "1173", "Kota Lhokseumawe"),
]
"""(BPS code, Kemendagri code, name)."""
