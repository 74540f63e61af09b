import { describe, expect, it } from '@jest/globals';
import { attributesOf } from '../../../../charts/catalog/attributes.ts';
import { RELEASES } from '../../../../charts/catalog/releases.ts';
import { mixerRules } from '../../../../charts/components/mixer-rules.ts';
import { meshOf, only } from '../../../support/mesh.ts';

const names = (...args: Parameters<typeof meshOf>): string[] =>
  mixerRules(meshOf(...args)).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
const adapters = (settings: object) => ({ components: { telemetry: { adapters: settings } } });
const params = (mesh: ReturnType<typeof meshOf>, handler: string) =>
  (only(mixerRules(mesh), 'handler', handler)['spec'] as { params: Record<string, unknown> }).params;

const expressionsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value as object).flatMap(expressionsIn);
/** The expressions of an instance, in either dialect. */
const computedBy = (spec: object): unknown => ('params' in spec ? spec.params : spec);

/** The object behind `name`, or behind `name.kind` of the older dialects. */
function objectOf(reference: string, kind: string): string {
  const [name = '', other] = reference.split('.');
  return `${other ?? kind}/${name}`;
}

const withoutConstants = (expression: string): string => expression.replaceAll(/"[^"]*"/g, '');

describe('mixer rules', () => {
  it('are there only with a mixer', () => {
    const without = { policy: { enabled: false }, telemetry: { enabled: false } };
    expect(names({ components: without })).toEqual([]);
  });

  it('report nothing without telemetry, but still find pods for policy', () => {
    const handlers = names({ profile: 'demo', components: { telemetry: { enabled: false } } });
    expect(handlers.filter((name) => name.startsWith('handler/'))).toEqual(['handler/kubernetesenv']);
  });

  it.each(['stdio', 'prometheus', 'kubernetesenv'])('leave out all of %s when it is off', (adapter) => {
    const all = names({ profile: 'demo' });
    const without = names({ profile: 'demo', ...adapters({ [adapter]: { enabled: false } }) });
    expect(all).toContain(`handler/${adapter}`);
    expect(without).not.toContain(`handler/${adapter}`);
    const actions = JSON.stringify(
      mixerRules(meshOf({ profile: 'demo', ...adapters({ [adapter]: { enabled: false } }) })),
    );
    expect(actions).not.toContain(`"handler":"${adapter}"`);
  });

  it.each([...RELEASES])(
    'of %s only use handlers and instances that they define, by the names of its dialect',
    (version) => {
      const manifests = mixerRules(meshOf({ version, profile: 'demo' }));
      const defined = new Set(manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
      const rules = manifests.filter(({ kind }) => kind === 'rule');
      expect(rules.length).toBeGreaterThan(5);
      for (const rule of rules) {
        const { actions } = rule['spec'] as { actions: { handler: string; instances: string[] }[] };
        for (const { handler, instances } of actions) {
          const names = [...instances.map((name) => objectOf(name, 'instance')), objectOf(handler, 'handler')];
          expect(names.filter((name) => !defined.has(name))).toEqual([]);
        }
      }
    },
  );

  it.each([...RELEASES])('of %s only mention attributes that a manifest declares', (version) => {
    const manifests = (['istioproxy', 'kubernetes'] as const).flatMap((name) =>
      Object.keys(attributesOf(name, version)),
    );
    const declared = new Set(manifests);
    const rules = mixerRules(meshOf({ version, profile: 'demo' }));
    const instances = rules.filter(
      ({ kind }) => !['attributemanifest', 'handler', 'prometheus', 'rule'].includes(kind),
    );
    const mentioned = instances.flatMap((instance) => expressionsIn(computedBy(instance['spec'] ?? {})));
    const attributes = mentioned.flatMap((text) => withoutConstants(text).match(/(?<!\$)\b[a-z]+(\.[a-z_]+)+/gi) ?? []);
    expect(attributes.length).toBeGreaterThan(100);
    expect(attributes.filter((name) => !declared.has(name))).toEqual([]);
  });

  it('carry the settings of the adapters', () => {
    const mesh = meshOf(
      adapters({ stdio: { enabled: true, outputAsJson: false }, prometheus: { metricsExpiryDuration: '30m' } }),
    );
    expect(params(mesh, 'stdio')).toEqual({ outputAsJson: false });
    expect(params(mesh, 'prometheus')).toMatchObject({ metricsExpirationPolicy: { metricsExpiryDuration: '30m' } });
  });

  it('measure instances of their own namespace, each with the labels that Prometheus shows', () => {
    const mesh = meshOf({ namespace: 'mesh-one' });
    const metrics = params(mesh, 'prometheus')['metrics'] as { instance_name: string; label_names: string[] }[];
    expect(metrics).toHaveLength(8);
    for (const { instance_name, label_names } of metrics) {
      const [name = '', kind, namespace] = instance_name.split('.');
      expect([kind, namespace]).toEqual(['instance', 'mesh-one']);
      const { params: instance } = only(mixerRules(mesh), 'instance', name)['spec'] as {
        params: { dimensions: object };
      };
      expect(label_names).toEqual(Object.keys(instance.dimensions));
    }
  });

  it('do not count health checks and scrapes as traffic', () => {
    const { match } = only(mixerRules(meshOf()), 'rule', 'promhttp')['spec'] as { match: string };
    expect(match).toContain('match((request.useragent | "-"), "kube-probe*") == false');
    expect(match).toContain('match((request.useragent | "-"), "Prometheus*") == false');
  });
});

describe('the dialect of mixer rules', () => {
  const kinds = (version: string) => new Set(mixerRules(meshOf({ version, profile: 'demo' })).map(({ kind }) => kind));
  const specOf = (version: string, kind: string, name: string) =>
    only(mixerRules(meshOf({ version, profile: 'demo' })), kind, name)['spec'] as Record<string, unknown>;

  it('has a kind for each adapter and each template in 1.0', () => {
    expect([...kinds('1.0.6')].sort()).toEqual(
      ['attributemanifest', 'kubernetes', 'kubernetesenv', 'logentry', 'metric', 'prometheus', 'rule', 'stdio'].sort(),
    );
    expect(specOf('1.0.6', 'rule', 'stdio')['actions']).toEqual([
      { handler: 'handler.stdio', instances: ['accesslog.logentry'] },
    ]);
    expect(specOf('1.0.6', 'kubernetes', 'attributes')).toHaveProperty('attribute_bindings');
  });

  it('has one kind for all adapters in 1.1, and one for all templates since 1.2', () => {
    expect([...kinds('1.1.17')].sort()).toEqual(
      ['attributemanifest', 'handler', 'kubernetes', 'logentry', 'metric', 'rule'].sort(),
    );
    expect(specOf('1.1.17', 'rule', 'stdio')['actions']).toEqual([
      { handler: 'stdio', instances: ['accesslog.logentry'] },
    ]);
    expect([...kinds('1.2.0')].sort()).toEqual(['attributemanifest', 'handler', 'instance', 'rule']);
    expect(specOf('1.2.0', 'instance', 'attributes')).toHaveProperty('attributeBindings');
  });

  it('names the measured instances by their kind', () => {
    const names = (version: string, kind: string, name: string) =>
      (
        (specOf(version, kind, name)['params'] ?? specOf(version, kind, name)) as {
          metrics: { instance_name: string }[];
        }
      ).metrics[0]?.instance_name;
    expect(names('1.0.6', 'prometheus', 'handler')).toBe('requestcount.metric.istio-system');
    expect(names('1.1.17', 'handler', 'prometheus')).toBe('requestcount.metric.istio-system');
    expect(names('1.2.0', 'handler', 'prometheus')).toBe('requestcount.instance.istio-system');
  });

  it('learns from patch to patch which service a request is for', () => {
    const service = (version: string, name: string) =>
      (specOf(version, 'instance', name)['params'] as { dimensions: Record<string, string> }).dimensions[
        'destination_service'
      ];
    expect(service('1.2.7', 'tcpconnectionsopened')).toBe('destination.service.name | "unknown"');
    expect(service('1.2.8', 'tcpconnectionsopened')).toBe('destination.service.host | "unknown"');
    expect(service('1.3.0', 'requestcount')).toBe('destination.service.host | "unknown"');
    expect(service('1.3.1', 'requestcount')).toBe('destination.service.host | request.host | "unknown"');
    expect(service('1.3.6', 'requestcount')).toContain('conditional(');
  });
});
