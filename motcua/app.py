"""The composition root: settings in, a whole App out; nobody else knows which adapter stands behind which port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from temporalio.client import Client
from temporalio.worker import Worker

from activities.publishing import Publishing
from activities.reconcile import Reconciliation
from models import attributes
from models.identifiers import AgencyCode
from models.queues import agency_queue, letters_of, of_letters
from motcua.archive import AnchorStore
from motcua.audit.exporting import Exporting
from motcua.audit.timeline import Timelines
from motcua.documents import SealedStore
from motcua.embedded import attach
from motcua.engine.client import Endpoint, Outside, connected, sdk_runtime
from motcua.engine.dossiers import TemporalDossiers
from motcua.engine.feedbacks import TemporalFeedbacks
from motcua.engine.histories import TemporalHistories
from motcua.engine.namespace import require_namespace
from motcua.engine.publications import Publications
from motcua.engine.runs import DossierRuns
from motcua.engine.sandbox import workflow_runner
from motcua.engine.versions import deployment_of
from motcua.engine.workers import Ports, build_agency_worker, build_worker
from motcua.notify import FolderInbox, RoutingNotifier, SmtpNotifier, SpoolNotifier
from motcua.register import PostgresRegister
from motcua.register.reconciling import Reconcilable
from motcua.registry import now, open_register
from motcua.security.issuer import Issuer
from motcua.service import Acting, Authority, Looking, Submitting
from motcua.service.access import AccessReading
from motcua.service.adopting import Adopting
from motcua.service.clockbook import ClockBook
from motcua.service.correcting import Correcting
from motcua.service.digitising import Digitising
from motcua.service.erasing import Erasing
from motcua.service.exports import Exports
from motcua.service.feedback import Feedbacks
from motcua.service.feedback_erasing import FeedbackErasing
from motcua.service.feedback_repairing import FeedbackRepairing
from motcua.service.following import Following
from motcua.service.gate import Gate
from motcua.service.keeping import Keeping
from motcua.service.linking import Linking
from motcua.service.moving import Moving
from motcua.service.paying import Paying
from motcua.service.persons import Persons
from motcua.service.previewing import Previewing
from motcua.service.publishing import PublishingRules
from motcua.service.refilling import Refilling
from motcua.service.repairing import Remedies, Repairing
from motcua.service.rooting import Rooting
from motcua.service.rotating import Rotating
from motcua.service.scans import Scans
from motcua.service.searching import Searches
from motcua.service.sharing import Sharing
from motcua.service.surveying import Surveying
from motcua.service.watching import Watching
from motcua.settings import Settings
from motcua.stores import FileStores
from motcua.watch import Gauges, serve_health

if TYPE_CHECKING:
    from motcua.audit.verify import Verifying

__all__ = ["App", "agency_worker", "compose", "open_app", "open_temporal"]


@dataclass(frozen=True)
class App:
    """Everything a program needs, put together once."""

    settings: Settings
    register: PostgresRegister
    client: Client
    documents: SealedStore
    stores: FileStores
    authority: Authority
    dossiers: TemporalDossiers
    submitting: Submitting
    acting: Acting
    looking: Looking
    persons: Persons
    access: AccessReading
    erasing: Erasing
    rotating: Rotating
    timelines: Timelines
    shift: timedelta

    @cached_property
    def ports(self) -> Ports:
        """The adapters of activities. What makes and signs papers is imported only here: most commands need none."""
        from motcua.papers.renderer import TypstRenderer  # noqa: PLC0415
        from motcua.signatures import LocalSigner, SigningKeys  # noqa: PLC0415

        return Ports(
            register=self.register,
            documents=self.documents,
            renderer=TypstRenderer(),
            signer=LocalSigner(SigningKeys(self.settings.home / "keystore" / "signing")),
            notifier=_notifier(self.settings),
            stores=self.stores,
            groups=self.linking,
            feedback=self.register.feedback,
            rehearsal=bool(self.shift),
        )

    def workers(
        self, *, queue: str | None = None, strict: bool = False, ports: Ports | None = None
    ) -> tuple[Worker, ...]:
        """Return the workers of a queue and of its letters, or of letters alone; the shared queue by default.

        To be run within this app's life.
        """
        name = queue or self.settings.task_queue
        return tuple(
            build_worker(
                self.client,
                ports or self.ports,
                task_queue=one,
                runner=workflow_runner(sandboxed=self.settings.sandbox or strict, strict=strict),
                scheduled=self._scheduled,
                deployment=deployment_of(one) if self.settings.versioning else None,
            )
            for one in ((name,) if of_letters(name) else (name, letters_of(name)))
        )

    @property
    def following(self) -> Following:
        """Tells how linked procedures stand."""
        return Following(self.register)

    @cached_property
    def linking(self) -> Linking:
        """Starts the parts of linked procedures."""
        return Linking(self.register, self._submitting_at, clock=now)

    def _submitting_at(self, shift: timedelta) -> Submitting:
        return compose(self.settings, self.register, self.client, shift).submitting

    @cached_property
    def runs(self) -> DossierRuns:
        """The runs of dossiers, for whoever repairs them."""
        return DossierRuns(self.client, self.settings.task_queue)

    @property
    def scans(self) -> Scans:
        """Shows digitised components."""
        return Scans(self.register, self.documents, self.stores, Gate(self.register, self.authority, clock=now))

    @property
    def digitising(self) -> Digitising:
        """Brings digitised components into dossiers."""
        return Digitising(self.authority, self.documents, self.dossiers, self.acting)

    @cached_property
    def adopting(self) -> Adopting:
        """Adopts runs that were reset."""
        return Adopting(self.register, self.runs, self.acting)

    @cached_property
    def repairing(self) -> Repairing:
        """Brings register and Temporal together again."""
        remedies = Remedies(
            Surveying(self.register, self.runs, TemporalHistories(self.client)),
            Refilling(self.register, self.documents, lambda: self.ports),
            FeedbackRepairing(self.register, TemporalFeedbacks(self.client, self.settings.task_queue)),
        )
        return Repairing(
            self.register,
            self.dossiers,
            self.runs,
            remedies,
            self.acting,
            self.authority,
            clock=lambda: now() + self.shift,
        )

    @property
    def reconciliation(self) -> Reconciliation:
        """Compares register and Temporal, as the schedule of that name does."""
        return Reconciliation(Reconcilable(self.register), self.dossiers, self.publishing, self.feedbacks)

    @cached_property
    def publishing(self) -> PublishingRules:
        """Brings changed rules to open dossiers."""
        return PublishingRules(
            self.register,
            self.authority,
            self.acting,
            Publications(self.client, self.settings.task_queue),
            legal=lambda: now() + self.shift,
        )

    @property
    def sharing(self) -> Sharing:
        """Feeds the stores with what others hold."""
        return Sharing(self.register, self.authority, self.stores)

    @property
    def paying(self) -> Paying:
        """Lists what is to be paid back."""
        return Paying(self.register, self.authority)

    @property
    def moving(self) -> Moving:
        """Moves open dossiers to another version of their procedure."""
        return Moving(self.register, self.acting, legal=lambda: now() + self.shift)

    @property
    def previewing(self) -> Previewing:
        """Tells what a calendar would do to open dossiers."""
        return Previewing(self.register, legal=lambda: now() + self.shift)

    @property
    def feedbacks(self) -> Feedbacks:
        """Takes in feedback, has it answered, shows it."""
        temporal = TemporalFeedbacks(self.client, self.settings.task_queue)
        gate = Gate(self.register, self.authority, clock=now)
        return Feedbacks(self.register, self.authority, temporal, gate, now, self.shift)

    @property
    def feedback_erasing(self) -> FeedbackErasing:
        """Erases who gave feedback."""
        return FeedbackErasing(self.register, Gate(self.register, self.authority, clock=now), clock=now)

    @property
    def _scheduled(self) -> Sequence[Callable[..., Any]]:
        """The activities of what Temporal's schedules begin."""
        keeping = self.keeping.archiving.archive, self.keeping.anchoring.anchor
        return self.reconciliation.reconcile, Publishing(self.publishing).publish, *keeping

    @cached_property
    def keeping(self) -> Keeping:
        """What is kept for years: archive, anchors, replay."""
        return Keeping(self.register, TemporalHistories(self.client), self.settings.home, now)

    @property
    def searches(self) -> Searches:
        """Lets auditors search."""
        return Searches(self.register.searching, Gate(self.register, self.authority, clock=now))

    @property
    def exports(self) -> Exports:
        """Lets auditors take evidence out."""
        keystore = self.register.keystore
        exporting = Exporting(
            register=self.register,
            documents=self.documents,
            timelines=self.timelines,
            histories=TemporalHistories(self.client),
            archives=self.keeping.archive,
            anchors=self.keeping.anchors,
            roots=keystore.root_keys,
            root=keystore.root_key,
        )
        return Exports(self.register, Gate(self.register, self.authority, clock=now), exporting)

    def verifying(self, copies: Sequence[Path] = (), *, signatures: bool = True) -> Verifying:
        """Verifies the register; `copies` are folders of anchors that were taken out, to be compared too."""
        from motcua.audit.verify import Reader, TemporalRuns, Verifying  # noqa: PLC0415 - it loads what reads PDFs
        from motcua.signatures import SigningKeys  # noqa: PLC0415

        reader = Reader(
            rows=self.register.evidence,
            temporal=TemporalRuns(self.client),
            papers=self.documents,
            archives=self.keeping.archive,
            authority=lambda: SigningKeys(self.settings.home / "keystore" / "signing").root,
            roots=self.register.keystore.root_keys,
            clock=now,
            signatures=signatures,
        )
        shelves = {"anchors": self.keeping.anchors}
        return Verifying(reader, self.register.anchors, shelves | {str(one): AnchorStore(one) for one in copies})

    @property
    def clocks(self) -> ClockBook:
        """Reads the clocks of dossiers."""
        return ClockBook(self.register)

    @property
    def correcting(self) -> Correcting:
        """Corrects stated facts."""
        return Correcting(self.register, self.acting)

    @property
    def rooting(self) -> Rooting:
        """Tells dossiers of the root key of now."""
        return Rooting(self.authority, self.register, self.dossiers)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Serve metrics of the promise, health and readiness while the block runs, where settings ask for them.

        Raises InvalidInput (`HEALTH_ADDRESS_TAKEN`).
        """
        settings = self.settings
        gauges = Gauges(sdk_runtime(settings.metrics_address).metric_meter)
        watching = Watching(self.register, self.client, gauges, lambda: now() + self.shift)
        async with AsyncExitStack() as stack:
            if settings.health_address:
                stack.enter_context(serve_health(settings.health_address, watching.is_alive, watching.readiness))
            if settings.metrics_address:
                telling = asyncio.create_task(watching.keep_pulse(timedelta(seconds=settings.pulse_seconds)))
                stack.callback(telling.cancel)
            yield


@asynccontextmanager
async def open_app(settings: Settings) -> AsyncIterator[App]:
    """Attach to the servers, or start ours; make them ready if they are new; put the app together.

    Raises Unavailable with the step that is missing, Broken `SCHEMA_NEWER`, `MASTER_KEY_WRONG`.
    """
    with attach(settings) as runtime, open_register(settings, runtime) as register:
        async with connected(settings, runtime) as client:
            await require_namespace(client, attributes.ALL)
            yield compose(settings, register, client)


def agency_worker(client: Client, settings: Settings, agency: AgencyCode, folder: Path) -> Worker:
    """Return an agency's own worker, which brings what is handed over to it into a folder of the agency's."""
    return build_agency_worker(client, FolderInbox(folder), task_queue=agency_queue(settings.task_queue, agency))


@asynccontextmanager
async def open_temporal(settings: Settings) -> AsyncIterator[Client]:
    """Connect to Temporal alone: where it is somebody else's, neither a register nor a data folder is needed.

    Raises Unavailable NAMESPACE_MISSING, TEMPORAL_*, and what `attach` raises.
    """
    async with AsyncExitStack() as stack:
        outside = settings.temporal_is_outside
        endpoint: Endpoint = Outside.of(settings) if outside else stack.enter_context(attach(settings))
        client = await stack.enter_async_context(connected(settings, endpoint))
        await require_namespace(client)
        yield client


def compose(settings: Settings, register: PostgresRegister, client: Client, shift: timedelta = timedelta(0)) -> App:
    """Put the adapters together; `shift` is legal time minus real time, zero but in a rehearsal."""
    documents = SealedStore(settings.home / "documents", register)
    stores = FileStores(settings.home / "stores", register, register.result_stands)
    authority = Authority(
        register,
        Issuer(register.keystore, settings.proof_hours),
        clock=now,
        legal=lambda: now() + shift,
        least=settings.least_identity,
    )
    dossiers = TemporalDossiers(client, settings.task_queue)
    gate = Gate(register, authority, clock=now)
    return App(
        settings=settings,
        register=register,
        client=client,
        documents=documents,
        stores=stores,
        authority=authority,
        dossiers=dossiers,
        submitting=Submitting(register, authority, dossiers, stores, clock=now, shift=shift),
        acting=Acting(authority, register, dossiers),
        looking=Looking(register, documents, authority, gate),
        persons=Persons(register, gate),
        access=AccessReading(register, gate),
        erasing=Erasing(register, gate, clock=now),
        rotating=Rotating(register, gate, clock=now),
        timelines=Timelines(register, client),
        shift=shift,
    )


def _notifier(settings: Settings) -> RoutingNotifier:
    spool = SpoolNotifier(settings.home / "spool")
    if settings.smtp_url is None:
        return RoutingNotifier(spool)
    return RoutingNotifier(spool, SmtpNotifier(settings.smtp_url.get_secret_value(), settings.smtp_from or ""))
