import fc from 'fast-check';
import type { Schema } from '../../src/api/crd.ts';
import { everySetting, specWith, type Setting } from './settings.ts';

const word = (): fc.Arbitrary<string> => fc.stringMatching(/^[a-z]([-a-z0-9]{0,6}[a-z0-9])?$/);
const wordMap = (): fc.Arbitrary<Record<string, string>> =>
  fc.dictionary(word(), word(), { maxKeys: 2, noNullPrototype: true });
const image = (): fc.Arbitrary<string> =>
  fc.tuple(word(), word()).map(([name, tag]) => `registry.example:5000/${name}:${tag}`);

/** Settings whose text means something to Kubernetes that the schema does not say, by path or by last name. */
const MEANINGS: Readonly<Record<string, () => fc.Arbitrary<unknown>>> = {
  version: () => fc.constant('1.4.10'),
  profile: () => fc.constantFrom('default', 'demo', 'minimal'),
  image,
  'images.hub': () => word().map((name) => `registry.example/${name}`),
  'images.overrides': () =>
    fc.dictionary(fc.constantFrom('pilot', 'proxy', 'grafana', 'edge'), image(), { noNullPrototype: true }),
  'images.pullSecrets': () => fc.uniqueArray(word(), { maxLength: 2 }),
  'gateways.[].name': () => fc.constant('istio-ingressgateway'),
  'gateways.[].labels': wordMap,
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

/** Two specs in one: maps key by key, the entry of the one gateway as a map too. */
function together(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b) && isMap(a[0]) && isMap(b[0]) && 'name' in a[0])
    return [together(a[0], b[0])];
  if (!isMap(a) || !isMap(b)) return b ?? a;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(keys.map((key) => [key, together(a[key], b[key])]));
}

/** Specs of one setting each; made once, because making them is what takes time. */
const ONE_SETTING = fc.oneof(
  ...everySetting().map((setting) => valueOf(setting).map((value) => specWith(setting.path, value))),
);

/** A spec of 1.4.10 with some settings, each as its schema allows it; together they may still contradict each other. */
export function anySpec(): fc.Arbitrary<Tree> {
  return fc
    .tuple(fc.constantFrom('default', 'demo', 'minimal'), fc.array(ONE_SETTING, { maxLength: 8 }))
    .map(([profile, parts]) =>
      parts.reduce<Tree>((spec, part) => together(spec, part) as Tree, { profile, version: '1.4.10' }),
    );
}
