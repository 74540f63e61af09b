import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { API } from '../../../src/api/meshinstall.ts';
import { returnedBy } from '../../support/lua.ts';

const { data } = load(readFileSync('deploy/argocd/health.yaml', 'utf8')) as { data: Record<string, string> };
const [group] = API.apiVersion.split('/');
const script = data[`resource.customizations.health.${group}_${API.kind}`] ?? '';

const condition = (type: string, status: string) => ({ type, status, message: `${type} is ${status}` });
const mesh = (conditions: object[], more: object = {}) => ({
  metadata: { name: 'mesh', generation: 2 },
  spec: { version: '1.4.10' },
  status: { observedGeneration: 2, conditions },
  ...more,
});

describe('the health of a MeshInstall in Argo CD', () => {
  it.each([
    ['Healthy', 'Ready is True', [condition('Reconciling', 'False'), condition('Ready', 'True')]],
    ['Progressing', 'Reconciling is True', [condition('Reconciling', 'True'), condition('Ready', 'False')]],
    ['Degraded', 'Stalled is True', [condition('Ready', 'True'), condition('Stalled', 'True')]],
    ['Degraded', 'Ready is False', [condition('Reconciling', 'False'), condition('Ready', 'False')]],
    ['Progressing', 'not seen by the operator yet', []],
  ])('is %s, because %s', (status, message, conditions) => {
    expect(returnedBy(script, mesh(conditions))).toEqual({ status, message });
  });

  it.each([
    ['has not been seen', { status: undefined }],
    ['was edited since', { metadata: { generation: 3 } }],
  ])('is Progressing where it %s', (_case, more) => {
    expect(returnedBy(script, mesh([condition('Ready', 'True')], more)).status).toBe('Progressing');
  });

  it('is Suspended while it is paused, whatever else', () => {
    const paused = mesh([condition('Stalled', 'True')], { spec: { paused: true } });
    expect(returnedBy(script, paused)).toEqual({ status: 'Suspended', message: 'spec.paused is true' });
  });
});
