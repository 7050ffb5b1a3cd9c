"""Where X signs people in: docs.x.com/fundamentals/authentication/oauth-2-0.

Tokens live for two hours, and refresh tokens are taken once.
"""

from __future__ import annotations

from durf.networks.oauth import Service

SERVICE = Service(
    authorize="https://x.com/i/oauth2/authorize",
    token="https://api.x.com/2/oauth2/token",  # noqa: S106 an address
    revoke="https://api.x.com/2/oauth2/revoke",
    scopes=("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
)
