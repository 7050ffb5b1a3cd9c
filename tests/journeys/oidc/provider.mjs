// A directory of people for tests: a real OpenID Connect provider on loopback.
//
//   node provider.mjs PORT ACCOUNTS.json REDIRECT_URI
//
// ACCOUNTS.json holds the claims of each account by its name, and is read anew at
// every sign-in.  The folder that it runs in has oidc-provider installed.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(`${process.cwd()}/`));
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

const [port, accounts, redirect] = process.argv.slice(2);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "durf",
      client_secret: "between-us-two",
      redirect_uris: [redirect],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  claims: {
    openid: ["sub"],
    email: ["email", "email_verified"],
    profile: ["name"],
    groups: ["groups"],
  },
  scopes: ["openid", "email", "profile", "groups"],
  pkce: { required: () => true },
  cookies: { keys: ["for-tests-only"] },
  async findAccount(_, name) {
    const claims = JSON.parse(readFileSync(accounts, "utf8"))[name];
    return claims && { accountId: name, claims: () => ({ sub: name, ...claims }) };
  },
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
