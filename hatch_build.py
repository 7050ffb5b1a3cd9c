"""Compile the vault's kernel when durf is installed.

Any C compiler will do: the one that CC names, cc, gcc or clang, and where there is
none the one in the package ziglang, which is then asked for as a build requirement.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = Path("src", "durf", "vault", "native")
LIBRARY = SOURCES / "kernel.so"
FLAGS = ("-O3", "-std=gnu11", "-Wall", "-Wextra", "-fvisibility=hidden", "-fPIC")
ZIG = "ziglang>=0.13,<0.18"


def compiler() -> list[str] | None:
    """Return how to call a C compiler of this machine, if it has one."""
    named = shlex.split(os.environ.get("CC", ""))
    for command in (named, ["cc"], ["gcc"], ["clang"]):
        if command and shutil.which(command[0]):
            return command
    return None


def compile_kernel(root: Path) -> None:
    """Compile the kernel into the source tree, whole or not at all.

    Raises:
        subprocess.CalledProcessError: the compiler does not take it.
    """
    command = compiler() or [sys.executable, "-m", "ziglang", "cc"]
    draft = root / LIBRARY.with_suffix(".draft")
    sources = sorted(str(path) for path in (root / SOURCES).glob("*.c"))
    call = [*command, *FLAGS, "-shared", "-o", str(draft), *sources]
    subprocess.run(call, check=True)  # noqa: S603 the compiler of this machine
    draft.replace(root / LIBRARY)


class KernelHook(BuildHookInterface):
    """Compile the kernel, and tell that the wheel is for one kind of machine."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for a compiler where there is none."""
        return [] if compiler() else [ZIG]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile before the files are collected."""
        if self.target_name != "wheel":
            return
        compile_kernel(Path(self.root))
        build_data["pure_python"] = False
        build_data["artifacts"].append(LIBRARY.as_posix())
        # No Python is linked in: one wheel does for every version of it.
        build_data["tag"] = f"py3-none-{self._platform()}"

    def _platform(self) -> str:
        from packaging.tags import sys_tags

        return next(iter(sys_tags())).platform


if __name__ == "__main__":
    compile_kernel(Path(__file__).parent)
