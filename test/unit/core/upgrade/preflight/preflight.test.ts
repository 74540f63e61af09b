import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../../src/api/manifest.ts';
import { holdBy, preflight, type PreflightInput } from '../../../../../src/core/upgrade/preflight/index.ts';
import { authority, suppliedCa } from '../../../../support/certificates.ts';
import { installed } from '../../../../support/installed.ts';
import { sidecar } from '../../../../support/proxies.ts';

const NAMESPACE = 'istio-system';
const labels = { istio: 'pilot' };

function deployment(spec: Readonly<Record<string, unknown>> = {}): Manifest {
  const resources = { requests: { cpu: '500m', memory: '2Gi' } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'istio-pilot', namespace: NAMESPACE },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'discovery', resources }] } },
      ...spec,
    },
  };
}

const quota = (hard: object, used: object, more: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'limits', namespace: NAMESPACE },
  spec: { hard, ...more },
  status: { hard, used },
});

const budget = (selector: object, disruptionsAllowed: number): Manifest => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'pilot', namespace: NAMESPACE },
  spec: { minAvailable: 1, selector },
  status: { disruptionsAllowed, expectedPods: 1 },
});

const SUPPORT = { oldest: 21, newestTested: 36, readsTokenOnce: false };

function findingsOf(different: Partial<PreflightInput>, live: Manifest = deployment()) {
  const input: PreflightInput = {
    from: '1.1.17',
    to: '1.2.10',
    namespace: NAMESPACE,
    kubernetes: 36,
    support: SUPPORT,
    manifests: [deployment()],
    live: () => live,
    unread: [],
    budgets: [],
    quotas: [],
    proxies: [],
    current: { version: '1.1.17' },
    nodes: { byArchitecture: { amd64: 1 } },
    sidecar: '',
    architecturesOf: () => undefined,
    ...different,
  };
  return preflight(input);
}

const blocking = (check: string, message: string) =>
  expect.objectContaining({ check, severity: 'block', message: expect.stringContaining(message) as unknown });
const warning = (check: string, message: string) =>
  expect.objectContaining({ check, severity: 'warn', message: expect.stringContaining(message) as unknown });

const NOTHING_PASSES = { restarts: false, settles: false };

describe('a hop against which nothing speaks', () => {
  it('has no findings', () => {
    expect(findingsOf({})).toEqual([]);
    expect(holdBy([], NOTHING_PASSES)).toBeUndefined();
  });
});

describe('the Kubernetes under a release', () => {
  it('blocks where it is too old, and warns where nobody has tried it', () => {
    expect(findingsOf({ kubernetes: 20 })).toEqual([
      blocking('kubernetes-version', 'Kubernetes 1.20 is not supported'),
    ]);
    expect(findingsOf({ kubernetes: 21 })).toEqual([]);
    expect(findingsOf({ kubernetes: 37 })).toEqual([warning('kubernetes-version', 'has not been tried')]);
  });

  it('warns of releases that read the token of their account once', () => {
    const support = { ...SUPPORT, readsTokenOnce: true };
    expect(findingsOf({ support })).toEqual([warning('kubernetes-version', 'token')]);
  });
});

describe('objects that the next release does not read', () => {
  it('block by name, with what to do about each group', () => {
    const findings = findingsOf({
      unread: [
        { kind: 'stdio', becomes: 'handler', names: ['shop/log'] },
        { kind: 'logentry', becomes: 'instance', names: ['shop/access', 'shop/errors'] },
        { kind: 'noop', becomes: 'handler', names: [] },
        { kind: 'AuthorizationPolicy', names: ['shop/deny'] },
      ],
    });
    expect(findings).toEqual([
      blocking('unread-resources', 'stdio shop/log, logentry shop/access, logentry shop/errors'),
      blocking('unread-resources', 'AuthorizationPolicy shop/deny'),
    ]);
    expect(findings.map(({ remedy }) => remedy.includes('convert-mixer'))).toEqual([true, false]);
    expect(holdBy(findings, { restarts: true, settles: true })).toEqual({
      reason: 'PreflightFailed',
      message: expect.stringMatching(/^unread-resources: .*; unread-resources: /) as unknown,
      stalled: true,
    });
  });

  it('are named in part where there are many', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `shop/rule-${i}`);
    const [finding] = findingsOf({ unread: [{ kind: 'metric', becomes: 'instance', names }] });
    expect(finding?.message).toMatch(/metric shop\/rule-9 and 990 more$/);
  });
});

describe('proxies', () => {
  it('block a hop that would leave them more than one minor behind, and one that would leave them as far ahead', () => {
    const proxies = [sidecar('1.0.6', 'a'), sidecar('1.1.17', 'b'), sidecar('1.0.6', 'a')];
    expect(findingsOf({ proxies })).toEqual([blocking('old-proxies', '2 of 1.0.6, in a (2)')]);
    expect(findingsOf({ proxies: [sidecar('1.4.10')] })).toEqual([blocking('old-proxies', '1 of 1.4.10, in shop (1)')]);
  });

  it('are waited for where we restart their workloads, as long as nothing else is in the way', () => {
    const old = findingsOf({ proxies: [sidecar('1.0.6')] });
    expect(holdBy(old, { restarts: true, settles: false })).toMatchObject({ reason: 'WaitingForProxies' });
    expect(holdBy(old, { restarts: true, settles: false })).not.toHaveProperty('stalled');
    expect(holdBy(old, NOTHING_PASSES)).toMatchObject({ reason: 'PreflightFailed', stalled: true });
    const others = findingsOf({ proxies: [sidecar('1.0.6')], kubernetes: 20 });
    expect(holdBy(others, { restarts: true, settles: true })).toMatchObject({ reason: 'PreflightFailed' });
  });

  it('are waited for as gateways beside the control plane that the hop before may have pruned', () => {
    const pruned = { role: 'router', controlPlane: NAMESPACE } as const;
    const settles = { restarts: false, settles: true };
    const old = findingsOf({ proxies: [sidecar('1.0.6', NAMESPACE, pruned)] });
    expect(holdBy(old, settles)).toMatchObject({ reason: 'WaitingForProxies' });
    expect(holdBy(old, settles)).not.toHaveProperty('stalled');
    expect(holdBy(old, NOTHING_PASSES)).toHaveProperty('stalled', true);
    const also = findingsOf({ proxies: [sidecar('1.0.6', NAMESPACE, pruned), sidecar('1.0.6')] });
    expect(holdBy(also, settles)).toHaveProperty('stalled', true);
  });

  it('are no hindrance as gateways of ours, which change with the hop', () => {
    const workload = { kind: 'Deployment', namespace: NAMESPACE, name: 'istio-pilot' };
    expect(findingsOf({ proxies: [sidecar('1.0.6', NAMESPACE, { workload, role: 'router' })] })).toEqual([]);
  });

  it('are no hindrance at one minor, and where their version cannot be told', () => {
    expect(findingsOf({ proxies: [sidecar('1.1.17'), sidecar('1.3.8'), sidecar('latest')] })).toEqual([]);
  });
});

describe('immutable selectors', () => {
  const ofKind = (kind: string, selector: object) => {
    const manifests = [{ ...deployment(), kind }];
    return findingsOf({ manifests }, { ...deployment({ selector }), kind });
  };
  const other = { matchLabels: { ...labels, istio: 'other' } };

  it('of a DaemonSet block where they do not select the new pods', () => {
    expect(ofKind('DaemonSet', other)).toEqual([blocking('selectors', 'DaemonSet istio-system/istio-pilot')]);
  });

  it('do not block where the new pods will carry what they ask for in addition', () => {
    expect(ofKind('DaemonSet', { matchLabels: { ...labels, chart: 'pilot' } })).toEqual([]);
  });

  it('do not block where they select them all the same, nor for a Deployment, which is recreated', () => {
    expect(ofKind('DaemonSet', { matchExpressions: [{ key: 'istio', operator: 'Exists' }] })).toEqual([]);
    expect(ofKind('Deployment', other)).toEqual([]);
  });
});

describe('room for a rollout', () => {
  it('is missing where a quota has no place for one more pod', () => {
    expect(findingsOf({ quotas: [quota({ pods: '10' }, { pods: '10' })] })).toEqual([
      blocking('surge-room', 'istio-pilot (pods of istio-system/limits)'),
    ]);
    const cpu = quota(
      { 'requests.cpu': '2', 'limits.memory': '1Gi' },
      { 'requests.cpu': '1600m', 'limits.memory': '1Gi' },
    );
    expect(findingsOf({ quotas: [cpu] })).toEqual([blocking('surge-room', '(requests.cpu of')]);
    expect(findingsOf({ quotas: [quota({ memory: '4Gi' }, { memory: '3Gi' })] })).toHaveLength(1);
  });

  it('is there where it just fits, for pods that may go first, and for those that are not counted', () => {
    expect(findingsOf({ quotas: [quota({ cpu: '2', memory: '4Gi' }, { cpu: '1500m', memory: '2Gi' })] })).toEqual([]);
    const full = quota({ pods: '1' }, { pods: '1' });
    expect(findingsOf({ quotas: [full], manifests: [deployment({ strategy: { type: 'Recreate' } })] })).toEqual([]);
    expect(findingsOf({ quotas: [quota({ pods: '1' }, { pods: '1' }, { scopes: ['BestEffort'] })] })).toEqual([]);
    expect(findingsOf({ quotas: [full], live: () => undefined })).toEqual([]);
  });
});

describe('budgets over single pods', () => {
  it('are warned of, because a node under them cannot be drained', () => {
    expect(findingsOf({ budgets: [budget({ matchLabels: labels }, 0)] })).toEqual([
      warning('disruption-budgets', 'istio-pilot'),
    ]);
  });

  it('are no matter where they let a pod go, select others, or there are more pods', () => {
    expect(
      findingsOf({ budgets: [budget({ matchLabels: labels }, 1), budget({ matchLabels: { a: 'b' } }, 0)] }),
    ).toEqual([]);
    expect(findingsOf({ budgets: [budget({}, 0)] }, deployment({ replicas: 2 }))).toEqual([]);
  });
});

describe('an authority that somebody supplied', () => {
  const root = authority({ name: 'corporate', kind: 'rsa', notAfter: new Date('2026-08-01T00:00:00Z') });
  const now = new Date('2026-06-15T00:00:00Z');
  const { manifests } = installed({ components: { citadel: { selfSigned: false } } }).desired;
  const found = (given: PreflightInput['authority'], of = manifests) =>
    findingsOf({ manifests: of, live: () => undefined, ...(given && { authority: given }) }).filter(
      ({ check }) => check === 'certificate-authority',
    );

  it('blocks a hop while it is missing, or citadel would end with it as soon as it starts', () => {
    expect(found({ secret: undefined, now })).toEqual([blocking('certificate-authority', 'cacerts, which citadel')]);
    const keyless = suppliedCa(root, root, { 'ca-key.pem': 'hunter2' });
    expect(found({ secret: keyless, now })).toEqual([
      blocking('certificate-authority', 'cacerts: ca-key.pem holds no private key'),
      warning('certificate-authority', 'cacerts: ca-cert.pem ends in 47 days'),
    ]);
  });

  it('is warned about when it ends soon, and when nobody may read it', () => {
    expect(found({ secret: suppliedCa(root, root), now })).toEqual([
      warning('certificate-authority', 'ca-cert.pem ends in 47 days'),
    ]);
    expect(found({ unread: 'forbidden' })).toEqual([warning('certificate-authority', 'could not be read: forbidden')]);
  });

  it('is no matter of a mesh with an authority of its own, and not looked at before later hops', () => {
    const own = installed({}).desired.manifests;
    expect(found({ secret: undefined, now }, own)).toEqual([]);
    expect(found(undefined)).toEqual([]);
  });
});
