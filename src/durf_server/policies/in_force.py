"""The policy that counts in a workspace now, compiled, with the vault beside it."""

from __future__ import annotations

import hashlib
import secrets
import threading
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from django.conf import settings

from durf.check.checker import Checker
from durf.errors import BrokenProgram
from durf.policy.model import Policy
from durf_server.errors import NotNow
from durf_server.keys import seal, unseal
from durf_server.policies.models import PolicyVersion

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from durf.vault.secret import Secret
    from durf.vault.vault import Vault
    from durf_server.people.models import Workspace

# How long a vault may be another one before a keystroke's check notices, in
# seconds; whatever counts asks with ``fresh``.
_NOTICE = 1.0
MOST_WARM = 20
_LONG = "Here is a sentence of some length about our work and what we do today. " * 3
_lock = threading.Lock()
# Making one takes long enough that others should wait for it, and not make theirs.
_making = threading.Lock()
_kept: dict[UUID, tuple[InForce, float]] = {}


@dataclass(frozen=True, slots=True)
class InForce:
    """What drafts are judged by now.

    Attributes:
        id: of the version in the database.
        number: of the version in the workspace.
        policy: the text, read.
        checker: the text, compiled.
        vault: what must not leak, if the workspace has a vault.
        vault_state: a digest of what the vault holds; empty without one.
    """

    id: UUID
    number: int
    policy: Policy
    checker: Checker
    vault: Vault | None
    vault_state: str


def in_force(workspace: Workspace, *, fresh: bool = False) -> InForce:
    """Return what drafts of a workspace are judged by.

    Args:
        workspace: whose policy.
        fresh: look now; else it may be a second old.

    Raises:
        NotNow: no policy is in force.
        DurfError: the policy does not compile, or its vault cannot be opened.
    """
    lately = None if fresh else _lately(workspace)
    if lately is not None:
        return lately
    row = (
        PolicyVersion.objects.filter(
            workspace_id=workspace.pk, state=PolicyVersion.State.IN_FORCE
        )
        .values_list("id", "number")
        .first()
    )
    if row is None:
        raise NotNow(
            reason="no policy is in force", mend="let a policy owner put one in force"
        )
    found = _known(workspace, row[0], fresh=fresh)
    if found is not None:
        return found
    with _making:
        # Whoever was before us may have made it.
        found = _known(workspace, row[0], fresh=fresh)
        if found is None:
            found = _made(workspace, *row)
            _keep(workspace, found)
    return found


def warm() -> None:
    """Make ready what the first request would wait for; trouble is theirs to tell."""
    from django.db import Error, connection

    from durf.errors import DurfError
    from durf.post import Post
    from durf_server.people.models import Workspace

    try:
        rows = PolicyVersion.objects.filter(state=PolicyVersion.State.IN_FORCE)
        for workspace in Workspace.objects.filter(policy_versions__in=rows)[:MOST_WARM]:
            with suppress(DurfError):
                # Parts that are loaded by the first post that needs them.
                in_force(workspace).checker.check(Post(_LONG))
    except Error:
        # The database is not there yet: the first request will say so.
        return
    finally:
        connection.close()


def forget(workspace_id: UUID) -> None:
    """Look again at the next request: another version came into force here."""
    with _lock:
        _kept.pop(workspace_id, None)


def _lately(workspace: Workspace) -> InForce | None:
    """Return what was looked at a moment ago: keystrokes come many a second."""
    with _lock:
        kept = _kept.get(workspace.pk)
    if kept is None or monotonic() - kept[1] >= _NOTICE:
        return None
    return kept[0]


def _known(workspace: Workspace, key: UUID, *, fresh: bool) -> InForce | None:
    """Return what was made before, if it still counts."""
    with _lock:
        kept = _kept.get(workspace.pk)
    if kept is None or kept[0].id != key:
        return None
    seen, looked = kept
    if not fresh and monotonic() - looked < _NOTICE:
        return seen
    if _vault_changed(seen, workspace):
        return None
    _keep(workspace, seen)
    return seen


def vault_folder(workspace_id: UUID) -> Path:
    """Return where a workspace's vault lies, if it has one."""
    folder: Path = settings.VAULT_DIR / str(workspace_id)
    return folder


def keep_vault_key(workspace_id: UUID, secret: Secret) -> None:
    """Keep the key of a workspace's vault, locked with the master key."""
    path = _vault_key(workspace_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealed = seal(secret.written().encode(), _place(workspace_id))
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    draft.write_bytes(sealed)
    draft.chmod(0o600)
    draft.replace(path)


def _vault_key(workspace_id: UUID) -> Path:
    path: Path = settings.DATA_DIR / "keys" / f"vault-{workspace_id}.sealed"
    return path


def _place(workspace_id: UUID) -> str:
    return f"vault/{workspace_id}"


def checker_of(policy: Policy, vault: Vault | None) -> Checker:
    """Return a policy's checker, compiled once for all processes.

    Raises:
        ExamplesFailed: the policy's own examples do not hold.
        BadUse: it names a collection that the vault does not have.
    """
    path = settings.DATA_DIR / "programs" / f"{_sha256(policy.version)}.durfc"
    with suppress(OSError, BrokenProgram):
        checker = Checker.from_bytes(path.read_bytes(), vault=vault)
        checker.require_collections()
        return checker
    checker = Checker(policy, vault=vault)
    # A program that cannot be kept is compiled again by the next process.
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        draft.write_bytes(checker.to_bytes())
        draft.replace(path)
    return checker


def _keep(workspace: Workspace, made: InForce) -> None:
    with _lock:
        _kept[workspace.pk] = (made, monotonic())


def _made(workspace: Workspace, key: UUID, number: int) -> InForce:
    version = PolicyVersion.objects.get(id=key)
    policy = Policy.parse(version.text)
    vault = open_vault(workspace.pk)
    checker = checker_of(policy, vault)
    return InForce(key, number, policy, checker, vault, _state_of(vault))


def open_vault(workspace_id: UUID) -> Vault | None:
    """Return a workspace's vault, if it has one.

    Raises:
        DurfError: it is there and cannot be opened.
    """
    folder = vault_folder(workspace_id)
    if not folder.is_dir():
        return None
    from durf.vault.vault import Vault

    try:
        sealed = _vault_key(workspace_id).read_bytes()
    except FileNotFoundError:
        # Then it is kept where the library looks for it.
        return Vault.open(folder)
    return Vault.open(folder, unseal(sealed, _place(workspace_id)).decode())


def _vault_changed(seen: InForce, workspace: Workspace) -> bool:
    if seen.vault is None:
        return vault_folder(workspace.pk).is_dir()
    # A vault that was taken away is opened anew, which says what is wrong.
    if not vault_folder(workspace.pk).is_dir():
        return True
    seen.vault.refresh()
    return _state_of(seen.vault) != seen.vault_state


def _state_of(vault: Vault | None) -> str:
    return "" if vault is None else _sha256(vault.state)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
