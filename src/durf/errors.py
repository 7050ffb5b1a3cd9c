"""Every error durf raises, as one tree.

    DurfError
    ├── FileProblem            a file that cannot be read or written
    ├── PolicyFaults           a policy file with one or more faults, all of them
    ├── ExamplesFailed         a policy whose own examples do not hold
    ├── BadPost                a post that is not what the input format asks for
    ├── BadUse                 options that do not go together, unknown names
    ├── MissingExtra           a part of durf that is not installed
    ├── BrokenProgram          a compiled policy that is damaged or foreign
    ├── NoKernel               the vault's kernel cannot be loaded
    ├── NoVault                a folder that holds no vault, or may not become one
    ├── VaultKey               a key that is missing, unsafe, or of another vault
    ├── BrokenVault            a vault whose files are damaged
    ├── PictureProblem         a picture that is damaged, too large or unknown
    ├── Unreadable             a document whose text cannot be read
    ├── TableProblem           rows of a file or a database that cannot be read
    ├── VaultBusy              a vault that somebody else is writing
    ├── BrokenProof            evidence that does not hold
    ├── BadEntry               what cannot be an entry of the evidence log
    ├── BadKey                 a key of the evidence log that cannot be used
    └── NetworkTrouble         what goes wrong while a network is spoken to
        ├── AnswerLost         no answer: whether anything was done is not known
        ├── BadAnswer          an answer that proves nothing
        ├── TryLater           too many requests: nothing was done
        ├── Unauthorised       a token that has expired or was revoked
        ├── Refused            nothing was done, and never will be
        ├── AlreadyThere       the same post stands there, it says
        └── CannotTell         it cannot be seen from here

An error carries a stable ``code`` and named arguments.  Only the edge makes a
sentence of it, in the reader's language: ``template`` is the English sentence
and at the same time the key of the translation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from durf.source.faults import Fault


class DurfError(Exception):
    """The root of all errors of durf."""

    code: ClassVar[str] = "error"
    template: ClassVar[str] = "something went wrong"
    remedy: ClassVar[str] = "see the message above"
    exit_code: ClassVar[int] = 2
    # Arguments that are our own words, and not somebody's text.
    ours: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **arguments: object) -> None:
        super().__init__(self.code, arguments)
        self.arguments = arguments

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Return 'what happened: what to do', translated by ``translate``."""
        arguments = dict(self.arguments)
        for name in self.ours:
            arguments[name] = translate(str(arguments[name]))
        what = translate(self.template).format(**arguments)
        remedy = translate(self.remedy).format(**arguments)
        return f"{what}: {remedy}"

    def __str__(self) -> str:
        return self.sentence()


class FileProblem(DurfError):
    """A file that cannot be read or written."""

    code = "file-problem"
    template = "cannot {verb} {path} ({reason})"
    remedy = "check the name and your rights to it"
    ours = ("verb", "reason")


class PolicyFaults(DurfError):
    """A policy file with faults; ``faults`` holds all of them, sorted by place."""

    code = "policy-faults"
    template = "{path} has {count} fault(s)"
    remedy = "mend the lines named above"

    def __init__(self, path: str, faults: Sequence[Fault]) -> None:
        super().__init__(path=path, count=len(faults))
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join([*(str(fault) for fault in self.faults), self.sentence()])


class ExamplesFailed(DurfError):
    """A policy whose own examples do not hold compiles into no checker."""

    code = "examples-failed"
    template = "{count} example(s) of {path} do not hold"
    remedy = "run 'durf policy test {path}' to see them"
    exit_code = 1


class BadPost(DurfError):
    """A post that is not what the input format asks for."""

    code = "bad-post"
    template = "{path}, line {line}: {reason}"
    remedy = "give one JSON object a line, with at least a 'text'"


class BadUse(DurfError):
    """Options that do not go together, or a name that does not exist.

    ``what`` and ``mend`` are English sentences themselves, for the other arguments.
    """

    code = "bad-use"

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Return 'what happened: what to do', translated by ``translate``."""
        given = dict(self.arguments)
        said = [translate(str(given.pop(name))) for name in ("what", "mend")]
        # Without arguments a brace is just a brace.
        return ": ".join(one.format(**given) if given else one for one in said)


class MissingExtra(DurfError):
    """A part of durf that is not installed."""

    code = "missing-extra"
    template = "{what} needs an extra that is not installed"
    remedy = "run 'pip install durf[{extra}]'"


class BrokenProgram(DurfError):
    """A compiled policy that is damaged, or was made by another durf or machine."""

    code = "broken-program"
    template = "the compiled policy cannot be used ({reason})"
    remedy = "compile it again from its Markdown"


class NoKernel(DurfError):
    """The vault's kernel is not there, or not for this machine."""

    code = "no-kernel"
    template = "the vault's kernel cannot be loaded ({reason})"
    remedy = "install durf anew on this machine, with a C compiler at hand"
    ours = ("reason",)


class NoVault(DurfError):
    """A folder that holds no vault, or that cannot become one."""

    code = "no-vault"
    template = "{path} is no vault ({reason})"
    remedy = "make one with 'durf vault init {path}'"
    ours = ("reason",)


class VaultKey(DurfError):
    """A key that is missing, kept unsafely, or belongs to another vault."""

    code = "vault-key"
    template = "the key of the vault cannot be used ({reason})"
    remedy = "{mend}"
    ours = ("reason", "mend")


class BrokenVault(DurfError):
    """A vault with a file that is damaged, missing or foreign."""

    code = "broken-vault"
    template = "a file of the vault is damaged: {path} ({reason})"
    remedy = "put it back from a backup, or add the documents to a new vault"
    ours = ("reason",)


class VaultBusy(DurfError):
    """A vault that another process is writing."""

    code = "vault-busy"
    template = "somebody else is writing the vault {path}"
    remedy = "wait until that is done"


class PictureProblem(DurfError):
    """A picture that is damaged, too large, or of a format that is not read."""

    code = "picture-problem"
    template = "the picture cannot be read ({reason})"
    remedy = "save it again as PNG or JPEG, or leave it out"
    ours = ("reason",)


class Unreadable(DurfError):
    """A document whose text cannot be read; ``why`` is a stable code for the reason."""

    code = "unreadable"
    template = "{path} cannot be read ({reason})"
    remedy = "{mend}"
    ours = ("reason", "mend")


class TableProblem(DurfError):
    """Rows that cannot be read; ``path`` never carries a password."""

    code = "table-problem"
    template = "the rows of {path} cannot be read ({reason})"
    remedy = "{mend}"
    ours = ("reason", "mend")


class BrokenProof(DurfError):
    """Evidence that does not hold; ``where`` names the part of it."""

    code = "broken-proof"
    template = "the evidence does not hold, at {where}: {reason}"
    remedy = "do not rely on it, and ask for another copy"
    exit_code = 1
    ours = ("reason",)


class BadEntry(DurfError):
    """What cannot be an entry of the evidence log."""

    code = "bad-entry"
    template = "this cannot be an entry of the evidence log ({reason})"
    remedy = "give a plain kind and subject, a time with its zone, and JSON"
    ours = ("reason",)


class BadKey(DurfError):
    """A key of the evidence log that cannot be used."""

    code = "bad-key"
    template = "the key of the evidence log cannot be used ({reason})"
    remedy = "give the line that the log's owner published, as it was"
    ours = ("reason",)


class NetworkTrouble(DurfError):
    """The root of what goes wrong while a network is spoken to."""

    code = "network-trouble"
    template = "the network did not do what was asked"
    remedy = "try again later"


class AnswerLost(NetworkTrouble):
    """No answer came: whether anything was done over there is not known."""

    code = "answer-lost"
    template = "no answer came from {host}"
    remedy = "what was published is looked up before anything is sent again"


class BadAnswer(NetworkTrouble):
    """An answer that proves nothing: a failure, a redirect, a page, no sense."""

    code = "bad-answer"
    template = "the network's answer cannot be used ({reason})"
    remedy = "try again later, and look whether the server is what it says"
    ours = ("reason",)


class TryLater(NetworkTrouble):
    """The network did nothing, for there were too many requests."""

    code = "try-later"
    template = "the network takes no more requests for now"
    remedy = "wait {seconds} seconds"


class Unauthorised(NetworkTrouble):
    """A token that has expired, was revoked, or may not do this."""

    code = "unauthorised"
    template = "the network does not accept the sign-in (status {status})"
    remedy = "connect the account again"


class Refused(NetworkTrouble):
    """The network did nothing, and never will with this content."""

    code = "refused"
    template = "the network refuses this post (status {status}: {reason})"
    remedy = "change the post, or choose another channel"
    exit_code = 1
    ours = ("reason",)


class AlreadyThere(NetworkTrouble):
    """The network says that it has this already; ``number`` where it says which."""

    code = "already-there"
    template = "the network says that it has this post already"
    remedy = "it is looked up before anything is sent again"


class CannotTell(NetworkTrouble):
    """Whether a post was published cannot be seen from here."""

    code = "cannot-tell"
    template = "whether the post was published cannot be seen ({reason})"
    remedy = "look at the account, and tell durf what you see"
    ours = ("reason",)
