import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { capabilitiesOf, render, resolve } from '../../../charts/index.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import { everyDrift } from '../../../src/core/drift/every-drift.ts';
import { firstDrift, obstructingPorts } from '../../../src/core/drift/drift.ts';
import {
  ADOPTED_TEMPLATE,
  besideLive,
  claimOf,
  editedTemplate,
  endsPreserving,
  PRESERVED_TEMPLATE,
} from '../../../src/core/ownership/adoption.ts';
import { withRememberedReplicas } from '../../../src/core/ownership/autoscaling.ts';
import { isOurs, OWNER_ANNOTATION } from '../../../src/core/ownership/ownership.ts';
import { isRollingOut, RESTARTED_AT, RESTARTED_FOR } from '../../../src/core/data-plane/restart.ts';
import { healthOf, isAcceptedOnly, readyCount } from '../../../src/core/readiness/health.ts';
import { rootsOf, readCaSecret, readSuppliedCa, readWorkloadSecret } from '../../../src/core/readiness/certificates.ts';
import { anyValue, disturbed, runs } from '../../support/hostile.ts';

const RUNS = runs(200);
const NOW = new Date('2026-11-28T00:00:00Z');
const owner = { mesh: 'mesh', uid: 'u' };
const MANIFESTS = render({ name: 'mesh', spec: resolve({ version: '1.4.10' }), capabilities: capabilitiesOf('1.21') });

/** Everything that is read of a live object, whoever wrote it last. */
function read(manifest: Manifest, live: Manifest): void {
  expect(['Current', 'InProgress', 'Failed']).toContain(healthOf(live).state);
  isAcceptedOnly(live);
  readyCount(live);
  const { path } = firstDrift(manifest, live) ?? {};
  expect(everyDrift(manifest, live)[0]?.path).toBe(path);
  obstructingPorts(manifest, live);
  besideLive(manifest, live);
  editedTemplate(manifest, live);
  endsPreserving(manifest, live);
  JSON.stringify(claimOf(manifest, live, owner));
  withRememberedReplicas(manifest, [live]);
  expect(typeof isOurs(live, owner)).toBe('boolean');
  isRollingOut(live, '1.4.10', NOW);
}

const manifest = fc.constantFrom(...MANIFESTS);
const ANNOTATIONS = [OWNER_ANNOTATION, ADOPTED_TEMPLATE, PRESERVED_TEMPLATE, RESTARTED_AT, RESTARTED_FOR];
const ORPHANS = ['meshwright.dev/orphaned-from', 'meshwright.dev/orphaned-replicas'];
/** Annotations are text, says the apiserver, and nothing more. */
const anyNotes = fc.dictionary(
  fc.constantFrom(...ANNOTATIONS, ...ORPHANS),
  fc.oneof(
    fc.string(),
    anyValue().map((value) => JSON.stringify(value)),
  ),
  { noNullPrototype: true },
);

describe('a live object', () => {
  it('is read whatever its annotations say', () => {
    fc.assert(
      fc.property(manifest, anyNotes, (wanted, notes) => {
        const annotations = { ...wanted.metadata.annotations, ...notes };
        read(wanted, { ...wanted, metadata: { ...wanted.metadata, annotations } });
      }),
      RUNS,
    );
  });

  it('of a kind that Kubernetes does not know itself is read whatever its spec and status are', () => {
    const custom = MANIFESTS.filter(({ apiVersion }) => apiVersion.includes('istio.io/'));
    fc.assert(
      fc.property(fc.constantFrom(...custom), fc.gen(), anyValue(), anyValue(), (wanted, gen, by, status) => {
        const spec = disturbed(wanted['spec'], (size) => gen(fc.nat, { max: Math.max(0, size - 1) }), by);
        read(wanted, { ...wanted, metadata: { ...wanted.metadata, generation: 2 }, spec, status });
      }),
      RUNS,
    );
    const status = { observedGeneration: { toString: 1 } };
    const [first] = custom;
    expect(healthOf({ ...first!, metadata: { name: 'a', generation: 2 }, status }).state).toBe('Current');
  });

  it('is drifted nowhere from itself, and somewhere from another', () => {
    fc.assert(
      fc.property(manifest, fc.gen(), anyValue(), (wanted, gen, by) => {
        expect(firstDrift(wanted, structuredClone(wanted))).toBeUndefined();
        const live = disturbed(wanted, (size) => gen(fc.nat, { max: Math.max(0, size - 1) }), by);
        firstDrift(wanted, live);
        firstDrift(live, wanted);
      }),
      RUNS,
    );
  });
});

describe('a Secret of certificates', () => {
  const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  const value = fc.oneof(fc.string(), fc.base64String(), fc.constant(Buffer.from(PEM).toString('base64')));
  const data = fc.dictionary(
    fc.constantFrom('ca-cert.pem', 'ca-key.pem', 'root-cert.pem', 'cert-chain.pem', 'key.pem'),
    value,
    { noNullPrototype: true },
  );

  it('is read whatever is in it', () => {
    fc.assert(
      fc.property(data, (content) => {
        const secret: Manifest = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: content };
        for (const reading of [readWorkloadSecret, readCaSecret, readSuppliedCa]) reading(secret, NOW);
        rootsOf(secret);
      }),
      RUNS,
    );
  });
});
