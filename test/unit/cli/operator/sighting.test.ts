import { describe, expect, it } from '@jest/globals';
import type { SeenDeployment } from '../../../../src/cli/operator/deployments.ts';
import { judge } from '../../../../src/cli/operator/sighting.ts';
import type { SeenLease } from '../../../../src/kube/lease/sighting.ts';

const NOW = Date.parse('2020-01-01T12:00:00Z');
const NOTHING = { found: [] };

const lease = (fields: Partial<SeenLease>): SeenLease => ({
  namespace: 'meshwright-system',
  holder: 'meshwright-7f_0b3f6f3e-1111-4222-8333-444455556666',
  renewedAt: NOW - 1000,
  durationMs: 15_000,
  live: false,
  ...fields,
});

const deployment = (fields: Partial<SeenDeployment>): SeenDeployment => ({
  namespace: 'meshwright-system',
  name: 'meshwright',
  account: 'meshwright',
  wanted: 1,
  ready: 0,
  elects: true,
  ...fields,
});

describe('whether an operator runs', () => {
  it('is told by a Lease that is renewed, with holder, namespace, version and age', () => {
    const { state, message } = judge({ found: [lease({ live: true, version: '0.2.0' })] }, NOTHING, NOW);
    expect([state, message]).toEqual([
      'Running',
      'meshwright-7f leads in meshwright-system (0.2.0), its Lease renewed 1 s ago',
    ]);
  });

  it('is not the case when the Lease is old and no pod is ready, and says both with the reason of the pods', () => {
    const old = lease({ renewedAt: NOW - 12 * 60_000 });
    const pulling = deployment({ problem: 'cannot pull image meshwright:0.1.0: not found' });
    const { state, message, remedy } = judge({ found: [old] }, { found: [pulling] }, NOW);
    expect(state).toBe('NotRunning');
    expect(message).toBe(
      'no operator is running: the Lease meshwright-system/meshwright was last renewed 12 min ago, by meshwright-7f; ' +
        'Deployment meshwright-system/meshwright has 0 of 1 ready: cannot pull image meshwright:0.1.0: not found',
    );
    expect(remedy).toMatch(/^kubectl -n meshwright-system describe pods/);
  });

  it('says how to scale up an operator that was scaled to 0', () => {
    const released = lease({ holder: '', renewedAt: NOW - 3 * 3_600_000 });
    const { message, remedy } = judge({ found: [released] }, { found: [deployment({ wanted: 0 })] }, NOW);
    expect(message).toMatch(/was given up 3 h ago; Deployment meshwright-system\/meshwright is scaled to 0$/);
    expect(remedy).toBe('kubectl -n meshwright-system scale deployment/meshwright --replicas=1');
  });

  it('is so without a Lease where ready pods elect no leader, and not where they should have one', () => {
    const ready = deployment({ ready: 1, elects: false });
    expect(judge({ found: [lease({})] }, { found: [ready] }, NOW).state).toBe('Running');
    expect(judge(NOTHING, { found: [{ ...ready, elects: true }] }, NOW).state).toBe('NotRunning');
  });

  it('is so by ready pods where nobody may read the Lease', () => {
    expect(judge({ hidden: 'no' }, { found: [deployment({ ready: 1 })] }, NOW).state).toBe('Running');
    expect(judge({ hidden: 'no' }, { found: [deployment({ ready: 0 })] }, NOW).state).toBe('NotRunning');
  });

  it('cannot be told where nothing may be read, and is not an error', () => {
    const { state, message } = judge({ hidden: 'Forbidden: cannot list Lease' }, { hidden: 'Forbidden' }, NOW);
    expect([state, message]).toEqual([
      'Unknown',
      'cannot tell whether an operator is running: Forbidden: cannot list Lease',
    ]);
  });

  it('is left open where there is neither Lease nor Deployment', () => {
    expect(judge(NOTHING, NOTHING, NOW).state).toBe('NotSeen');
  });
});
