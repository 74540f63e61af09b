/** What a value of the charts becomes: a value of the contract, nothing, or a remark about what to do instead. */
export type Converted =
  { readonly value: unknown } | { readonly ignored: true } | { readonly remedy: string } | undefined;

/** The file that is converted. */
export interface Source {
  readonly version: string;
  readonly profile: string;
  /** Another value of the file; undefined where the file does not have it. */
  readonly at: (key: string | readonly string[]) => unknown;
  /** The same as text; what is usual where the file says nothing, or no text. */
  readonly textAt: (key: string, usual: string) => string;
}

/** Converts one value; undefined when a value of that form belongs to another row. */
export type Convert = (value: unknown, source: Source, key: string) => Converted;

export const as = (value: unknown): Converted => ({ value });
export const IGNORED: Converted = { ignored: true };

/** The charts leave it to Kubernetes when it is empty. */
export const unlessEmpty: Convert = (value) => (value === '' ? IGNORED : as(value));
export const remedy = (text: string): Converted => ({ remedy: text });

/** `disablePolicyChecks` and the like. */
export const not: Convert = (value) => (typeof value === 'boolean' ? as(!value) : undefined);

/** `enabled` and `disabled`. */
export const enabled: Convert = (value) => as(value === 'enabled' || value === true);

/** Only where it is a switch; later lines have an object of the same name. */
export const onlySwitch: Convert = (value) => (typeof value === 'boolean' ? as(value) : undefined);

/** Converts text; anything else has no place there, and is said to. Numbers and switches are text without quotes. */
export const fromText =
  (convert: (text: string, source: Source) => Converted): Convert =>
  (value, source) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? convert(String(value), source)
      : remedy('write text');

/** An address without a port, which is always the same. */
export const withPort = (port: number): Convert => fromText((host) => as(host === '' ? '' : `${host}:${port}`));

/**
 * `enabled`, `host` and `port` below a key as host:port; what the file leaves out is as the release has it.
 * @param usual the address of a release
 */
export const hostAndPort =
  (below: string, usual: (version: string) => string = () => ''): Convert =>
  (_, { textAt, at, version }) => {
    const [usualHost = '', usualPort = ''] = usual(version).split(':');
    if (!isOn(at(`${below}.enabled`) ?? usualHost !== '')) return as('');
    const [host, port] = [textAt(`${below}.host`, usualHost), textAt(`${below}.port`, usualPort)];
    return host === '' || port === '' ? remedy(`write ${below}.host and port, too`) : as(`${host}:${port}`);
  };

/** Of no effect while a switch is off. */
export const when =
  (switchKey: string): Convert =>
  (value, source) =>
    isOn(source.at(switchKey)) ? as(value) : IGNORED;

const isOn = (value: unknown): boolean => value === true || value === 'true';

const DOMAINS = ['global.proxy.proxyDomain', 'global.proxy.discoveryDomain'];

/** `<namespace>.svc.<domain>`, or only the domain: in 1.0 one for proxies, and one for pilot. */
export const domain: Convert = (value, { textAt }) => {
  const given = DOMAINS.map((key) => textAt(key, '').replace(/^.*\.svc\./, '')).filter((text) => text !== '');
  if (new Set(given).size > 1) return remedy(`a mesh has one domain, and not both ${given.join(' and ')}`);
  return value === '' ? IGNORED : as(given[0]);
};

/** A list in the only entry of a map, which is named like the file that it becomes. */
export const listIn =
  (file: string, key: string): Convert =>
  (value) => {
    const list = ((value as Record<string, unknown> | null)?.[file] as Record<string, unknown> | undefined)?.[key];
    return Array.isArray(list) ? as(list) : remedy(`write ${file} with a list ${key}`);
  };

/** The chart made a list of it. */
export const listOrOne: Convert = (value) => as(Array.isArray(value) ? value : [value]);

/** Pods that must not be on one node (or other domain), as the charts wrote them. */
interface AntiAffinity {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: string;
  readonly topologyKey?: string;
}

const term = ({ key, operator, values, topologyKey }: AntiAffinity): object => ({
  labelSelector: {
    matchExpressions: [{ key, operator, ...(values !== undefined && values !== '' && { values: values.split(',') }) }],
  },
  topologyKey,
});

const isTerm = (item: unknown): item is AntiAffinity =>
  typeof item === 'object' && item !== null && ['undefined', 'string'].includes(typeof (item as AntiAffinity).values);

/** A list of terms, each made into something. The charts did nothing with what is no list, or an empty one. */
const termsAs =
  (made: (item: AntiAffinity) => object): Convert =>
  (value) => {
    if (!Array.isArray(value) || value.length === 0) return IGNORED;
    return value.every(isTerm)
      ? as(value.map(made))
      : remedy('write a list of maps with key, operator, values (text, with commas) and topologyKey');
  };

/** `podAntiAffinityLabelSelector`. */
export const required = termsAs(term);

/** `podAntiAffinityTermLabelSelector`. */
export const preferred = termsAs((item) => ({ podAffinityTerm: term(item), weight: 100 }));
