"""Where LinkedIn signs people in.

learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow: an app with
a secret shows it in the form, and is answered with 401 if it shows a verifier, too
(github.com/UsefulSoftwareCo/executor/issues/2087).  Proof keys are for apps without a
secret, where LinkedIn allows them (…/authorization-code-flow-native).  Tokens live for
60 days, and are refreshed only for partners (…/programmatic-refresh-tokens).
"""

from __future__ import annotations

from dataclasses import replace

from durf.networks.oauth import Service

_HOST = "https://www.linkedin.com/oauth"

MEMBER = Service(
    authorize=f"{_HOST}/v2/authorization",
    token=f"{_HOST}/v2/accessToken",
    revoke=f"{_HOST}/v2/revoke",
    scopes=("openid", "profile", "w_member_social"),
    has_proof=False,
    secret_in_header=False,
)
ORGANISATION = replace(
    MEMBER,
    scopes=("w_organization_social", "r_organization_social", "rw_organization_admin"),
)
# For an app without a secret.
NATIVE = replace(MEMBER, authorize=f"{_HOST}/native-pkce/authorization")
