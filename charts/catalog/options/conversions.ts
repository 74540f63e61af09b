/** What a value of the charts becomes: a value of the contract, nothing, or a remark about what to do instead. */
export type Converted =
  { readonly value: unknown } | { readonly ignored: true } | { readonly remedy: string } | undefined;

/** The file that is converted. */
export interface Source {
  readonly version: string;
  /** Another value of the file; undefined where the file does not have it. */
  readonly at: (key: string | readonly string[]) => unknown;
  /** The same as text; what is usual where the file says nothing, or no text. */
  readonly textAt: (key: string, usual: string) => string;
}

/** Converts one value; undefined when a value of that form belongs to another row. */
export type Convert = (value: unknown, source: Source, key: string) => Converted;

export const as = (value: unknown): Converted => ({ value });
export const IGNORED: Converted = { ignored: true };
export const remedy = (text: string): Converted => ({ remedy: text });

/** `disablePolicyChecks` and the like. */
export const not: Convert = (value) => (typeof value === 'boolean' ? as(!value) : undefined);

/** `enabled` and `disabled`. */
export const enabled: Convert = (value) => as(value === 'enabled' || value === true);

/** Only where it is a switch; later lines have an object of the same name. */
export const onlySwitch: Convert = (value) => (typeof value === 'boolean' ? as(value) : undefined);

/** An address without a port, which is always the same. */
export const withPort =
  (port: number): Convert =>
  (value) =>
    as(value === '' ? '' : `${String(value)}:${port}`);

/** `{enabled, host, port}` as host:port. */
export const hostAndPort: Convert = (value) => {
  const { enabled: isOn, host, port } = (value ?? {}) as Record<string, unknown>;
  return isOn === true ? as(`${String(host)}:${String(port)}`) : IGNORED;
};

/** `<namespace>.svc.<domain>`, or only the domain. */
export const domain: Convert = (value) => (value === '' ? IGNORED : as(String(value).replace(/^.*\.svc\./, '')));

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

const listOf = (value: unknown): readonly AntiAffinity[] => (Array.isArray(value) ? (value as AntiAffinity[]) : []);

/** `podAntiAffinityLabelSelector`. */
export const required: Convert = (value) => (listOf(value).length === 0 ? IGNORED : as(listOf(value).map(term)));

/** `podAntiAffinityTermLabelSelector`. */
export const preferred: Convert = (value) =>
  listOf(value).length === 0
    ? IGNORED
    : as(listOf(value).map((item) => ({ podAffinityTerm: term(item), weight: 100 })));
