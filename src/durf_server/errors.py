"""Every error the server raises, as one tree below the library's.

    DurfError
    └── ServerError
        ├── BadSetting         a setting in the environment that cannot be read
        ├── PortTaken          a port that somebody else listens on
        ├── NotADemo           a folder for the demo that holds something else
        ├── NotThere           what does not exist, or not for this person
        ├── NotAllowed         what this person may see but not do
        ├── NotNow             what the state of things does not admit
        ├── Conflict           somebody else changed it meanwhile
        ├── BadInput           a field that cannot be taken
        ├── WrongKey           what was locked with another key, or changed
        ├── Unreachable        an address outside that is inside, or does not answer
        │   └── Unanswered     what may have arrived there, though no answer came
        ├── BrokenBackup       a backup that is not whole, or of another durf
        ├── NotEmpty           what a restore would replace
        ├── NoDatabase         a database that cannot be reached or used
        ├── NoSpace            no room left on the disk
        ├── Busy               too many requests
        ├── NotYet             a post that must wait before it goes out
        ├── MustHold           a post that a person has to look at first
        └── NothingSent        a network that could not be reached

An error carries a code and arguments; the console and the API make the sentence.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, ClassVar

from durf.errors import DurfError

if TYPE_CHECKING:
    from datetime import datetime

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SQLITE_FULL = 13
_POSTGRESQL_FULL = "53100"


class ServerError(DurfError):
    """The root of the server's errors."""

    code = "server-error"
    http_status: ClassVar[int] = 500


class BadSetting(ServerError):
    """A setting in the environment that cannot be read."""

    code = "bad-setting"
    template = "the setting {name} cannot be used"
    remedy = "give it {wanted}"


class PortTaken(ServerError):
    """A port that somebody else listens on, or that may not be had."""

    code = "port-taken"
    template = "port {port} is taken"
    remedy = "stop what listens there, or take another one with --port"


class NotADemo(ServerError):
    """A folder for the demo that holds something else."""

    code = "not-a-demo"
    template = "{path} holds something else than a demo"
    remedy = "name another folder with --data"


class NotThere(ServerError):
    """What does not exist, or not for this person: they learn no difference."""

    code = "not-there"
    template = "there is no such {what}"
    remedy = "look whether the address is right"
    http_status = 404
    ours = ("what",)


class NotAllowed(ServerError):
    """What this person may see but not do."""

    code = "not-allowed"
    template = "this is not yours to do ({reason})"
    remedy = "ask an administrator of the workspace"
    http_status = 403
    ours = ("reason",)


class NotNow(ServerError):
    """What the state of things does not admit."""

    code = "not-now"
    template = "this cannot be done now ({reason})"
    remedy = "{mend}"
    http_status = 409
    ours = ("reason", "mend")


class Conflict(ServerError):
    """Somebody else changed it meanwhile; ``newest`` is the version that stands."""

    code = "conflict"
    template = "somebody else changed this meanwhile (version {newest})"
    remedy = "look at both texts and save again"
    http_status = 409


class BadInput(ServerError):
    """A field that cannot be taken."""

    code = "bad-input"
    template = "{field} cannot be taken ({reason})"
    remedy = "mend it and send it again"
    http_status = 422
    ours = ("reason",)


class WrongKey(ServerError):
    """What was locked with another key, or changed since."""

    code = "wrong-key"
    template = "a secret cannot be opened: another key locked it, or it was changed"
    remedy = "look whether DURF_MASTER_KEY is the one of this data"


class Unreachable(ServerError):
    """An address that somebody gave leads inside, or to nobody."""

    code = "unreachable"
    template = "the address cannot be used ({reason})"
    remedy = "look whether it is right, and try again later"
    http_status = 502
    ours = ("reason",)


class Unanswered(Unreachable):
    """An address took a request, in whole or in part, and said nothing."""

    code = "unanswered"
    template = "the address did not answer ({reason})"


class BrokenBackup(ServerError):
    """A backup that is not whole, or that another durf made."""

    code = "broken-backup"
    template = "the backup cannot be used ({reason})"
    remedy = "take another one; nothing was changed"
    ours = ("reason",)


class NotEmpty(ServerError):
    """Something is there that a restore would replace."""

    code = "not-empty"
    template = "{what} is not empty"
    remedy = "restore into a new folder and an empty database"


class NoDatabase(ServerError):
    """A database that cannot be reached, or not be used."""

    code = "no-database"
    template = "the database cannot be used ({reason})"
    remedy = "look whether it runs and DURF_DATABASE is right"
    http_status = 503
    ours = ("reason",)


class NoSpace(ServerError):
    """The disk, or the room that durf may take of it, is full."""

    code = "no-space"
    template = "there is no space left on the disk"
    remedy = "free some, then do it again; nothing was done by half"
    http_status = 507


class Busy(ServerError):
    """Too many requests from one place."""

    code = "busy"
    template = "too many requests"
    remedy = "wait {seconds} seconds"
    http_status = 429


class NotYet(ServerError):
    """It must wait: its time, a quiet period, a limit, the stop switch."""

    code = "not-yet"
    template = "it does not go out now ({reason})"
    remedy = "it is looked at again by itself"
    ours = ("reason",)

    def __init__(self, *, reason: str, until: datetime) -> None:
        super().__init__(reason=reason)
        self.until = until


class MustHold(ServerError):
    """A person has to do something before it may go out."""

    code = "must-hold"
    template = "it does not go out ({reason})"
    remedy = "look at it, and let it go on or take it back"
    ours = ("reason",)


class NothingSent(ServerError):
    """The network could not be reached: nothing of a request arrived there."""

    code = "nothing-sent"
    template = "the network could not be reached"
    remedy = "it is tried again by itself"


def no_space(error: BaseException) -> NoSpace | None:
    """Return our error for what a full disk made a file or a database say."""
    if isinstance(error, OSError):
        return NoSpace() if error.errno in _NO_SPACE else None
    # Django's errors of databases have the driver's own as their cause.
    cause = error.__cause__
    is_sqlite = getattr(cause, "sqlite_errorcode", 0) & 0xFF == _SQLITE_FULL
    is_full = is_sqlite or getattr(cause, "sqlstate", "") == _POSTGRESQL_FULL
    return NoSpace() if is_full else None
