import fc from 'fast-check';
import { profilesOf, RELEASES } from '../../charts/index.ts';
import type { Schema } from '../../src/api/crd.ts';
import { everySetting, specWith, type Setting } from './settings.ts';

const word = (): fc.Arbitrary<string> => fc.stringMatching(/^[a-z]([-a-z0-9]{0,6}[a-z0-9])?$/);
const wordMap = (): fc.Arbitrary<Record<string, string>> =>
  fc.dictionary(word(), word(), { maxKeys: 2, noNullPrototype: true });
const image = (): fc.Arbitrary<string> =>
  fc.tuple(word(), word()).map(([name, tag]) => `registry.example:5000/${name}:${tag}`);

/** Settings whose text means something to Kubernetes that the schema does not say, by path or by last name. */
const MEANINGS: Readonly<Record<string, () => fc.Arbitrary<unknown>>> = {
  image,
  'images.hub': () => word().map((name) => `registry.example/${name}`),
  'images.overrides': () =>
    fc.dictionary(fc.constantFrom('pilot', 'proxy', 'grafana', 'bridge', 'edge'), image(), { noNullPrototype: true }),
  'images.pullSecrets': () => fc.uniqueArray(word(), { maxLength: 2 }),
  'gateways.[].labels': wordMap,
  nodeAffinity: () => fc.constantFrom({}, { preferredDuringSchedulingIgnoredDuringExecution: [] }),
  podAffinity: () => fc.constantFrom({}, { preferredDuringSchedulingIgnoredDuringExecution: [] }),
  podAntiAffinity: () =>
    fc.constantFrom({}, { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone' }] }),
  externalIPs: () => fc.constantFrom([], ['192.0.2.1'], ['2001:db8::1']),
  ipFamilies: () => fc.constantFrom([], ['IPv4'], ['IPv6'], ['IPv4', 'IPv6'], ['IPv6', 'IPv4']),
  loadBalancerSourceRanges: () => fc.constantFrom([], ['192.0.2.0/24', '2001:db8::/64']),
  tolerations: () =>
    fc.constantFrom(
      [],
      [{ operator: 'Exists' }],
      [{ key: 'pool', value: 'mesh', effect: 'NoExecute', tolerationSeconds: 5 }],
    ),
  'gateways.[].secretVolumes': () =>
    fc
      .uniqueArray(word(), { maxLength: 2 })
      .map((names) => names.map((name) => ({ name: `v-${name}`, secretName: name, mountPath: `/mnt/${name}` }))),
  'gateways.[].configVolumes': () =>
    fc
      .uniqueArray(word(), { maxLength: 2 })
      .map((names) => names.map((name) => ({ name: `c-${name}`, configMapName: name }))),
  'gateways.[].additionalContainers': () =>
    fc.tuple(word(), image()).map(([name, reference]) => [{ name: `more-${name}`, image: reference }]),
  'mesh.certificates': () =>
    fc
      .uniqueArray(
        fc.constantFrom('dns.istio-galley-service-account', 'dns.istio-sidecar-injector-service-account', 'dns.more'),
      )
      .map((names) => names.map((secretName) => ({ secretName, dnsNames: [`${secretName}.example`] }))),
  'mesh.clusterDomain': () => fc.constantFrom('cluster.local', 'example.internal'),
  'mesh.tracing.lightstep.cacertPath': () => fc.constantFrom('', '/etc/lightstep/ca.pem'),
  overlays: () => fc.constant([]),
};

/** Settings that a wish has anyway. */
const GIVEN = new Set(['version', 'profile', 'gateways.[].name']);

function valueOf({ path, schema }: Setting): fc.Arbitrary<unknown> {
  const meant = MEANINGS[path.join('.')] ?? MEANINGS[path.at(-1) ?? ''];
  return meant === undefined ? fromSchema(schema) : meant();
}

/** Any value that a schema allows. */
function fromSchema(schema: Schema): fc.Arbitrary<unknown> {
  if (schema['enum'] !== undefined) return fc.constantFrom(...(schema['enum'] as unknown[]));
  if (schema['x-kubernetes-int-or-string'] === true) return fc.oneof(fc.nat(9), text(schema));
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return wordMap();
  const type = String(schema['type']);
  const { minimum = 0, maximum = 99 } = schema as { minimum?: number; maximum?: number };
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.integer({ min: minimum, max: Math.min(maximum, minimum + 200) });
  if (type === 'number') return fc.integer({ min: minimum, max: maximum });
  if (type === 'string') return text(schema);
  if (type === 'array') return listOf(schema);
  return schema.properties === undefined ? wordMap() : recordOf(schema);
}

const text = (schema: Schema): fc.Arbitrary<string> =>
  schema['pattern'] === undefined ? word() : fc.stringMatching(new RegExp(bounded(schema['pattern'] as string)));

/** Texts of unbounded length would soon be too long for what bounds them elsewhere. */
const bounded = (pattern: string): string =>
  pattern.replaceAll(')*', '){0,2}').replaceAll(']*', ']{0,5}').replaceAll(']+', ']{1,3}');

const listOf = ({ items = {}, minItems }: Schema & { minItems?: number }): fc.Arbitrary<unknown> =>
  fc.array(fromSchema(items), { minLength: minItems ?? 0, maxLength: 2 });

function recordOf({ properties = {}, required = [] }: Schema & { required?: string[] }): fc.Arbitrary<unknown> {
  const entries = Object.entries(properties).map(([name, child]) => [name, fromSchema(child)] as const);
  return fc.record(Object.fromEntries(entries), { requiredKeys: required, noNullPrototype: true });
}

type Tree = Record<string, unknown>;
const isMap = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Two values in one: maps key by key, anything else is replaced. */
function together(a: unknown, b: unknown): unknown {
  if (!isMap(a) || !isMap(b)) return b ?? a;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(keys.map((key) => [key, together(a[key], b[key])]));
}

/** A spec with more settings: gateways by name, everything else key by key. */
function withSettings(spec: Tree, { gateways = [], ...settings }: Tree): Tree {
  const byName = new Map((spec['gateways'] as Tree[] | undefined)?.map((gateway) => [gateway['name'], gateway]));
  for (const gateway of gateways as Tree[]) {
    byName.set(gateway['name'], together(byName.get(gateway['name']), gateway) as Tree);
  }
  return { ...(together(spec, settings) as Tree), ...(byName.size > 0 && { gateways: [...byName.values()] }) };
}

/** Gateways of the charts, and two that only the user knows. */
const GATEWAY_NAMES = ['istio-ingressgateway', 'istio-egressgateway', 'istio-ilbgateway', 'edge', 'istio-west'];

/** Specs of one setting each; made once, because making them is what takes time. */
const ONE_SETTING = fc.oneof(
  ...everySetting()
    .filter(({ path }) => !GIVEN.has(path.join('.')))
    .map((setting) => {
      const name = setting.path[0] === 'gateways' ? fc.constantFrom(...GATEWAY_NAMES) : fc.constant('');
      return fc.tuple(name, valueOf(setting)).map(([gateway, value]) => specWith(setting.path, value, gateway));
    }),
);

/** A release with one of its profiles, and some settings in the order in which a user tries them. */
export interface Wish {
  readonly version: string;
  readonly profile: string;
  readonly settings: readonly Tree[];
}

/** Wishes of every release, over all settings, each as its schema allows it. */
export function anyWish(): fc.Arbitrary<Wish> {
  const releases = RELEASES.map((version) =>
    fc.record({
      version: fc.constant(version),
      profile: fc.constantFrom(...profilesOf(version)),
      settings: fc.array(ONE_SETTING, { maxLength: 10 }),
    }),
  );
  return fc.oneof(...releases);
}

/** What a wish comes to: its settings one after the other, but for those that are refused beside the others. */
export function specOf({ version, profile, settings }: Wish, isAccepted: (spec: Tree) => boolean): Tree {
  return settings.reduce<Tree>(
    (spec, more) => {
      const wider = withSettings(spec, more);
      return isAccepted(wider) ? wider : spec;
    },
    { version, profile },
  );
}
