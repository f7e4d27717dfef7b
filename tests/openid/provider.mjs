// A real OpenID Connect provider for tests. Its one argument is a JSON file:
// port, issuer, client (id, secret, redirect), keys (private JWKs, the first signs), people (by sign-in name), id_token_lasts.
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const provider = new Provider(given.issuer, {
  clients: [
    {
      client_id: given.client.id,
      client_secret: given.client.secret,
      redirect_uris: [given.client.redirect],
      grant_types: ["authorization_code"],
      response_types: ["code"],
      id_token_signed_response_alg: given.keys[0].alg,
    },
  ],
  jwks: { keys: given.keys },
  cookies: { keys: ["for tests only"] },
  pkce: { required: () => true },
  claims: { openid: ["sub"], profile: ["name"], email: ["email"] },
  conformIdTokenClaims: false, // name and email in the ID token, as the big providers do
  ttl: { IdToken: given.id_token_lasts, Session: 3600, Grant: 3600, Interaction: 600, AccessToken: 600, AuthorizationCode: 60 },
  // Any passphrase will do: this page of the package is for development.
  features: { devInteractions: { enabled: true } },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...given.people[id] }) }),
});
provider.proxy = true;
provider.listen(given.port, "127.0.0.1", () => process.stdout.write("listening\n"));
