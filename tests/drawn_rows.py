"""What hypothesis draws of a registration, whichever person and place it is of."""

from typing import Any

from hypothesis import strategies as st

from schemas.registrations import SEGMENTS

DRAWN_TRAITS: dict[str, st.SearchStrategy[Any]] = {
    "segment": st.sampled_from(SEGMENTS),
    "sex": st.sampled_from(["L", "P"]),
    "age_years": st.sampled_from([None, 24, 25, 70]),
    "has_jht": st.booleans(),
    "is_declared_active": st.booleans(),
    "unpaid_months": st.sampled_from([None, 0, 2, 3]),
}
