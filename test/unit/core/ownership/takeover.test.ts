import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { FieldSet } from '../../../../src/core/ownership/field-set.ts';
import { managedFieldsAfterTakeover } from '../../../../src/core/ownership/takeover.ts';

const service: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'a', namespace: 'ns', labels: { app: 'a' } },
  spec: { type: 'NodePort', ports: [{ port: 80, name: 'http' }] },
};
const LABELS: FieldSet = { 'f:labels': { '.': {}, 'f:app': {}, 'f:chart': {} } };
const entry = (manager: string, fieldsV1: FieldSet, more: object = {}): object => {
  return { manager, operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1, ...more };
};
const live = (...managedFields: object[]): Manifest => {
  return { ...service, metadata: { ...service.metadata, managedFields } };
};
const ours = (fieldsV1: FieldSet): object => entry('meshwright', fieldsV1, { operation: 'Apply' });

describe('taking over', () => {
  it.each([
    'Tiller',
    'helm',
    'Go-http-client',
    'kubectl',
    'kubectl-client-side-apply',
    'hyperkube',
    'before-first-apply',
  ])('leaves %s nothing, also of what we do not send', (manager) => {
    expect(managedFieldsAfterTakeover(live(entry(manager, { 'f:metadata': LABELS })), service)).toEqual([
      ours({ 'f:metadata': LABELS }),
    ]);
  });

  it('leaves nothing either to who set most of what we send, under whatever name', () => {
    const most = entry('release-tool', { 'f:metadata': LABELS, 'f:spec': { 'f:type': {} } });
    const few = entry('velero', { 'f:metadata': { 'f:labels': { 'f:app': {}, 'f:backup': {} } } });
    expect(managedFieldsAfterTakeover(live(most, few), service)).toEqual([
      entry('velero', { 'f:metadata': { 'f:labels': { 'f:backup': {} } } }),
      ours({ 'f:metadata': LABELS, 'f:spec': { 'f:type': {} } }),
    ]);
  });

  it('takes from anybody else what we send, and leaves them the rest', () => {
    const after = managedFieldsAfterTakeover(live(entry('kubectl-edit', { 'f:metadata': LABELS })), service);
    expect(after).toEqual([
      entry('kubectl-edit', { 'f:metadata': { 'f:labels': { 'f:chart': {} } } }),
      ours({ 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } } }),
    ]);
  });

  it('adds to what we hold already', () => {
    const before = live(ours({ 'f:spec': { 'f:type': {} } }), entry('helm', { 'f:metadata': LABELS }));
    expect(managedFieldsAfterTakeover(before, service)).toEqual([
      ours({ 'f:spec': { 'f:type': {} }, 'f:metadata': LABELS }),
    ]);
  });

  it('leaves what Kubernetes filled in, or it would be lost', () => {
    const filled = {
      'f:spec': { 'f:clusterIP': {}, 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { 'f:nodePort': {} } } },
    };
    expect(managedFieldsAfterTakeover(live(entry('Tiller', filled)), service)).toBeUndefined();
  });

  it('leaves subresources to whom they belong', () => {
    const scale = entry('helm', { 'f:spec': { 'f:type': {} } }, { subresource: 'scale' });
    expect(managedFieldsAfterTakeover(live(scale), service)).toBeUndefined();
  });

  it('puts aside what we hold of a pod template ourselves while none is sent, or our next apply would take it away', () => {
    const workload: Manifest = { ...service, apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 1 } };
    const pods = { 'f:selector': {}, 'f:template': { 'f:spec': {} } };
    const held = ours({ 'f:spec': { ...pods, 'f:replicas': {} } });
    const before = { ...workload, metadata: { ...workload.metadata, managedFields: [held] } };
    expect(managedFieldsAfterTakeover(before, workload)).toEqual([
      entry('meshwright-adopt', { 'f:spec': pods }),
      ours({ 'f:spec': { 'f:replicas': {} } }),
    ]);
  });

  it('leaves a pod template where it is while none is sent, and takes it with the first that is', () => {
    const fields = { 'f:spec': { 'f:template': { 'f:spec': {} }, 'f:paused': {} } };
    const workload: Manifest = { ...service, apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 1 } };
    const before = { ...workload, metadata: { ...workload.metadata, managedFields: [entry('Tiller', fields)] } };
    const kept = managedFieldsAfterTakeover(before, workload) as { manager: string; fieldsV1: FieldSet }[];
    expect(kept.map(({ manager, fieldsV1 }) => [manager, fieldsV1])).toEqual([
      ['Tiller', { 'f:spec': { 'f:template': { 'f:spec': {} } } }],
      ['meshwright', { 'f:spec': { 'f:paused': {} } }],
    ]);
    const sent = { ...workload, spec: { replicas: 1, template: {} } };
    expect(managedFieldsAfterTakeover(before, sent)).toMatchObject([{ manager: 'meshwright', fieldsV1: fields }]);
  });

  it('has nothing to do a second time', () => {
    const before = live(entry('Tiller', { 'f:metadata': LABELS }), entry('kubectl-edit', { 'f:metadata': LABELS }));
    const after = managedFieldsAfterTakeover(before, service) ?? [];
    expect(managedFieldsAfterTakeover(live(...(after as object[])), service)).toBeUndefined();
  });
});
