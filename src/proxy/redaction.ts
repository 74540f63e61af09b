import { mapOf } from './untrusted.ts';

/** Stands where a secret was. */
const REDACTED = '[redacted]';

/** Keys of Envoy's v2 API below which secrets are (api.v2.auth.TlsCertificate, TlsSessionTicketKeys, GenericSecret). */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  'private_key',
  'password',
  'session_ticket_keys',
  'generic_secret',
  'access_token',
]);

/** A DataSource may name a file instead of holding what is in it: the name is no secret. */
const FILE_NAME = 'filename';

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Nothing in a proxy's configuration is nested deeper; what is was made to exhaust us. */
const DEEPEST = 100;

/** A copy without private keys, passwords and tokens, whatever the proxy itself has hidden already. */
export function redacted(value: unknown): unknown {
  return copy(value, false, 0);
}

function copy(value: unknown, secret: boolean, depth: number): unknown {
  if (depth > DEEPEST) return REDACTED;
  if (typeof value === 'string') return secret || PRIVATE_KEY.test(value) ? REDACTED : value;
  if (Array.isArray(value)) return value.map((item) => copy(item, secret, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(mapOf(value)).map(([key, inner]) => [key, copyOfField(key, inner, secret, depth)]);
  return Object.fromEntries(entries) as unknown;
}

function copyOfField(key: string, value: unknown, secret: boolean, depth: number): unknown {
  const isPublic = key === FILE_NAME && typeof value === 'string';
  return copy(value, !isPublic && (secret || SECRET_KEYS.has(key)), depth + 1);
}
