import { describe, expect, it } from '@jest/globals';
import { dataPlaneReport } from '../../../../src/core/status/data-plane.ts';
import type { PassOutcome } from '../../../../src/core/pass/outcome.ts';
import type { PassResult } from '../../../../src/core/pass/result.ts';
import type { Proxy } from '../../../../src/core/model/proxy.ts';
import { observationOf } from '../../../support/observation.ts';
import { waitingFor } from '../../../support/progress.ts';
import { sidecar } from '../../../support/proxies.ts';

const reportOn = (proxies: readonly Proxy[], pass: Partial<PassResult> = {}) =>
  dataPlaneReport({}, '1.4.10', pass, { ...observationOf({}), proxies }).conditions;

describe('the condition ProxiesUpToDate', () => {
  it('is True when all proxies are of the installed release, and when there are none', () => {
    expect(reportOn([sidecar('1.4.10')])).toEqual([
      { type: 'ProxiesUpToDate', status: 'True', reason: 'UpToDate', message: 'the only proxy is of Istio 1.4.10' },
    ]);
    expect(reportOn([])).toMatchObject([{ status: 'True', reason: 'NoProxies' }]);
  });

  it('is False with where they are, the most concerned namespaces first and not all of them', () => {
    const proxies = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'g'].map((namespace) => sidecar('1.3.8', namespace));
    expect(reportOn([...proxies, sidecar('1.4.10')])).toEqual([
      {
        type: 'ProxiesUpToDate',
        status: 'False',
        reason: 'StaleProxies',
        message:
          '8 of 9 proxies are not of Istio 1.4.10: g (2), a (1), b (1), c (1), d (1) and 2 more namespaces; ' +
          'restart their workloads',
      },
    ]);
  });

  it('asks for no restart in the middle of a change of version, when gateways are ahead of what is installed', () => {
    const onTheWay = (outcome: PassOutcome, stopAt?: string) => {
      const action = { kind: 'upgrade', hop: { from: '1.4.10', to: '1.3.8', rest: [] } } as const;
      const passPlan = { target: '1.3.8', requestedSpec: { version: '1.3.8' }, parts: [], canRollBack: true };
      const at = { ...action, ...(stopAt !== undefined && { stopAt }) };
      return reportOn([sidecar('1.3.8')], { outcome, passPlan: { ...passPlan, action: at } })[0]!.message;
    };
    const waiting = waitingFor('pilot', 'no pod');
    expect(onTheWay(waiting)).toMatch(
      /not of Istio 1\.4\.10: \S+ \(1\); wait until the change to Istio 1\.3\.8 is done$/,
    );
    expect(onTheWay({ kind: 'error', reason: 'Conflict', message: 'again' })).toMatch(/wait until the change/);
    expect(onTheWay({ kind: 'converged' })).toMatch(/; restart their workloads$/);
    // A change that failed and is not tried again is waited for by nobody.
    expect(onTheWay(waiting, 'pilot')).toMatch(/; restart their workloads$/);
  });

  it('is not spoken of before a release is installed, and stays as it was while the pods are not read', () => {
    const before = {
      dataPlane: { proxies: 1, upToDate: 1, ready: '1/1', byVersion: [], staleNamespaces: [], staleNamespacesTotal: 0 },
    };
    const unread = observationOf({});
    expect(dataPlaneReport(before, '1.4.10', {}, unread)).toEqual({ status: before.dataPlane, conditions: [] });
    expect(dataPlaneReport({}, undefined, {}, { ...unread, proxies: [] }).conditions).toEqual([]);
  });
});
