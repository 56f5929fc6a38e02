"""One opened installation: its settings, object store, ledger and hash key."""

from collections.abc import Collection
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import polars as pl
from pandera.typing.polars import DataFrame

from flows.edges.far import reaching
from flows.edges.folders import Folder
from flows.edges.hash_key import read_hash_key
from flows.edges.ledger import Ledger, submissions
from flows.edges.objects import Objects
from flows.edges.runner import Runner
from flows.edges.scratch import sweep_scratch
from flows.edges.workers import MEMORY_BYTES
from flows.runners import own_workers, to_runner
from flows.settings import Settings
from schemas.edition import Calculation
from schemas.errors import DataError
from transforms.contracts import Model, validated


@dataclass(frozen=True)
class Installation:
    """What every stage of a run needs of the outside world."""

    settings: Settings
    objects: Objects
    ledger: Ledger
    key: bytes = field(repr=False)

    @classmethod
    def open(cls, settings: Settings) -> "Installation":
        """Open the store and the ledger, and make the hash key on the first run."""
        ledger = Ledger.open(settings.ledger)
        with ledger.begin() as connection:
            is_new = not submissions.exist(connection)
        return cls(
            settings=settings,
            objects=Objects(settings.store_root),
            ledger=ledger,
            key=read_hash_key(settings.place(settings.key_file), is_new=is_new),
        )

    @property
    def version(self) -> str:
        """The version of Cakupan that is installed."""
        return version("cakupan")

    @property
    def inbox(self) -> Path:
        """Where exports arrive."""
        return self.settings.place_of("inbox")

    @property
    def reference(self) -> Path:
        """Where reference data lie."""
        return self.settings.place_of("reference")

    @property
    def output(self) -> Folder:
        """What people open."""
        return Folder(self.settings.output_root)

    def sweep(self) -> None:
        """Remove what killed processes left behind, which may hold rows of persons."""
        self.objects.sweep()
        sweep_scratch()

    def readers(self) -> Runner:
        """Processes that read strangers' files, limited in memory; here or on a cluster."""
        return to_runner(self.settings, self.settings.reader_memory)

    def own_reader(self) -> Runner:
        """One such process, here: what it answers may hold persons' rows."""
        return own_workers(self.settings, self.settings.reader_memory, processes=1)

    def renderers(self) -> Runner:
        """Processes that render our own bulletins; here or on a cluster."""
        return to_runner(self.settings, MEMORY_BYTES)

    def counters(self) -> Runner:
        """Processes that count typed rows; here or on a cluster."""
        return to_runner(self.settings, MEMORY_BYTES)

    def read_table(self, made: Calculation, model: type[Model]) -> DataFrame[Model]:
        """The table of a calculation that keeps this contract."""
        return self.read_frame(made.tables[model.__name__], model)

    def read_frame(self, name: str, model: type[Model]) -> DataFrame[Model]:
        """A Parquet object of the store, checked against its contract."""
        return validated(self.read_kept(name), model)

    def read_kept(self, name: str, columns: Collection[str] = ()) -> pl.DataFrame:
        """A Parquet object as it was kept, whatever contract it has now; DataError lacking columns.

        Another version of Cakupan may have written it.
        """
        with reaching(self.objects.root):
            frame = pl.read_parquet(self.objects.url(name), glob=False)
        if lacking := sorted({*columns} - {*frame.columns}):
            raise DataError(
                f"Expected the columns {', '.join(columns)} in table {name}; {', '.join(lacking)} "
                "is lacking. Another version of Cakupan has written it, and can read it."
            )
        return frame
