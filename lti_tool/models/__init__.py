"""All tables, importable from one place."""

from lti_tool.models.base import Base, db
from lti_tool.models.cycles import (
    STATES,
    Cycle,
    OfferLink,
    RosterEntry,
    Scan,
    ThemePackRow,
)
from lti_tool.models.drafts import ThemeDraft
from lti_tool.models.evaluation import EvaluationAnswer, EvaluationDone, Lesson
from lti_tool.models.first_start import SetupMark
from lti_tool.models.mirrors import SessionMirror
from lti_tool.models.moments import CalendarFeed, CycleMoment, SkippedQuarter
from lti_tool.models.offers import SOURCES, Completion, OfferSetting
from lti_tool.models.organisations import (
    K_DEFAULT,
    K_FLOOR,
    POLICIES,
    Change,
    Coordinator,
    FunctionGroup,
    Organisation,
    Team,
    TeamManager,
)
from lti_tool.models.outbox import DELIVERY_STATES, KINDS, Delivery, JobRun
from lti_tool.models.own import LINK_KINDS, DataLink, Erasure, TalkRequest
from lti_tool.models.people import Person
from lti_tool.models.placed import PlacedLink
from lti_tool.models.platforms import (
    CourseContext,
    Deployment,
    LineItem,
    LoginRecord,
    Platform,
    PlatformKeys,
    RegistrationCode,
    ServiceToken,
    SigningKey,
    Visit,
    WaitingLaunch,
)
from lti_tool.models.reports import SNAPSHOT_KINDS, Snapshot
from lti_tool.models.roster import (
    ROSTER_SOURCES,
    FunctionMapping,
    RosterBefore,
    RosterSetting,
    RosterUpload,
)
from lti_tool.models.texts import Logo, OwnText
from lti_tool.models.worklist import WorklistEntry
from lti_tool.models.workshops import (
    NOTICES,
    AgendaFeed,
    Booking,
    BookingNotice,
    WorkshopSession,
)

__all__ = [
    "DELIVERY_STATES",
    "KINDS",
    "K_DEFAULT",
    "K_FLOOR",
    "LINK_KINDS",
    "NOTICES",
    "POLICIES",
    "ROSTER_SOURCES",
    "SNAPSHOT_KINDS",
    "SOURCES",
    "STATES",
    "AgendaFeed",
    "Base",
    "Booking",
    "BookingNotice",
    "CalendarFeed",
    "Change",
    "Completion",
    "Coordinator",
    "CourseContext",
    "Cycle",
    "CycleMoment",
    "DataLink",
    "Delivery",
    "Deployment",
    "Erasure",
    "EvaluationAnswer",
    "EvaluationDone",
    "FunctionGroup",
    "FunctionMapping",
    "JobRun",
    "Lesson",
    "LineItem",
    "LoginRecord",
    "Logo",
    "OfferLink",
    "OfferSetting",
    "Organisation",
    "OwnText",
    "Person",
    "PlacedLink",
    "Platform",
    "PlatformKeys",
    "RegistrationCode",
    "RosterBefore",
    "RosterEntry",
    "RosterSetting",
    "RosterUpload",
    "Scan",
    "ServiceToken",
    "SessionMirror",
    "SetupMark",
    "SigningKey",
    "SkippedQuarter",
    "Snapshot",
    "TalkRequest",
    "Team",
    "TeamManager",
    "ThemeDraft",
    "ThemePackRow",
    "Visit",
    "WaitingLaunch",
    "WorklistEntry",
    "WorkshopSession",
    "db",
]
