import { describe, expect, it } from '@jest/globals';
import { attributesOf } from '../../../../charts/catalog/attributes.ts';
import { mixerRules } from '../../../../charts/components/mixer-rules.ts';
import { meshOf, only } from '../../../support/mesh.ts';

const names = (...args: Parameters<typeof meshOf>): string[] =>
  mixerRules(meshOf(...args)).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
const adapters = (settings: object) => ({ components: { telemetry: { adapters: settings } } });
const params = (mesh: ReturnType<typeof meshOf>, handler: string) =>
  (only(mixerRules(mesh), 'handler', handler)['spec'] as { params: Record<string, unknown> }).params;

const expressionsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value as object).flatMap(expressionsIn);
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

  it('only use handlers and instances that they define', () => {
    const manifests = mixerRules(meshOf({ profile: 'demo' }));
    const defined = new Set(names({ profile: 'demo' }));
    const rules = manifests.filter(({ kind }) => kind === 'rule');
    for (const rule of rules) {
      const { actions } = rule['spec'] as { actions: { handler: string; instances: string[] }[] };
      for (const { handler, instances } of actions) {
        expect(defined).toContain(`handler/${handler}`);
        for (const instance of instances) expect(defined).toContain(`instance/${instance}`);
      }
    }
  });

  it('only mention attributes that a manifest declares', () => {
    const manifests = (['istioproxy', 'kubernetes'] as const).flatMap((name) =>
      Object.keys(attributesOf(name, '1.4.10')),
    );
    const declared = new Set(manifests);
    const instances = mixerRules(meshOf({ profile: 'demo' })).filter(({ kind }) => kind === 'instance');
    const mentioned = instances.flatMap((instance) => expressionsIn((instance['spec'] as { params: object }).params));
    const attributes = mentioned.flatMap((text) => withoutConstants(text).match(/[a-z]+(\.[a-z_]+)+/gi) ?? []);
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
