import { describe, expect, it } from '@jest/globals';
import { meshInstallStatus, type MeshInstallStatus } from '../../../../src/api/status.ts';
import { fitted } from '../../../../src/core/model/status-size.ts';

const LONG = 'x'.repeat(2_000);
const hop = (to: string) => ({ to, startedAt: '', finishedAt: '', outcome: 'Succeeded' as const, message: LONG });

const STATUS: MeshInstallStatus = {
  version: '1.4.10',
  conditions: [{ type: 'Ready', status: 'False', reason: 'Failed', message: LONG, lastTransitionTime: '' }],
  history: Array.from({ length: 10 }, (_, i) => hop(`1.4.${i}`)),
  installedSpec: { version: '1.4.10', values: 'y'.repeat(5_000) },
  inventory: ['v1/ConfigMap/istio-system/istio'],
};

const sizeOf = (status: MeshInstallStatus): number => JSON.stringify(status).length;

describe('a status that has to fit', () => {
  it('stays as it is while it does', () => {
    expect(fitted(STATUS)).toEqual(STATUS);
  });

  it('has its messages shortened first, and says so', () => {
    const status = fitted(STATUS, 20_000);
    expect(status.shortened).toEqual(['messages']);
    expect(status.conditions?.[0]?.message).toHaveLength(301);
    expect(status.installedSpec).toEqual(STATUS.installedSpec);
  });

  it('never exceeds its bound with whatever may be left out, and keeps what the operator cannot do without', () => {
    const status = fitted(STATUS, 2_500);
    expect(sizeOf(status)).toBeLessThan(2_500);
    expect(status).toMatchObject({ version: '1.4.10', inventory: STATUS.inventory });
    expect(status.shortened).toContain('installedSpec');
    expect(meshInstallStatus.parse(status)).toEqual(status);
  });

  it('is no longer said to be shortened when it fits again', () => {
    expect(fitted({ ...STATUS, shortened: ['history'] })).toEqual(STATUS);
  });

  it('says the same again when it is shortened again', () => {
    const once = fitted(STATUS, 8_000);
    expect(fitted({ ...STATUS, shortened: once.shortened }, 8_000)).toEqual(once);
  });
});
