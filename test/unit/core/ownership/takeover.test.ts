import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { FieldSet } from '../../../../src/core/ownership/field-set.ts';
import { heldBeyond, isUntracked, managedFieldsAfterTakeover } from '../../../../src/core/ownership/takeover.ts';

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

/** Everything but `f:kept` is what Kubernetes fills in. */
const FILLED: readonly (readonly [what: string, fieldsV1: FieldSet])[] = [
  ['status', { 'f:status': { 'f:loadBalancer': {} } }],
  ['finalizers', { 'f:metadata': { 'f:finalizers': {} } }],
  ['owners', { 'f:metadata': { 'f:ownerReferences': {} } }],
  ['addresses', { 'f:spec': { 'f:clusterIP': {}, 'f:clusterIPs': {} } }],
  ['IP families', { 'f:spec': { 'f:ipFamilies': {}, 'f:ipFamilyPolicy': {} } }],
  ['the port of health checks', { 'f:spec': { 'f:healthCheckNodePort': {} } }],
  ['node ports', { 'f:spec': { 'f:ports': { 'i:0': { 'f:nodePort': {} } } } }],
  ['the number of pods', { 'f:spec': { 'f:replicas': {} } }],
  ['the volume behind a claim', { 'f:spec': { 'f:volumeName': {} } }],
  ['secrets of an account', { 'f:secrets': {} }],
  ['roots of webhooks', { 'f:webhooks': { 'k:{"name":"a"}': { 'f:clientConfig': { 'f:caBundle': {} } } } }],
  ...[
    'deployment.kubernetes.io/revision',
    'deprecated.daemonset.template.generation',
    'pv.kubernetes.io/bind-completed',
    'pv.kubernetes.io/bound-by-controller',
    'volume.beta.kubernetes.io/storage-provisioner',
    'volume.kubernetes.io/storage-provisioner',
  ].map((name): [string, FieldSet] => [name, { 'f:metadata': { 'f:annotations': { [`f:${name}`]: {} } } }]),
];

describe('what Kubernetes filled in', () => {
  it.each(FILLED)('stays with whoever holds it: %s', (_what, fieldsV1) => {
    expect(managedFieldsAfterTakeover(live(entry('helm', fieldsV1)), service)).toBeUndefined();
    expect(heldBeyond(live(entry('helm', fieldsV1)), service)).toEqual({});
  });

  it('stays, and what stands beside it is taken over', () => {
    const fieldsV1 = {
      'f:metadata': { 'f:annotations': { 'f:deployment.kubernetes.io/revision': {}, 'f:mine': {} } },
      'f:spec': { 'f:clusterIP': {}, 'f:externalName': {} },
      'f:kept': {},
    };
    expect(managedFieldsAfterTakeover(live(entry('helm', fieldsV1)), service)).toEqual([
      entry('helm', {
        'f:metadata': { 'f:annotations': { 'f:deployment.kubernetes.io/revision': {} } },
        'f:spec': { 'f:clusterIP': {} },
      }),
      ours({
        'f:metadata': { 'f:annotations': { 'f:mine': {} } },
        'f:spec': { 'f:externalName': {} },
        'f:kept': {},
      }),
    ]);
  });
});

describe('who has installed an object', () => {
  const BEYOND: FieldSet = { 'f:data': { 'f:extra': {} } };
  const SENT: FieldSet = { 'f:spec': { 'f:type': {} } };
  const goesWith = (manager: string, fieldsV1: FieldSet = BEYOND): boolean =>
    Object.keys(heldBeyond(live(entry(manager, fieldsV1)), service)).length > 0;

  it.each(['helm-controller', 'terraform-provider-helm_v2', 'terraform-provider-kubernetes', 'istioctl', 'KUBECTL'])(
    'is told by the name %s',
    (manager) => expect(goesWith(manager)).toBe(true),
  );

  it.each(['my-helm', 'kubectl-createx', 'istioctl2', 'terraform-provider-aws'])(
    'is not told by the name %s',
    (manager) => expect(goesWith(manager)).toBe(false),
  );

  it('is never who only changes what is there, however much of it', () => {
    for (const manager of ['kubectl-edit', 'kubectl-autoscale', 'kube-apiserver', 'my-controller-manager'])
      expect(goesWith(manager, { ...BEYOND, ...SENT })).toBe(false);
    for (const manager of ['xkubectl-edit', 'kubectl-edits', 'controller-managers', 'tool'])
      expect(goesWith(manager, { ...BEYOND, ...SENT })).toBe(true);
  });

  it('is not who set half of what we send', () => {
    const half = [
      entry('one', { ...BEYOND, ...SENT }),
      entry('two', { 'f:metadata': { 'f:labels': { 'f:app': {} } } }),
    ];
    expect(heldBeyond(live(...half), service)).toEqual({});
  });

  it('is not us, by apply; but by another operation or subresource it is not what we apply', () => {
    expect(heldBeyond(live(ours(BEYOND)), service)).toEqual({});
    const status = entry('meshwright', SENT, { operation: 'Apply', subresource: 'status' });
    expect(managedFieldsAfterTakeover(live(status), service)).toBeUndefined();
    const updated = entry('meshwright', SENT);
    expect(managedFieldsAfterTakeover(live(updated), service)).toEqual([ours(SENT)]);
    const other = entry('another', SENT, { operation: 'Apply' });
    expect(managedFieldsAfterTakeover(live(other), service)).toEqual([ours(SENT)]);
  });

  it('is known to nobody while the apiserver keeps no account', () => {
    expect([isUntracked(service), isUntracked(live()), isUntracked(live(ours(SENT)))]).toEqual([true, true, false]);
  });
});
