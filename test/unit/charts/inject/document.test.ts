import { describe, expect, it } from '@jest/globals';
import { injected } from '../../../../charts/inject/document.ts';
import { injectionSettings } from '../../../../charts/inject/settings.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { meshOf } from '../../../support/mesh.ts';

const STATUS = 'sidecar.istio.io/status';
const settingsOf = (spec: Partial<MeshInstallSpec> = {}) => injectionSettings(meshOf({ version: '1.4.10', ...spec }));

interface Pod {
  readonly metadata: { readonly labels: object; readonly annotations: Record<string, string> };
  readonly spec: Record<string, { readonly name: string; readonly [field: string]: unknown }[]>;
}

const TEMPLATE = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a:1' }] } };
const makerOf = (kind: string, spec: object = { template: TEMPLATE }) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'a', namespace: 'shop' },
  spec,
});
const deployment = (change: { metadata?: object; spec?: object }, namespace = 'shop') => ({
  ...makerOf('Deployment', {
    template: {
      metadata: { ...TEMPLATE.metadata, ...change.metadata },
      spec: { ...TEMPLATE.spec, ...change.spec },
    },
  }),
  metadata: { name: 'a', namespace },
});
const podOf = (document: unknown): Pod => (document as { spec: { template: Pod } }).spec.template;
const names = (list: Pod['spec'][string] | undefined) => list?.map(({ name }) => name);

describe('a manifest that is injected', () => {
  it('has the sidecar behind its own containers, and says of itself that it has', () => {
    const { document, notes } = injected(deployment({}), settingsOf());
    const { metadata, spec } = podOf(document);
    expect(notes).toEqual([]);
    expect(names(spec['containers'])).toEqual(['a', 'istio-proxy']);
    expect(names(spec['initContainers'])).toEqual(['istio-init']);
    expect(names(spec['volumes'])).toEqual(['istio-envoy', 'istio-certs']);
    expect(metadata.labels).toEqual({ app: 'a', 'security.istio.io/tlsMode': 'istio' });
    expect(JSON.parse(metadata.annotations[STATUS] ?? '')).toMatchObject({
      version: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      initContainers: ['istio-init'],
      containers: ['istio-proxy'],
    });
  });

  it('has an init container that ends: what the injectors drop would make it a sidecar today', () => {
    const [init] = podOf(injected(deployment({}), settingsOf()).document).spec['initContainers'] ?? [];
    expect(init).not.toHaveProperty('restartPolicy');
  });

  it.each([
    ['Deployment', { template: TEMPLATE }],
    ['StatefulSet', { template: TEMPLATE }],
    ['DaemonSet', { template: TEMPLATE }],
    ['ReplicaSet', { template: TEMPLATE }],
    ['Job', { template: TEMPLATE }],
    ['CronJob', { jobTemplate: { spec: { template: TEMPLATE } } }],
    ['Pod', TEMPLATE.spec],
  ])('is a %s, or in a list', (kind, spec) => {
    const { document } = injected(makerOf(kind, spec), settingsOf());
    expect(JSON.stringify(document)).toContain('"istio-proxy"');
    const list = { apiVersion: 'v1', kind: 'List', items: [makerOf(kind, spec), { kind: 'Service' }] };
    const { items } = injected(list, settingsOf()).document as { items: unknown[] };
    expect(items).toEqual([document, { kind: 'Service' }]);
  });

  it('runs as many threads as it has processors where nobody says how many', () => {
    const resources = { limits: { cpu: '1500m' } };
    const args = (version: string) => {
      const settings = settingsOf({
        version,
        mesh: { config: { defaultConfig: { concurrency: 0 } } },
        sidecar: { resources },
      });
      const sidecar = podOf(injected(deployment({}), settings).document).spec['containers']?.at(-1);
      return (sidecar?.['args'] as string[]).join(' ');
    };
    expect(args('1.4.10')).toMatch(/ --concurrency 2$/);
    expect(args('1.0.9')).not.toContain('--concurrency');
  });

  it('is left as it is the second time', () => {
    const once = injected(deployment({}), settingsOf()).document;
    expect(injected(once, settingsOf())).toEqual({
      document: once,
      notes: ['Deployment shop/a is left as it is: it has a sidecar already'],
    });
  });
});

describe('a manifest is left as it is', () => {
  const noted = (document: unknown, spec?: Partial<MeshInstallSpec>): string => {
    const result = injected(document, settingsOf(spec));
    expect(result.document).toBe(document);
    return result.notes.join();
  };
  const annotated = (value: string) => deployment({ metadata: { annotations: { 'sidecar.istio.io/inject': value } } });
  const isInjected = (document: unknown, spec?: Partial<MeshInstallSpec>): boolean =>
    injected(document, settingsOf(spec)).notes.length === 0;

  it('when it says so itself', () => {
    expect(noted(annotated('false'))).toMatch(/: annotation sidecar\.istio\.io\/inject is "false"$/);
    expect(noted(annotated('maybe'))).toMatch(/is "maybe"$/);
  });

  it('when its pods use the network of their node, or a namespace of Kubernetes', () => {
    expect(noted(deployment({ spec: { hostNetwork: true } }))).toMatch(/: its pods use the network of their node$/);
    expect(noted(deployment({}, 'kube-system'))).toMatch(/: namespace kube-system never has sidecars$/);
  });

  it('when the mesh injects only what asks for it', () => {
    const onRequest = { sidecar: { autoInject: false } };
    expect(noted(deployment({}), onRequest)).toMatch(/: spec\.sidecar\.autoInject is false/);
    expect(isInjected(annotated('yes'), onRequest)).toBe(true);
  });

  it('when a selector of the mesh leaves it out, unless its own word is another', () => {
    const never = {
      sidecar: { neverInjectSelector: [{ matchExpressions: [{ key: 'app', operator: 'Exists' as const }] }] },
    };
    expect(noted(deployment({}), never)).toMatch(/: spec\.sidecar\.neverInjectSelector selects it$/);
    expect(isInjected(annotated('true'), never)).toBe(true);
    const always = { sidecar: { autoInject: false, alwaysInjectSelector: [{ matchLabels: { app: 'a' } }] } };
    expect(isInjected(deployment({}), always)).toBe(true);
  });

  it('when it makes no pods', () => {
    expect(noted({ kind: 'Service', metadata: { name: 'a' } })).toBe('');
    expect(noted('text')).toBe('');
    expect(noted({ kind: 'Deployment' })).toBe('');
  });
});

it('a probe that would have to be rewritten is refused by name', () => {
  const spec = { containers: [{ name: 'a', livenessProbe: { httpGet: { path: '/', port: 80 } } }] };
  const settings = settingsOf({ sidecar: { rewriteAppHTTPProbe: true } });
  expect(() => injected(deployment({ spec }), settings)).toThrow(/^Deployment shop\/a: container a has an HTTP probe/);
  expect(injected(deployment({}), settings).notes).toEqual([]);
});

describe('a manifest that Kubernetes would not take is refused by object and field', () => {
  const INJECT = 'sidecar.istio.io/inject';
  it.each([
    [
      'an annotation without quotes',
      { metadata: { annotations: { [INJECT]: true } } },
      `annotations["${INJECT}"]: true`,
    ],
    ['a label that is a number', { metadata: { labels: { app: 1 } } }, 'metadata.labels["app"]: 1'],
    ['metadata that is text', { metadata: 'a' }, 'metadata: "a"'],
    ['one container instead of a list', { spec: { containers: { name: 'a' } } }, 'spec.containers: {"name":"a"}'],
    ['a container without a name', { spec: { containers: [{ image: 'a' }] } }, 'spec.containers[0].name: null'],
    ['a volume that is text', { spec: { volumes: ['a'] } }, 'spec.volumes[0]: "a"'],
  ])('%s', (_what, change, named) => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: {}, ...change };
    expect(() => injected(pod, settingsOf())).toThrow(`: ${named}`.replace(': annotations', ': metadata.annotations'));
    expect(() => injected(pod, settingsOf())).toThrow('not possible; it has to be ');
  });

  it('an annotation that has to be JSON or YAML and is not', () => {
    const annotated = (name: string, text: string) => deployment({ metadata: { annotations: { [name]: text } } });
    const volumes = annotated('sidecar.istio.io/userVolume', '[');
    expect(() => injected(volumes, settingsOf())).toThrow(
      'Deployment shop/a: an annotation is "[", which has to be JSON',
    );
    const port = annotated('status.sidecar.istio.io/port', '[a');
    expect(() => injected(port, settingsOf())).toThrow(
      /^Deployment shop\/a: what its annotations make of the sidecar /,
    );
  });

  it('and what is merely empty is injected', () => {
    const empty = { metadata: { labels: null, annotations: null }, spec: { initContainers: null, volumes: null } };
    const { document } = injected(deployment(empty), settingsOf());
    expect(names(podOf(document).spec['containers'])).toEqual(['a', 'istio-proxy']);
    expect(injected({ kind: { toString: 1 } }, settingsOf()).notes).toEqual([]);
  });
});
