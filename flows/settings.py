"""All that an installation may set; flows/settings_sources.py says where it is looked for."""

import getpass
import os
from datetime import time
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from flows.edges.far import is_far
from flows.mail_settings import MailSettings
from flows.settings_environment import be_patient
from flows.settings_sources import PREFIX, Listed, to_sources
from schemas import thresholds
from schemas.errors import SettingsError
from transforms.plausibility import Thresholds

ROOT = Path(__file__).resolve().parents[1]


def _login() -> str:
    """The name that the operating system gives the user, or his number where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


class Settings(MailSettings):
    """One installation; each field is set by `CAKUPAN_` and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="ignore",
    )

    home: Path = Field(
        default=ROOT, description="folder with inbox/, reference/, store/ and ledger.db"
    )
    inbox: Path = Field(default=Path("inbox"), description="where branches' exports arrive")
    reference: Path = Field(
        default=Path("reference"), description="reference data and profiles.toml"
    )
    store: str = Field(default="store", description="immutable objects: a folder or an URL")
    output: str = Field(
        default="output", description="what people open, one folder per month: a folder or an URL"
    )
    output_url: str = Field(
        default="",
        description="address at which a browser finds `output`; empty: the folder's own",
    )
    ledger_url: str = Field(
        default="", description="SQLAlchemy URL of the ledger; empty: home/ledger.db"
    )
    key_file: Path = Field(default=Path("hash.key"), description="key of the identifiers' hashes")
    runner: Literal["threads", "dask"] = Field(
        default="threads", description="who reads and renders: this machine, or a Dask cluster"
    )
    dask_address: str = Field(
        default="", description="the cluster's scheduler, such as tls://10.0.0.5:8786"
    )
    workers: int = Field(
        default=os.cpu_count() or 1,
        ge=1,
        description="processes that read exports, count rows and render bulletins",
    )
    reader_memory: int = Field(
        default=8 * 2**30, ge=2**30, description="address space of a process that reads, in bytes"
    )
    worker_seconds: int = Field(
        default=900,
        ge=1,
        description="time limit for one file, one range of persons or one bulletin",
    )
    file_cap: int = Field(
        default=2 * 2**30, ge=1, description="largest export that is read, in bytes"
    )
    settle_seconds: float = Field(
        default=2, ge=0, description="a file in the inbox that is younger is looked at twice"
    )
    allow_hard_links: bool = Field(
        default=False, description="take files that also lie elsewhere under another name"
    )
    hold_move_percent: int = Field(
        default=thresholds.HOLD_MOVE_PERCENT,
        ge=1,
        le=100,
        description="persons, employers or a segment that moves more in a month is held",
    )
    hold_rejected_percent: int = Field(
        default=thresholds.HOLD_REJECTED_PERCENT,
        ge=0,
        le=50,
        description="an export with more rejected rows is held",
    )
    hold_zero_percent: int = Field(
        default=thresholds.HOLD_ZERO_PERCENT,
        ge=10,
        le=50,
        description="an export with more NIK that end in 0 is held",
    )
    hold_least_persons: int = Field(
        default=thresholds.HOLD_LEAST_PERSONS,
        ge=1,
        description="an export with fewer PU persons for each employer is held",
    )
    hold_most_persons: int = Field(
        default=thresholds.HOLD_MOST_PERSONS,
        ge=1,
        description="an export with more PU persons for each employer is held",
    )
    grace_months: int = Field(
        default=3, ge=1, description="unpaid months at which a person is inactive"
    )
    publication_working_day: int = Field(
        default=4, ge=1, description="working day after the month's end that a bulletin is dated"
    )
    cutoff_working_day: int = Field(
        default=3,
        ge=1,
        description="working day after the month's end from which the schedule waits for nobody",
    )
    operator: str = Field(default_factory=_login, description="who acts, as the audit names him")
    approvers: Listed[str] = Field(
        default=(), description="who may approve an edition; empty: whoever gives a name"
    )
    releasers: Listed[str] = Field(
        default=(), description="who may release and resend; empty: whoever gives a name"
    )
    one_person_may_do_both: bool = Field(
        default=False, description="let the one who approved an edition release it, too"
    )
    release_time: time | None = Field(
        default=None, description="no release before this hour of the day on its front, in Jakarta"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over `.env`, which wins over `cakupan.toml`; here over at home."""
        return to_sources(settings_cls, init_settings)

    def model_post_init(self, _context: object, /) -> None:
        """Let far folders be waited for, once it is known that there are any."""
        if is_far(self.store) or is_far(self.output):
            be_patient()

    def checked(self) -> "Settings":
        """These settings; SettingsError when there is no home, so that none is made by mistake."""
        if not self.home.is_dir():
            raise SettingsError(f"CAKUPAN_HOME is {self.home}, which is no folder; make it.")
        return self

    def place_of(self, name: Literal["inbox", "reference"]) -> Path:
        """A folder that must be there."""
        folder = self.place(self.inbox if name == "inbox" else self.reference)
        if not folder.is_dir():
            raise SettingsError(f"{folder} is no folder; make it, or set CAKUPAN_{name.upper()}.")
        return folder

    def place(self, path: Path) -> Path:
        """A path of the settings, taken from `home` unless it is absolute."""
        return (self.home / path).resolve()

    @property
    def thresholds(self) -> Thresholds:
        """What goes beyond these is held for a person's decision."""
        return Thresholds(
            move_percent=self.hold_move_percent,
            rejected_percent=self.hold_rejected_percent,
            zero_percent=self.hold_zero_percent,
            least_persons=self.hold_least_persons,
            most_persons=self.hold_most_persons,
        )

    @property
    def store_root(self) -> str:
        """The object store: an URL as it is, a folder made absolute."""
        return self._root(self.store)

    @property
    def output_root(self) -> str:
        """What people open: an URL as it is, a folder made absolute."""
        return self._root(self.output)

    def _root(self, named: str) -> str:
        return named if is_far(named) else str(self.place(Path(named)))

    @property
    def prefect_home(self) -> Path:
        """Where Prefect keeps its own database: beside the objects, unless they are far."""
        beside = self.home.resolve() if is_far(self.store) else Path(self.store_root)
        return beside / "prefect"

    @property
    def ledger(self) -> str:
        """The ledger's URL, by default a SQLite file in `home`."""
        return self.ledger_url or f"sqlite:///{self.place(Path('ledger.db'))}"
