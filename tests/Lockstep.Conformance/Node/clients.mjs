// The official packages as they come, against Lockstep's own issuer. Prints what they got as one line of JSON; any fault of theirs ends it.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as openid from 'openid-client';

const { ISSUER, AUDIENCE, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN } = process.env;

async function verify(config, token) {
  const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
  const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt', algorithms: ['ES256'] });
  return { sub: payload.sub, alg: protectedHeader.alg };
}

const machine = await openid.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET);
const granted = await openid.clientCredentialsGrant(machine, { scope: 'customers:read' });
const basic = await openid.discovery(new URL(ISSUER), CLIENT_ID, undefined, openid.ClientSecretBasic(CLIENT_SECRET));
const again = await openid.clientCredentialsGrant(basic);

const person = await openid.discovery(new URL(ISSUER), 'lockstep', undefined, openid.None());
const refreshed = await openid.refreshTokenGrant(person, REFRESH_TOKEN);
const used = await openid.refreshTokenGrant(person, REFRESH_TOKEN)
  .then((repeated) => (repeated.refresh_token === refreshed.refresh_token ? 'same' : 'another'), (error) => error.error);

console.log(JSON.stringify({
  machine: await verify(machine, granted.access_token),
  scope: granted.scope ?? null,
  basic: await verify(basic, again.access_token),
  person: await verify(person, refreshed.access_token),
  next: typeof refreshed.refresh_token,
  used,
  wrong: await jwtVerify(granted.access_token.slice(0, -4) + 'AAAA', createRemoteJWKSet(new URL(machine.serverMetadata().jwks_uri))).then(() => 'taken', (error) => error.code),
}));
