"""The options of ``durf check``, by the names they have there."""

from __future__ import annotations

from dataclasses import dataclass

from durf.cli.jsonl import moment
from durf.errors import BadUse
from durf.post import Author, Medium, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asked of ``durf check``."""

    files: tuple[str, ...] = ()
    policy: str = "policy.md"
    input_format: str | None = None
    channel: str = ""
    author: str = ""
    role: tuple[str, ...] = ()
    post_language: str = ""
    at: str = ""
    media: tuple[str, ...] = ()
    picture: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    fail_on: str = "review"
    output_format: str | None = None
    fix: bool = False
    jobs: int = 1
    no_cache: bool = False
    judge_url: str = ""
    vault: str = ""
    verbose: bool = False

    def given(self) -> Post:
        """Return what counts for posts that do not say it themselves.

        Raises:
            BadUse: the time is no time.
        """
        try:
            at = moment(self.at) if self.at else None
        except ValueError:
            raise BadUse(
                what="'{at}' is no time",
                mend="write it as 2026-12-01T09:00",
                at=self.at,
            ) from None
        pairs = [one.partition("=") for one in self.media]
        return Post(
            "",
            channel=self.channel,
            author=Author(self.author, self.role),
            language=self.post_language,
            at=at,
            media=(
                *(Medium(path, alt) for path, _, alt in pairs),
                *(Medium(path) for path in self.picture),
            ),
            links=self.link,
        )
