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

  it('stays as it is when it has exactly as many bytes as it may have, and not with one more', () => {
    expect(fitted(STATUS, sizeOf(STATUS))).not.toHaveProperty('shortened');
    expect(fitted(STATUS, sizeOf(STATUS) - 1)).toHaveProperty('shortened');
  });

  it('loses what is least missed first, one after the other, and names it', () => {
    const plan = { path: ['1.4.10'], steps: [{ name: 'pilot', state: 'Pending' as const }] };
    const full = { ...STATUS, plan, components: [], gateways: [] };
    const least = fitted(full, 1);
    expect(least.shortened).toEqual(['messages', 'history', 'plan.steps', 'components', 'gateways', 'installedSpec']);
    expect(least.history).toHaveLength(3);
    expect(least.plan).toEqual({ path: ['1.4.10'] });
    for (const gone of ['components', 'gateways', 'installedSpec']) expect(least).not.toHaveProperty(gone);
    expect(fitted(STATUS, 1)).not.toHaveProperty('plan');
  });

  it('has every message shortened that is too long, whoever says it, and none that is not', () => {
    const failure = {
      ...{ generation: 1, from: '1.4.9', to: '1.4.10', step: 'pilot', startedAt: '', outcome: 'Paused' as const },
      message: LONG,
    };
    const waitingFor = [{ part: 'pilot', gate: 'pilot available', message: LONG, since: '' }];
    const components = [
      { name: 'pilot', state: 'Failed' as const, message: LONG },
      { name: 'galley', state: 'Ready' as const },
      { name: 'citadel', state: 'Failed' as const, message: 'x'.repeat(300) },
    ] as unknown as NonNullable<MeshInstallStatus['components']>;
    const status = fitted({ ...STATUS, failure, waitingFor, components }, 20_000);
    const short = `${'x'.repeat(300)}…`;
    expect(status.shortened).toEqual(['messages']);
    expect(status.failure).toEqual({ ...failure, message: short });
    expect(status.waitingFor?.map(({ message }) => message)).toEqual([short]);
    expect(status.components?.map(({ message }) => message)).toEqual([short, undefined, 'x'.repeat(300)]);
    expect(status.components?.map((one) => Object.keys(one).length)).toEqual([3, 2, 3]);
    expect(status.history?.[0]?.message).toBe(short);
  });

  it('gets nothing that it did not have when its messages are shortened', () => {
    const { conditions: _, history: __, ...bare } = STATUS;
    const keys = Object.keys(fitted(bare, sizeOf(bare) - 1));
    expect(keys.filter((key) => key !== 'shortened' && !(key in bare))).toEqual(['history']);
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
