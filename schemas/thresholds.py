"""The whole numbers that decide what is shown, how pace is judged and what file is held."""

MIN_PERSONS = 5
"""A cell of fewer persons is hidden, unless it is 0."""
MIN_EMPLOYERS = 3
"""A cell of fewer employers is hidden, unless it is 0."""
MIN_DENOMINATOR = 50
"""A rate over fewer workers is hidden."""

PACE_MONTHS = 6
"""Growth of so many known months makes the pace."""
PACE_KNOWN = 3
"""With fewer known months there is no pace."""
HORIZON = 600
"""A projection further away than this many months is none."""

HOLD_MOVE_PERCENT = 25
"""By how much persons, employers or a segment may move in a month."""
HOLD_REJECTED_PERCENT = 5
"""How many of an export's rows may be rejected."""
HOLD_ZERO_PERCENT = 20
"""How many of an export's NIK may end in 0."""
HOLD_LEAST_PERSONS = 1
"""PU persons that there are at least for each employer with one."""
HOLD_MOST_PERSONS = 2000
"""PU persons that there are at most for each employer with one."""
MOVED_PERSONS = 100
"""A move of fewer persons holds no file, however large its share: small units move in jumps."""
MOVED_EMPLOYERS = 20
"""A move of fewer employers holds no file."""
JUDGED_NIKS = 100
"""Of fewer NIK, the share that ends in 0 says nothing."""
SHEET_ROWS = (65_535, 65_536, 1_048_575, 1_048_576)
"""Rows of a spreadsheet that is full to its limit, with and without its heading."""
