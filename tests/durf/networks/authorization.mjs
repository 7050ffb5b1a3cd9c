// A real authorization server on loopback, for three kinds of clients.
//
//   node authorization.mjs PORT REDIRECT_URI SECRET
//
// The folder that it runs in has oidc-provider installed.  Refresh tokens are good
// for once.  It takes any name for an account.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(`${process.cwd()}/`));
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

const [port, redirect, secret] = process.argv.slice(2);

const client = (id, method) => ({
  client_id: id,
  ...(method === "none" ? {} : { client_secret: secret }),
  redirect_uris: [redirect],
  grant_types: ["authorization_code", "refresh_token"],
  token_endpoint_auth_method: method,
});

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    client("public", "none"),
    client("secret in a header", "client_secret_basic"),
    client("secret in the form", "client_secret_post"),
  ],
  claims: { openid: ["sub"], profile: ["name"] },
  scopes: ["openid", "profile"],
  pkce: { required: (_, one) => one.clientId !== "secret in the form" },
  features: { revocation: { enabled: true } },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  cookies: { keys: ["for-tests-only"] },
  findAccount: async (_, name) => ({ accountId: name, claims: () => ({ sub: name }) }),
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
