"""Ask the kernel to refuse this process what reading a file never needs.

A seccomp filter (Linux 3.5 and later): no new programs or processes, though threads,
no sockets, nothing that changes files, no signals to others.  See seccomp(2).
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from dataclasses import dataclass

NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2
# Classic BPF: load a word, compare, test bits, return.
LOAD, EQUAL, AT_LEAST, BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
ALLOW = 0x7FFF0000
REFUSE = 0x00050000 | errno.EPERM
# Who asks for it in the new way falls back to the old one, which can be looked at.
UNKNOWN = 0x00050000 | errno.ENOSYS
X32 = 0x40000000
THREAD = 0x00010000
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

Step = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Machine:
    """The numbers of system calls on one kind of machine.

    Args:
        audit: the machine's own number.
        refused: calls that never succeed.
        clone: starts a thread or a process.
        tgkill: sends a signal, to itself or to others.
        opens: calls that open a file, with the place of their flags.
    """

    audit: int
    refused: tuple[int, ...]
    clone: int
    tgkill: int
    opens: tuple[tuple[int, int], ...]


def numbers(table: str) -> tuple[int, ...]:
    """Return the numbers of a table of calls: ``name=number``, with blanks between."""
    return tuple(int(one.rpartition("=")[2]) for one in table.split())


# The arguments of these cannot be seen; whoever gets 'unknown' asks the old way.
HIDDEN = numbers("clone3=435 openat2=437")
COMMON = numbers("pidfd_send_signal=424 io_uring_setup=425 fchmodat2=452")
MACHINES = {
    "x86_64": Machine(
        audit=0xC000003E,
        refused=numbers(
            "execve=59 execveat=322 fork=57 vfork=58 socket=41 ptrace=101"
            " process_vm_readv=310 process_vm_writev=311 kill=62 tkill=200"
            " truncate=76 ftruncate=77 rename=82 mkdir=83 rmdir=84 creat=85 link=86"
            " unlink=87 symlink=88 chmod=90 fchmod=91 chown=92 fchown=93 lchown=94"
            " mknod=133 mkdirat=258 mknodat=259 fchownat=260 unlinkat=263"
            " renameat=264 linkat=265 symlinkat=266 fchmodat=268 renameat2=316"
        ),
        clone=56,
        tgkill=234,
        opens=((2, 1), (257, 2)),
    ),
    "aarch64": Machine(
        audit=0xC00000B7,
        refused=numbers(
            "execve=221 execveat=281 socket=198 ptrace=117 process_vm_readv=270"
            " process_vm_writev=271 kill=129 tkill=130 mknodat=33 mkdirat=34"
            " unlinkat=35 symlinkat=36 linkat=37 renameat=38 truncate=45 ftruncate=46"
            " fchmod=52 fchmodat=53 fchownat=54 fchown=55 renameat2=276"
        ),
        clone=220,
        tgkill=131,
        opens=((56, 2),),
    ),
}


def confine() -> bool:
    """Refuse this process whatever it does not need; say whether that worked."""
    machine = MACHINES.get(os.uname().machine)
    if machine is None or os.uname().sysname != "Linux":
        return False
    steps = b"".join(struct.pack("=HBBI", *step) for step in program(machine))
    buffer = ctypes.create_string_buffer(steps, len(steps))
    head = struct.pack("@HxxxxxxP", len(steps) // 8, ctypes.addressof(buffer))
    system = ctypes.CDLL(None)
    if system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not system.prctl(SET_SECCOMP, FILTER, head, 0, 0)


def program(machine: Machine) -> list[Step]:
    """Return the filter; a step is code, two jumps and a number."""
    steps: list[Step] = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, machine.audit),
        (RETURN, 0, 0, REFUSE),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, REFUSE),
    ]
    for call in machine.refused + COMMON:
        steps += [(EQUAL, 0, 1, call), (RETURN, 0, 0, REFUSE)]
    for call in HIDDEN:
        steps += [(EQUAL, 0, 1, call), (RETURN, 0, 0, UNKNOWN)]
    steps += looked_at(machine.clone, 0, (BITS, 0, 1, THREAD), ALLOW, REFUSE)
    steps += looked_at(machine.tgkill, 0, (EQUAL, 0, 1, os.getpid()), ALLOW, REFUSE)
    for call, place in machine.opens:
        steps += looked_at(call, place, (BITS, 0, 1, WRITES), REFUSE, ALLOW)
    return [*steps, (RETURN, 0, 0, ALLOW)]


def looked_at(call: int, place: int, test: Step, yes: int, no: int) -> list[Step]:
    """Return the steps that let an argument decide about a call."""
    return [
        (EQUAL, 0, 4, call),
        (LOAD, 0, 0, FIRST_ARGUMENT + 8 * place),
        test,
        (RETURN, 0, 0, yes),
        (RETURN, 0, 0, no),
    ]
