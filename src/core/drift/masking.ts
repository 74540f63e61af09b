import type { Manifest } from '../../api/manifest.ts';

/** Stands for a value that nobody should read over a shoulder. */
const MASK = '***';

/** Names of environment variables whose values are probably secret. */
const CREDENTIAL = /passw(or)?d|passphrase|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key/i;

/** Fields whose values are; narrower, because `secretName` and `tokenAudience` are no secrets. */
const CREDENTIAL_FIELD = /(passw(or)?d|passphrase|token|(api|access|secret|private)[_-]?key)$/i;

/** The same in the lines of a text: configuration in a ConfigMap, an argument, a line of a log. */
const CREDENTIAL_IN_TEXT =
  /((?:passw(?:or)?d|passphrase|token|(?:api|access|secret|private)[_-]?key)["']?[ \t]*[:=][ \t]*["']?|\bbearer[ \t]+)([^\s"',;{[][^\s"',;]*)/gi;

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?-----END [A-Z ]*PRIVATE KEY-----/g;

/** True when the name of a variable promises a credential. */
export const isCredential = (name: string): boolean => CREDENTIAL.test(name);

/** A text without the credentials in it, as far as they are called by their names. */
export const maskedText = (text: string): string => hiddenInText(text, text, MASK);

/**
 * Two states of one object without what is secret in them: values of Secrets, and whatever is called like a credential:
 * environment variables, fields, and lines of configuration. A value that differs is masked differently, so that one sees that it does.
 */
export function maskedPair(live: Manifest, wanted: Manifest): [Manifest, Manifest] {
  return [masked(live, wanted, `${MASK} (live)`), masked(wanted, live, `${MASK} (wanted)`)];
}

/** A value without what is secret in it, if its own name or one inside it promises a credential. */
export const maskedValue = (name: string, value: unknown): unknown =>
  at(withoutCredentials({ [name]: value }, { [name]: value }, MASK), name);

/** An object without what is secret in it. */
export const maskedObject = (object: Manifest): Manifest => masked(object, object, MASK);

type Fields = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (value: unknown, key: string | number): unknown => (value as Fields | undefined)?.[key];

/** `different` stands for what `other` does not have like this. */
function masked(object: Manifest, other: Manifest, different: string): Manifest {
  const visible = (object.kind === 'Secret' ? withoutData(object, other, different) : object) as Fields;
  return withoutCredentials(visible, other, different) as Manifest;
}

function withoutData(secret: Manifest, other: Manifest, different: string): Manifest {
  const hide = (field: 'data' | 'stringData'): Fields => {
    if (!isMap(secret[field])) return {};
    const entries = Object.entries(secret[field]).map(([key, value]) => [
      key,
      value === at(other[field], key) ? MASK : different,
    ]);
    return { [field]: Object.fromEntries(entries) as Fields };
  };
  return { ...secret, ...hide('data'), ...hide('stringData') };
}

function withoutCredentials(node: unknown, other: unknown, different: string): unknown {
  if (typeof node === 'string') return hiddenInText(node, typeof other === 'string' ? other : '', different);
  if (Array.isArray(node))
    return node.map((item: unknown, i) => withoutCredentials(item, partner(item, i, other), different));
  if (!isMap(node)) return node;
  const entries = Object.entries(node).map(([key, value]) => {
    // A password may be a number; a switch is none.
    if ((typeof value !== 'string' && typeof value !== 'number') || !isSecretField(node, key)) {
      return [key, withoutCredentials(value, at(other, key), different)];
    }
    return [key, value === at(other, key) || value === MASK ? MASK : different];
  });
  return Object.fromEntries(entries);
}

/** Items `{name, value}` are how containers have their variables. */
const isSecretField = (node: Fields, key: string): boolean =>
  CREDENTIAL_FIELD.test(key) || (key === 'value' && typeof node['name'] === 'string' && isCredential(node['name']));

function hiddenInText(text: string, other: string, different: string): string {
  const hidden = (whole: string): string => (other.includes(whole) ? MASK : different);
  return text
    .replaceAll(PRIVATE_KEY, (key) => `${hidden(key)} private key`)
    .replaceAll(CREDENTIAL_IN_TEXT, (whole, before: string) => before + hidden(whole));
}

function partner(item: unknown, index: number, list: unknown): unknown {
  if (!Array.isArray(list)) return undefined;
  const name = at(item, 'name');
  return name === undefined ? (list[index] as unknown) : list.find((candidate) => at(candidate, 'name') === name);
}
