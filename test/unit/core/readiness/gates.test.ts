import { describe, expect, it } from '@jest/globals';
import { caBundleOf, withCaBundle } from '../../../../src/core/readiness/certificates.ts';
import { functionalProblem, trustOf } from '../../../../src/core/readiness/functional-checks.ts';
import { gateOf } from '../../../../src/core/readiness/gates.ts';
import { componentsOf } from '../../../../src/core/status/components.ts';
import { inParts } from '../../../../src/core/model/graph.ts';
import { authority, secretOf, serving, suppliedCa } from '../../../support/certificates.ts';
import { BUNDLE, changed, installed, SECRETS } from '../../../support/installed.ts';
import { INSTALL_NEEDS } from '../../../support/progress.ts';
import { only } from '../../../support/mesh.ts';
import { observationOf, withStatus, type World } from '../../../support/observation.ts';

const { desired, world } = installed();
const enabled = new Set(componentsOf(desired.manifests).keys());
const stranger = authority({ name: 'cluster.local' });

/** What the gates of all waves miss, by wave. */
function missing(given: World): Record<string, readonly string[]> {
  const gates = inParts(desired.manifests, INSTALL_NEEDS).map((objects) => {
    const gate = gateOf(objects, enabled, observationOf(given));
    expect(gate.open).toBe(gate.missing.length === 0);
    return [objects.part.name, gate.missing] as const;
  });
  return Object.fromEntries(gates.filter(([, sentences]) => sentences.length > 0));
}

const without = (secret: string): World => ({
  ...world,
  secrets: SECRETS.filter(({ metadata }) => metadata.name !== secret),
});
const GALLEY_SECRET = 'istio.istio-galley-service-account';

/** What is broken, and the one sentence that the gates then say. */
const BROKEN: readonly [string, World, string, RegExp][] = [
  [
    'a Deployment is missing',
    changed(world, 'Deployment', 'istio-pilot', () => undefined),
    'pilot',
    /^Deployment istio-system\/istio-pilot: does not exist yet$/,
  ],
  [
    'a pod is not available',
    changed(world, 'Deployment', 'istio-pilot', (m) => withStatus(m, { availableReplicas: 0 })),
    'pilot',
    /0 of 1 pods are available/,
  ],
  [
    'a CRD is not established',
    changed(world, 'CustomResourceDefinition', 'gateways.networking.istio.io', (m) => ({ ...m, status: {} })),
    'crds',
    /^\d+ of \d+ CRDs established$/,
  ],
  [
    'a ConfigMap is missing',
    changed(world, 'ConfigMap', 'istio', () => undefined),
    'foundation',
    /ConfigMap istio-system\/istio: does not exist/,
  ],
  [
    'the authority is not there yet',
    without('istio-ca-secret'),
    'citadel',
    /^citadel: the certificate authority is not usable: its Secret does not exist/,
  ],
  [
    'nobody answers behind the Service of galley',
    { ...world, reachable: world.reachable!.filter((s) => s !== 'istio-galley') },
    'galley',
    /^galley: Service istio-galley has no ready address$/,
  ],
  [
    'nobody answers behind the Service of telemetry',
    { ...world, reachable: world.reachable!.filter((s) => s !== 'istio-telemetry') },
    'mixer',
    /^telemetry: /,
  ],
  [
    'the webhook of the injector trusts nobody',
    changed(world, 'MutatingWebhookConfiguration', 'istio-sidecar-injector', (m) => withCaBundle(m, '')),
    'injection',
    /its caBundle is not the root/,
  ],
  [
    'the webhook of galley trusts another root',
    changed(world, 'ValidatingWebhookConfiguration', 'istio-galley', (m) => withCaBundle(m, caBundleOf(stranger.pem))),
    'validation',
    /its caBundle is not the root/,
  ],
  [
    'a gateway is missing',
    changed(world, 'Deployment', 'istio-ingressgateway', () => undefined),
    'gateways',
    /istio-ingressgateway/,
  ],
];

describe('the gates', () => {
  it('are all open where everything works', () => {
    expect(missing(world)).toEqual({});
  });

  it.each(BROKEN)('hold at the right wave and say why when %s', (_what, given, part, sentence) => {
    const found = missing(given);
    expect(Object.keys(found)).toEqual([part]);
    expect(found[part]).toHaveLength(1);
    expect(found[part]?.[0]).toMatch(sentence);
  });

  it('hold while somebody deletes CRDs of ours, and say what keeps them; of many, a few by name', () => {
    const going = (count: number): World => {
      let left = count;
      const live = world.live.map((m) =>
        m.kind === 'CustomResourceDefinition' && left-- > 0
          ? { ...m, metadata: { ...m.metadata, deletionTimestamp: '2026-06-01T00:00:00Z' } }
          : m,
      );
      return { ...world, live };
    };
    const one = missing(going(1));
    expect(Object.keys(one)).toEqual(['crds']);
    expect(one['crds']).toEqual([
      expect.stringMatching(/^CustomResourceDefinition [a-z.]+: is being deleted since .*: kubectl get [a-z.]+ -A$/),
    ]);
    expect(missing(going(12))['crds']).toHaveLength(4);
    expect(missing(going(12))['crds']?.at(-1)).toBe('9 more objects are being deleted');
  });

  it('of citadel and of the webhook both wait for a certificate that is not there', () => {
    const found = missing(without(GALLEY_SECRET));
    expect(found['citadel']).toEqual(['citadel: no certificate for galley: its Secret does not exist yet']);
    expect(found['validation']?.[0]).toMatch(/no certificate for galley/);
  });
});

describe('citadel', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const problem = (secrets: World['secrets'], components: readonly string[] = ['citadel', 'galley', 'injector']) =>
    functionalProblem(
      'citadel',
      desired.manifests,
      new Set(components),
      observationOf({ now, secrets: secrets ?? [] }),
    );
  const replaced = (name: string, secret: ReturnType<typeof secretOf>): World['secrets'] =>
    SECRETS.map((known) => (known.metadata.name === name ? secret : known));

  it('works when the authority and every serving certificate are there', () => {
    expect(problem(SECRETS)).toBeUndefined();
  });

  it('owes certificates only to components that are installed', () => {
    expect(problem(without(GALLEY_SECRET).secrets)).toMatch(/galley/);
    expect(problem(without(GALLEY_SECRET).secrets, ['citadel', 'injector'])).toBeUndefined();
    expect(problem(SECRETS.slice(0, 1), ['citadel'])).toBeUndefined();
  });

  it('does not work when a certificate has expired or is of another root', () => {
    const past = new Date('2026-05-01T00:00:00Z');
    const pair = (chain: string): ReturnType<typeof secretOf> =>
      secretOf(GALLEY_SECRET, { 'cert-chain.pem': chain, 'root-cert.pem': stranger.pem });
    expect(problem(replaced(GALLEY_SECRET, pair(serving({ name: 'g', by: stranger, notAfter: past }))))).toMatch(
      /expired/,
    );
    expect(problem(replaced(GALLEY_SECRET, pair(serving({ name: 'g', by: authority({ name: 'x' }) }))))).toMatch(
      /not signed/,
    );
  });

  it('is judged by the Secret that it signs with, whatever lies beside it', () => {
    const old = authority({ name: 'old', notAfter: new Date('2026-05-01T00:00:00Z'), kind: 'rsa' });
    const corporate = authority({ name: 'corporate', kind: 'rsa' });
    const supplied = installed({ components: { citadel: { selfSigned: false } } }).desired.manifests;
    const problemOf = (cacerts: World['secrets'], objects: typeof supplied) =>
      functionalProblem(
        'citadel',
        objects,
        new Set(['citadel']),
        observationOf({ now, secrets: [...SECRETS, ...(cacerts ?? [])] }),
      );
    const [good, bad] = [suppliedCa(corporate, corporate), suppliedCa(old, old)];
    expect(problemOf([good], supplied)).toBeUndefined();
    expect(problemOf([bad], supplied)).toMatch(/cacerts: ca-cert.pem ended on 2026-05-01/);
    expect(problemOf([], supplied)).toMatch(
      /does not exist; create it: kubectl create secret generic cacerts -n istio/,
    );
    expect(problemOf([bad], desired.manifests)).toBeUndefined();
  });
});

describe('other components', () => {
  it('are reached where clients have no probe to go by, and nowhere else', () => {
    const nobody = observationOf({});
    for (const name of ['galley', 'policy', 'telemetry', 'injector']) {
      expect(functionalProblem(name, [], enabled, nobody)).toMatch(/has no ready address/);
    }
    for (const name of ['pilot', 'istio-ingressgateway', 'grafana']) {
      expect(functionalProblem(name, [], enabled, nobody)).toBeUndefined();
    }
  });
});

describe('trust', () => {
  const configuration = only(desired.manifests, 'MutatingWebhookConfiguration');
  const live = only(world.live, 'MutatingWebhookConfiguration');

  it('is read off the live configuration', () => {
    expect(trustOf(configuration, live, observationOf(world))).toEqual({ state: 'trusted', caBundle: BUNDLE });
    expect(trustOf(configuration, undefined, observationOf(world))).toEqual({ state: 'untrusted', caBundle: BUNDLE });
  });

  it('is unknown while there is no certificate', () => {
    expect(trustOf(configuration, live, observationOf({}))).toMatchObject({
      state: 'unknown',
      problem: expect.stringContaining('no certificate for injector') as unknown,
    });
  });
});
