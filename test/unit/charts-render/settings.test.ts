import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf } from '../../../charts/capabilities.ts';
import { render } from '../../../charts/render.ts';
import { resolve } from '../../../charts/resolve.ts';
import { InvalidSpecError } from '../../../src/api/errors.ts';
import type { Capabilities } from '../../../src/api/capabilities.ts';
import type { Schema } from '../../../src/api/crd.ts';
import { parseSpec } from '../../../src/api/validation/index.ts';
import { everySetting, specWith, type Setting } from '../../support/settings.ts';

type Tree = Record<string, unknown>;
const isMap = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Maps key by key, gateways by name; anything else is replaced. */
function overlaid(base: unknown, over: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(over)) return base.map((item, i) => overlaid(item, over[i]));
  if (!isMap(base) || !isMap(over)) return over ?? base;
  const keys = [...new Set([...Object.keys(base), ...Object.keys(over)])];
  return Object.fromEntries(keys.map((key) => [key, overlaid(base[key], over[key])]));
}

const NAMES = [
  'citadel',
  'galley',
  'pilot',
  'policy',
  'telemetry',
  'injector',
  'prometheus',
  'grafana',
  'tracing',
  'kiali',
  'coredns',
];
const all = (settings: object): Tree => Object.fromEntries(NAMES.map((name) => [name, settings]));
const gateway = (settings: object): Tree[] => [{ name: 'istio-ingressgateway', ...settings }];

const WITH_INGRESS = ['prometheus', 'grafana', 'kiali'];

/** Meshes in which, taken together, every setting can have its effect. */
const CONTEXTS: readonly Tree[] = [
  {
    version: '1.4.10',
    components: overlaid(all({ enabled: true, autoscaling: { enabled: true, max: 20 } }), {
      prometheus: { service: { nodePort: { enabled: true } } },
      grafana: { persistence: { enabled: true }, auth: { enabled: true } },
      tracing: { jaeger: { persistence: { enabled: true } } },
      telemetry: { adapters: { stdio: { enabled: true } } },
      citadel: { selfSigned: false },
    }),
    gateways: gateway({ autoscaling: { enabled: true, max: 20 } }),
    defaults: { service: { ipFamilyPolicy: 'SingleStack' } },
  },
  {
    version: '1.4.10',
    mesh: {
      controlPlaneSecurity: true,
      tracing: { tracer: 'lightstep', lightstep: { address: 'l:1', cacertPath: '/etc/l/a' } },
    },
    sidecar: { injectNamespacesByDefault: true },
    components: overlaid(all({ enabled: true, autoscaling: { enabled: false }, replicas: 2 }), {
      citadel: { selfSigned: false },
    }),
    gateways: gateway({ autoscaling: { enabled: false }, replicas: 2, sds: { enabled: true } }),
  },
  {
    version: '1.4.10',
    mesh: { tracing: { tracer: 'datadog' }, useMCP: false },
    gateways: gateway({ type: 'NodePort' }),
  },
  {
    version: '1.4.10',
    mesh: { expansion: { enabled: true } },
    components: {
      ...Object.fromEntries(WITH_INGRESS.map((name) => [name, { enabled: true, ingress: { enabled: true } }])),
      tracing: { enabled: true, provider: 'zipkin', ingress: { enabled: true } },
    },
  },
  { version: '1.4.10', profile: 'minimal' },
  { version: '1.4.10', profile: 'sds-auth' },
  {
    version: '1.4.10',
    profile: 'remote',
    mesh: {
      remote: {
        pilotAddress: '192.0.2.1',
        policyAddress: '192.0.2.2',
        telemetryAddress: '192.0.2.3',
        createServiceEndpoints: true,
      },
    },
  },
  {
    version: '1.1.17',
    components: { servicegraph: { enabled: true, autoscaling: { enabled: true, max: 20 } } },
  },
  { version: '1.1.17', components: { servicegraph: { enabled: true, replicas: 2 } } },
];

/** Meshes that only Kubernetes before 1.22 can carry. */
const OF_OLD_KUBERNETES: readonly Tree[] = [
  { version: '1.4.10' },
  { version: '1.4.10', mesh: { kubernetesIngress: { enabled: true } } },
  ...[{ autoscaling: { enabled: true, max: 20 } }, { autoscaling: { enabled: false }, replicas: 2 }].map(
    (settings) => ({
      version: '1.0.9',
      mesh: { kubernetesIngress: { enabled: true } },
      defaults: { service: { ipFamilyPolicy: 'SingleStack' } },
      components: { ingress: { enabled: true, ...settings } },
    }),
  ),
];

/** Values for settings whose schema alone does not say what is possible. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  version: '1.4.9',
  overlays: [{ kind: 'Service', name: 'istio-pilot', patch: [{ op: 'add', path: '/spec/x', value: 'y' }] }],
  'images.pullSecrets': ['pull'],
  'images.overrides': { galley: 'registry.example/galley:other' },
  'images.mirrors': { 'docker.io': 'registry.example/hub' },
  'gateways.[].ports': [{ name: 'other', port: 4567 }],
  'components.ingress.service.ports': [{ name: 'other', port: 4567 }],
  'gateways.[].secretVolumes': [{ name: 'more', secretName: 'more', mountPath: '/etc/more' }],
  loadBalancerSourceRanges: ['192.0.2.0/24'],
  'gateways.[].externalIPs': ['192.0.2.1'],
  'gateways.[].meshExpansionPorts': [{ name: 'tcp-other', port: 4568 }],
  'gateways.[].configVolumes': [{ name: 'more', configMapName: 'more' }],
  'gateways.[].additionalContainers': [{ name: 'more', image: 'registry.example/more:1' }],
  'mesh.certificates': ['galley', 'sidecar-injector'].map((name) => ({
    secretName: `dns.istio-${name}-service-account`,
    dnsNames: ['changed.example'],
  })),
  datasources: [{ name: 'Changed', type: 'prometheus', url: 'http://changed:77' }],
  dashboardProviders: [{ name: 'changed', type: 'file', options: { path: '/changed' } }],
  tls: [{ hosts: ['changed.example'], secretName: 'changed' }],
  namespace: 'mesh-one',
  'sidecar.capture.includeIPRanges': '192.0.2.0/24',
  'sidecar.capture.excludeIPRanges': '192.0.2.0/24',
  ipFamilies: ['IPv4'],
  tolerations: [{ key: 'changed', operator: 'Exists' }],
  neverInjectSelector: [{ matchLabels: { changed: 'yes' } }],
  alwaysInjectSelector: [{ matchLabels: { changed: 'yes' } }],
};

const TEXTS = ['changed', '7m', '77%', '77', '7777', '7Gi', 'changed:77', '/changed', 'http://changed:77'];

function candidates({ path, schema }: Setting): unknown[] {
  const sample = SAMPLES[path.join('.')] ?? SAMPLES[path.at(-1)!];
  if (sample !== undefined) return [sample];
  if (schema['enum'] !== undefined) return schema['enum'] as unknown[];
  if (schema['x-kubernetes-int-or-string'] === true) return [7, '77%', '77m', '77G'];
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return [{ changed: 'yes' }];
  return byType(schema);
}

function byType(schema: Schema): unknown[] {
  const pattern = new RegExp((schema['pattern'] as string | undefined) ?? '');
  const smallest = Number(schema['minimum'] ?? 0);
  const values: Readonly<Record<string, unknown[]>> = {
    boolean: [true, false],
    integer: [Math.min(smallest + 7, Number(schema['maximum'] ?? Infinity)), smallest],
    number: [smallest + 7],
    string: TEXTS.filter((text) => pattern.test(text)),
    array: [['changed']],
    object: [{ changed: 'yes' }],
  };
  return values[String(schema['type'])] ?? [];
}

/** The contexts, each on the Kubernetes where it can have its effect. */
const PLACES = [
  ...CONTEXTS.map((context) => ({ context, capabilities: capabilitiesOf('1.36') })),
  ...OF_OLD_KUBERNETES.map((context) => ({ context, capabilities: capabilitiesOf('1.21') })),
].map((place) => ({ ...place, before: printed(place.context, place.capabilities) }));

function printed(spec: unknown, capabilities: Capabilities): string {
  return JSON.stringify(render({ name: 'mesh', spec: resolve(parseSpec(spec)), capabilities }));
}

type Effect = 'changes the mesh' | 'is refused' | 'does nothing';

function effectOf(setting: Setting): Effect {
  for (const value of candidates(setting)) {
    for (const { context, capabilities, before } of PLACES) {
      const effect = effectIn(overlaid(context, specWith(setting.path, value)), capabilities, before);
      if (effect !== 'does nothing') return effect;
    }
  }
  return 'does nothing';
}

function effectIn(spec: unknown, capabilities: Capabilities, before: string): Effect {
  try {
    return printed(spec, capabilities) === before ? 'does nothing' : 'changes the mesh';
  } catch (error) {
    if (!(error instanceof InvalidSpecError)) throw error;
    return /has no effect|does not have|not a version/.test(error.message) ? 'is refused' : 'does nothing';
  }
}

/** What the operator does itself, and no manifest shows. */
const BY_OPERATOR = ['adoption', 'management', 'paused', 'deletion.', 'upgrade.'];

/** Settings of a part that is refused as a whole: nobody can have it, and so nobody can miss them. */
const OF_REFUSED_PARTS = ['components.nodeagent.autoscaling.'];

const starts = (prefixes: readonly string[], path: string): boolean =>
  prefixes.some((prefix) => path.startsWith(prefix));

describe('no setting is ignored', () => {
  const settings = everySetting().filter(({ path }) => {
    const text = path.join('.');
    return text !== 'gateways.[].name' && !starts([...BY_OPERATOR, ...OF_REFUSED_PARTS], text);
  });

  it('of many', () => {
    expect(settings.length).toBeGreaterThan(250);
  });

  it.each(settings.map((setting): [string, Setting] => [setting.path.join('.'), setting]))('%s', (_path, setting) => {
    expect(effectOf(setting)).not.toBe('does nothing');
  });
});
