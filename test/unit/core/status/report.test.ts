import { describe, expect, it } from '@jest/globals';
import type { MeshInstallStatus } from '../../../../src/api/status.ts';
import { meshInstallStatus } from '../../../../src/api/status.ts';
import type { PassPlan, PassResult } from '../../../../src/core/pass/result.ts';
import { statusAfter } from '../../../../src/core/status/report.ts';
import type { PassOutcome } from '../../../../src/core/pass/outcome.ts';
import { CA_SECRET } from '../../../../src/core/readiness/authority.ts';
import { authority, secretOf } from '../../../support/certificates.ts';
import { changed, installed } from '../../../support/installed.ts';
import { partNamed, waitingFor } from '../../../support/progress.ts';
import { observationOf, withStatus, type World } from '../../../support/observation.ts';

const { desired, world } = installed({ upgrade: { gateTimeout: '10m' } });
const noon = Date.parse('2026-06-01T12:00:00Z');
const at = (minutes: number, given: World = world) =>
  observationOf({ ...given, now: new Date(noon + minutes * 60_000) });
const pilot = partNamed('pilot');

const SETTLED: PassOutcome = { kind: 'converged' };
const WAITING: PassOutcome = waitingFor('pilot', 'no pod');
const ERROR: PassOutcome = { kind: 'error', reason: 'Forbidden', message: 'cannot apply' };
const REFUSED: PassOutcome = { kind: 'rejected', reason: 'InvalidSpec', message: 'spec.x: wrong.' };

const pass = (outcome: PassOutcome, more: Partial<PassResult> = {}): PassResult => {
  return { generation: 1, outcome, inventory: ['v1/ConfigMap/ns/a'], installed: undefined, desired, ...more };
};
const settled = pass(SETTLED, { installed: 'digest' });
const conditionOf = (status: MeshInstallStatus, type: string) => status.conditions?.find((c) => c.type === type);
const statuses = (status: MeshInstallStatus): Record<string, string> =>
  Object.fromEntries((status.conditions ?? []).map(({ type, status: value }) => [type, value]));
const componentOf = (status: MeshInstallStatus, name: string) => status.components?.find((c) => c.name === name);
const broken = changed(world, 'Deployment', 'istio-pilot', (m) =>
  withStatus(m, { availableReplicas: 0, readyReplicas: 0 }),
);

describe('the status of a mesh that works', () => {
  const status = statusAfter({}, settled, at(0));

  it('says so in every place', () => {
    expect(statuses(status)).toEqual({
      Ready: 'True',
      Reconciling: 'False',
      Stalled: 'False',
      Accepted: 'True',
      CertificatesValid: 'True',
    });
    expect(status).toMatchObject({ phase: 'Ready', ready: '8/8', version: '1.4.10', lastGoodVersion: '1.4.10' });
    expect(status.waitingFor).toBeUndefined();
    expect(status.inventory).toEqual(['v1/ConfigMap/ns/a']);
  });

  it('lists components in install order, with image, ports and pods', () => {
    expect(status.components?.map(({ name }) => name)).toEqual([
      'citadel',
      'galley',
      'pilot',
      'policy',
      'telemetry',
      'injector',
      'istio-ingressgateway',
      'prometheus',
    ]);
    expect(componentOf(status, 'galley')).toMatchObject({
      image: 'docker.io/istio/galley:1.4.10',
      ready: '1/1',
      phase: 'Ready',
      ports: expect.arrayContaining(['https-validation:443']) as unknown,
    });
    expect(componentOf(status, 'galley')).not.toHaveProperty('message');
  });

  it('fits the schema of the resource', () => {
    for (const one of [status, ...[WAITING, ERROR, REFUSED].map((outcome) => statusAfter({}, pass(outcome), at(0)))]) {
      expect(meshInstallStatus.safeParse(one).error).toBeUndefined();
    }
  });

  it('is equal after a second pass, however late, so that nothing is written', () => {
    expect(statusAfter(status, settled, at(300))).toEqual(status);
  });

  it('depends on nothing but what it was given', () => {
    expect(JSON.stringify(statusAfter({}, settled, at(0)))).toBe(JSON.stringify(status));
  });
});

describe('every outcome', () => {
  const outcomes: PassOutcome[] = [SETTLED, WAITING, ERROR, REFUSED, { kind: 'paused' }];

  it.each(outcomes)('$kind gives the same status twice', (outcome) => {
    const first = statusAfter({}, pass(outcome), at(0, broken));
    expect(statusAfter(first, pass(outcome), at(5, broken))).toEqual(first);
  });

  it.each(outcomes)(
    '$kind is told as kstatus reads it: never Ready while something is unfinished or impossible',
    (outcome) => {
      const { Ready, Reconciling, Stalled } = statuses(statusAfter({}, pass(outcome), at(0)));
      if (Ready === 'True') expect([Reconciling, Stalled]).toEqual(['False', 'False']);
      expect([Ready, Reconciling, Stalled].every((value) => value !== undefined)).toBe(true);
    },
  );

  it.each([
    [SETTLED, world, 'Ready'],
    [SETTLED, broken, 'Installing'],
    [WAITING, broken, 'Installing'],
    [ERROR, world, 'Installing'],
    [REFUSED, world, 'Refused'],
    [{ kind: 'paused' } as const, world, 'Paused'],
  ])('%j has its phase', (outcome, given, phase) => {
    expect(statusAfter({}, pass(outcome), at(0, given)).phase).toBe(phase);
  });

  it('says what is missing while it waits', () => {
    const status = statusAfter({}, pass(WAITING), at(0, broken));
    expect(status.waitingFor).toEqual([
      { part: 'pilot', gate: pilot.gate, message: 'no pod', since: '2026-06-01T12:00:00Z' },
    ]);
    expect(conditionOf(status, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'Installing',
      message: expect.stringContaining('no pod') as unknown,
    });
    expect(status).not.toHaveProperty('version');
    expect(status.targetVersion).toBe('1.4.10');
  });

  it('that refuses keeps what is known of the mesh, and says why', () => {
    const { desired: _, ...nothing } = pass(REFUSED, { generation: 2 });
    const before = statusAfter({}, settled, at(0));
    const status = statusAfter(before, nothing, at(1, broken));
    expect(status).toMatchObject({
      phase: 'Refused',
      version: '1.4.10',
      lastGoodVersion: '1.4.10',
      observedGeneration: 2,
    });
    expect(status.components).toEqual(before.components);
    expect(statuses(status)).toMatchObject({ Ready: 'False', Stalled: 'True', Accepted: 'False' });
    expect(conditionOf(status, 'Accepted')).toMatchObject({ reason: 'InvalidSpec', message: 'spec.x: wrong.' });
  });

  it('that is paused says that nobody brings what is missing', () => {
    const gone = observationOf({ ...world, now: new Date(noon), live: [] });
    const status = statusAfter({}, pass({ kind: 'paused' }), gone);
    expect(conditionOf(status, 'Ready')).toMatchObject({ status: 'False', reason: 'Paused' });
    expect(conditionOf(status, 'Ready')?.message).toMatch(
      /^nothing is installed or repaired while spec\.paused is true; citadel: missing; galley: missing; /,
    );
    expect(componentOf(status, 'pilot')).toMatchObject({ phase: 'Waiting', message: 'missing' });
    expect(conditionOf(statusAfter({}, pass({ kind: 'paused' }), at(0)), 'Ready')?.reason).toBe('MeshReady');
  });

  it('that failed is retried, and says what failed', () => {
    const status = statusAfter({}, pass(ERROR), at(0));
    expect(conditionOf(status, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'Forbidden',
      message: 'cannot apply',
    });
    expect(conditionOf(status, 'Reconciling')).toMatchObject({ status: 'True', reason: 'Retrying' });
  });
});

describe('gateways', () => {
  const addresses = (change: object): readonly string[] | undefined => {
    const given = changed(world, 'Service', 'istio-ingressgateway', (m) => ({ ...m, ...change }));
    return statusAfter({}, settled, at(0, given)).gateways?.find(({ name }) => name === 'istio-ingressgateway')
      ?.addresses;
  };

  it('tell the addresses of their load balancer, by number or name', () => {
    const ingress = [{ ip: '192.0.2.1' }, { hostname: 'lb.example' }];
    expect(addresses({ status: { loadBalancer: { ingress } } })).toEqual(['192.0.2.1', 'lb.example']);
  });

  it('tell nothing while the load balancer is not there, and their own addresses where there will be none', () => {
    expect(addresses({ spec: { type: 'LoadBalancer', clusterIP: '10.0.0.1' } })).toEqual([]);
    expect(addresses({ spec: { type: 'ClusterIP', clusterIP: '10.0.0.1' } })).toEqual(['10.0.0.1']);
    const both = { clusterIP: 'fd00::1', clusterIPs: ['fd00::1', '10.0.0.1'] };
    expect(addresses({ spec: { type: 'ClusterIP', ...both } })).toEqual(both.clusterIPs);
  });

  it('are only those that are installed', () => {
    expect(statusAfter({}, settled, at(0)).gateways?.map(({ name }) => name)).toEqual(['istio-ingressgateway']);
  });

  it('are also the proxies of Ingress objects of 1.0', () => {
    const { components } = desired.spec;
    const spec = { ...desired.spec, components: { ...components, ingress: { ...components.ingress, enabled: true } } };
    const status = statusAfter({}, pass(SETTLED, { desired: { ...desired, spec } }), at(0));
    expect(status.gateways?.map(({ name }) => name)).toContain('istio-ingress');
  });
});

describe('the status of a mesh whose next hop is blocked', () => {
  const hold = { reason: 'PreflightFailed', message: 'old proxies', stalled: true } as const;
  const parts: PassPlan['parts'] = [];
  const blocked = (from: string): PassResult => {
    const hop = { from, to: '1.4.10', rest: [] };
    const passPlan: PassPlan = {
      action: { kind: 'upgrade', hop },
      target: '1.4.10',
      requestedSpec: { version: '1.4.10' },
      parts,
      canRollBack: true,
    };
    return pass({ kind: 'blocked', hold }, { generation: 2, passPlan });
  };
  const ready = statusAfter({}, settled, at(0));

  it('goes on about what is installed where that was asked for, so that nobody takes it for the newest spec', () => {
    const status = statusAfter(ready, blocked('1.3.8'), at(1));
    expect(conditionOf(status, 'Ready')).toMatchObject({ status: 'True', observedGeneration: 1 });
    expect(conditionOf(status, 'Stalled')).toMatchObject({ status: 'True', observedGeneration: 2 });
  });

  it('is never Ready at a stop on the way, which nobody asked for', () => {
    const plan = { from: '1.3.8', path: ['1.4.10'], reachedAt: '2026-06-01T12:00:00Z' };
    const status = statusAfter({ ...ready, version: '1.3.8', plan }, blocked('1.3.8'), at(1));
    expect(conditionOf(status, 'Ready')).toMatchObject({ status: 'False', reason: 'PreflightFailed' });
    expect(conditionOf(statusAfter(status, blocked('1.3.8'), at(2)), 'Ready')).toMatchObject({ status: 'False' });
  });
});

describe('a root certificate that was renewed', () => {
  it('is told with its new end', () => {
    const renewed = authority({ name: 'cluster.local', notAfter: new Date('2036-01-01T00:00:00Z') });
    const first = statusAfter({}, settled, at(0));
    const secrets = [...(world.secrets ?? []).slice(1), secretOf(CA_SECRET, { 'ca-cert.pem': renewed.pem })];
    expect(conditionOf(first, 'CertificatesValid')?.message).toMatch(/valid until 2027-01-01/);
    expect(conditionOf(statusAfter(first, settled, at(1, { ...world, secrets })), 'CertificatesValid')).toMatchObject({
      message: expect.stringMatching(/valid until 2036-01-01/) as unknown,
    });
  });
});

describe('an error whose text is another one each time', () => {
  it('is no news, so that a pass which fails in the same way writes nothing', () => {
    const expired = (now: string): PassOutcome => ({
      kind: 'error',
      reason: 'InternalError',
      message: `x509: certificate has expired or is not yet valid: current time ${now} is after 2026-01-01T00:00:00Z`,
    });
    const first = statusAfter({}, pass(expired('2026-11-28T07:00:00Z')), at(0));
    expect(statusAfter(first, pass(expired('2026-11-28T07:00:10Z')), at(10))).toEqual(first);
  });
});
