import { describe, expect, it } from '@jest/globals';
import { variantsOf } from '../../../../charts/every-kind.ts';
import { capabilitiesOf, RELEASES, render, resolve } from '../../../../charts/index.ts';
import type { DeploymentSpec, Probe } from '../../../../charts/kit/types.ts';
import { containersOf } from '../../../support/pods.ts';

type Named = readonly [name: string, probe: Probe];

/** Citadel has one only where it is asked for, since 1.2. */
const HEALTH_CHECK = { profile: 'default', components: { citadel: { healthCheck: true } } } as const;
const hasHealthCheck = (version: string): boolean => !/^1\.[01]\./.test(version);

/** The probes of all containers that a release can be asked for. */
function probesOf(version: string): Named[] {
  const wishes = [...variantsOf(version), ...(hasHealthCheck(version) ? [HEALTH_CHECK] : [])];
  const manifests = wishes.flatMap((wish) =>
    render({ name: 'mesh', spec: resolve({ version, ...wish }), capabilities: capabilitiesOf('1.36') }),
  );
  return manifests
    .flatMap((manifest) => (manifest['spec'] as Partial<DeploymentSpec> | undefined)?.template?.spec ?? [])
    .flatMap(containersOf)
    .flatMap(({ name, livenessProbe, readinessProbe, startupProbe }) =>
      Object.entries({ livenessProbe, readinessProbe, startupProbe }).flatMap(([which, probe]) =>
        probe === undefined ? [] : [[`${name} ${which}`, probe] as const],
      ),
    );
}

const ofPrograms = (version: string): Named[] => probesOf(version).filter(([, { exec }]) => exec !== undefined);

describe('probes that start a program', () => {
  it.each([...RELEASES])('are there in Istio %s, and may take ten seconds on a busy node', (version) => {
    const probes = ofPrograms(version);
    const programs = new Set(probes.map(([name]) => name.split(' ')[0]));
    expect(programs.size).toBe(hasHealthCheck(version) ? 3 : 2);
    expect(probes.filter(([, { timeoutSeconds = 1 }]) => timeoutSeconds < 10)).toEqual([]);
  });

  it.each([...RELEASES])('restart no container of Istio %s that failed for less than a minute', (version) => {
    const live = ofPrograms(version).filter(([name]) => name.endsWith('livenessProbe'));
    const seconds = live.map(([, { periodSeconds = 10, failureThreshold = 3 }]) => periodSeconds * failureThreshold);
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(60);
  });
});
