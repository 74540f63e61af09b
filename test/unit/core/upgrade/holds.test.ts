import { describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../../src/api/meshinstall.ts';
import type { MeshInstallStatus } from '../../../../src/api/status.ts';
import { approvalHold, soakHold } from '../../../../src/core/upgrade/holds.ts';
import { meshOf } from '../../../support/mesh.ts';

const install = (status: MeshInstallStatus = {}, annotations: Record<string, string> = {}): MeshInstall => ({
  apiVersion: 'meshwright.dev/v1alpha1',
  kind: 'MeshInstall',
  metadata: { name: 'mine', annotations },
  spec: { version: '1.4.10' },
  status,
});

describe('a manual approval', () => {
  const { spec } = meshOf({ upgrade: { approval: 'Manual' } });

  it('is waited for, with the command that gives it', () => {
    expect(approvalHold(install(), spec)).toEqual({
      reason: 'ApprovalRequired',
      message: 'to go on to Istio 1.4.10: kubectl annotate mi mine meshwright.dev/approve=1.4.10 --overwrite',
    });
  });

  it('is of one version: that of another does not count', () => {
    expect(approvalHold(install({}, { 'meshwright.dev/approve': '1.3.8' }), spec)).toBeDefined();
    expect(approvalHold(install({}, { 'meshwright.dev/approve': '1.4.10' }), spec)).toBeUndefined();
  });

  it.each([
    ['1.3.9', 'what is approved is 1.3.9'],
    ['yes please', 'what is approved is no version'],
    ['1'.repeat(1000), 'what is approved is no version'],
  ])('says what is approved instead, if it can be a version: %.20s', (approved, said) => {
    const { message = '' } = approvalHold(install({}, { 'meshwright.dev/approve': approved }), spec) ?? {};
    expect(message).toBe(
      `to go on to Istio 1.4.10: kubectl annotate mi mine meshwright.dev/approve=1.4.10 --overwrite (${said})`,
    );
  });

  it('is asked of nobody by default', () => {
    expect(approvalHold(install(), meshOf().spec)).toBeUndefined();
  });
});

describe('a soak', () => {
  const { spec } = meshOf({ upgrade: { soak: '5m' } });
  const reachedAt = '2026-06-01T12:00:00Z';
  const plan = { from: '1.3.8', path: ['1.4.10'], reachedAt };
  const at = (minutes: number): Date => new Date(Date.parse(reachedAt) + minutes * 60_000);
  const momentAt = (minutes: number) => ({ now: at(minutes), lasted: () => minutes * 60_000 });
  const component = (phase: 'Ready' | 'Progressing') => ({
    name: 'pilot',
    version: '1.3.8',
    image: 'pilot',
    ready: '1/1',
    phase,
    since: reachedAt,
  });

  it('holds the next hop for its time, and says until when', () => {
    expect(soakHold(install({ plan }), spec, momentAt(4.9))).toMatchObject({
      reason: 'Soaking',
      until: at(5).getTime(),
    });
    expect(soakHold(install({ plan }), spec, momentAt(5))).toBeUndefined();
  });

  it('lasts as long as it was seen to, whatever the clock was set to meanwhile', () => {
    const [ahead, back] = [at(24 * 60), at(-24 * 60)];
    expect(soakHold(install({ plan }), spec, { now: ahead, lasted: () => 60_000 })).toMatchObject({
      until: ahead.getTime() + 4 * 60_000,
    });
    expect(soakHold(install({ plan }), spec, { now: back, lasted: () => 5 * 60_000 })).toBeUndefined();
  });

  it('holds it longer where a component does not work at its end', () => {
    const broken = install({ plan, components: [component('Progressing')] });
    expect(soakHold(broken, spec, momentAt(6))?.message).toBe('Istio 1.3.8 has to work before 1.4.10: pilot does not');
    expect(soakHold(install({ plan, components: [component('Ready')] }), spec, momentAt(6))).toBeUndefined();
  });

  it('is for stops on the way, not for a way that begins', () => {
    expect(soakHold(install({ plan: { from: '1.3.8', path: ['1.4.10'] } }), spec, momentAt(0))).toBeUndefined();
    expect(soakHold(install({ plan }), meshOf().spec, momentAt(0))).toBeUndefined();
  });
});
