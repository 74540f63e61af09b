import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { injectionConfigMap } from '../../../../../charts/components/injection/config.ts';
import type { MeshInstallSpec } from '../../../../../src/api/spec/index.ts';
import { meshOf } from '../../../../support/mesh.ts';

const dataOf = (sidecar: MeshInstallSpec['sidecar'] = {}) =>
  injectionConfigMap(meshOf({ sidecar }))['data'] as Record<string, string>;
const configOf = (...args: Parameters<typeof dataOf>) =>
  load(dataOf(...args)['config'] ?? '') as Record<string, unknown>;

describe('injection configuration', () => {
  it('injects pods that do not opt out, unless told to wait until they opt in', () => {
    expect(configOf()).toMatchObject({ policy: 'enabled' });
    expect(configOf({ autoInject: false })).toMatchObject({ policy: 'disabled' });
  });

  it('carries selectors and annotations', () => {
    const sidecar = {
      neverInjectSelector: [{ matchLabels: { job: 'true' } }],
      alwaysInjectSelector: [{ matchExpressions: [{ key: 'mesh', operator: 'Exists' as const }] }],
      injectedAnnotations: { 'seccomp.example/profile': 'yes' },
    };
    expect(configOf(sidecar)).toMatchObject(sidecar);
    expect(dataOf(sidecar)['config']).toContain(`'yes'`);
  });

  it('is the same text whoever wrote a map in which order', () => {
    expect(dataOf({ injectedAnnotations: { a: '1', b: '2' } })).toEqual(
      dataOf({ injectedAnnotations: { b: '2', a: '1' } }),
    );
  });

  it('has values, because the injector does not start without, but needs none', () => {
    expect(JSON.parse(dataOf()['values'] ?? '')).toEqual({});
    expect(configOf()['template']).not.toContain('.Values');
  });

  it('has only what the injector of the release reads', () => {
    const keys = (version: string) => {
      const data = injectionConfigMap(meshOf({ version }))['data'] as Record<string, string>;
      return [Object.keys(data), Object.keys(load(data['config'] ?? '') as object)];
    };
    expect(keys('1.0.0')).toEqual([['config'], ['policy', 'template']]);
    expect(keys('1.1.17')[1]).toEqual(['alwaysInjectSelector', 'neverInjectSelector', 'policy', 'template']);
    expect(keys('1.2.0')[0]).toEqual(['config', 'values']);
    expect(keys('1.3.8')[1]).not.toContain('injectedAnnotations');
  });
});
