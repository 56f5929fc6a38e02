"""All that workers import, in one process from which each of them is forked.

None of it starts a thread, which a fork would lack. What is imported lasts, so the garbage
collector of a worker need not look through it again and again.
"""

import gc

import pandera.backends.polars.builtin_checks  # noqa: F401 - the first validation imports it

import flows.edges.bulletins
import flows.edges.comparer
import flows.edges.counter
import flows.edges.gate
import flows.edges.pictures
import flows.edges.press_note
import flows.edges.reader
import flows.edges.recounter  # noqa: F401 - all are imported for workers

gc.freeze()
