import { describe, expect, it } from '@jest/globals';
import { resolve } from '../../../../charts/index.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { planFacts } from '../../../../src/migration/plan/facts.ts';
import { planOf, type Plan } from '../../../../src/migration/plan/plan.ts';
import type { Step } from '../../../../src/migration/plan/step.ts';
import { targetOf } from '../../../../src/migration/targets.data.ts';
import { commandLine } from '../../../support/command-line.ts';
import { authority } from '../../../support/certificates.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const TO = { namespace: 'istiod', gatewayNamespace: 'istio-gateways', revision: 'canary', target: targetOf('1.30') };

function planFor(objects: readonly Manifest[] = [], more: Partial<MeshInstallSpec> = {}, kubernetes = 33): Plan {
  const spec: MeshInstallSpec = { version: '1.4.10', ...more };
  return planOf(planFacts({ install: { name: 'mesh', spec }, spec: resolve(spec), objects, kubernetes }, TO, NOW));
}

const stepOf = (plan: Plan, title: string): Step | undefined => plan.steps.find((step) => step.title === title);
const commandsOf = (step: Step | undefined): string[] =>
  [...(step?.does ?? []), ...(step?.checks ?? []), ...(step?.back ?? [])].flatMap(({ run }) => run?.split('\n') ?? []);
const saysOf = (step: Step | undefined): string => (step?.does ?? []).map(({ says }) => says).join('\n');
const whyNot = (plan: Plan, title: string): string | undefined =>
  plan.leftOut.find((each) => each.title === title)?.because;

const object = (apiVersion: string, kind: string, name: string, namespace?: string, more: object = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace !== undefined && { namespace }) },
  ...more,
});
const meshPolicy = (peers: unknown[]): Manifest =>
  object('authentication.istio.io/v1alpha1', 'MeshPolicy', 'default', undefined, { spec: { peers } });
const namespace = (name: string, labels: Record<string, string>): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const caSecret = (name: string, pem: string): Manifest =>
  object('v1', 'Secret', name, 'istio-system', { data: { 'ca-cert.pem': Buffer.from(pem).toString('base64') } });

describe('the plan of a mesh', () => {
  it('goes from what there is to the end, in this order', () => {
    const plan = planFor([namespace('shop', { 'istio-injection': 'enabled' }), meshPolicy([])]);
    expect(plan.steps.map(({ title }) => title)).toEqual([
      'Know what there is',
      'Let servers take both',
      'One root of trust',
      'New CRDs',
      'istiod beside pilot',
      'Policies for pods of the new control plane',
      'Namespace shop',
      'Gateways',
      'Without mixer, without pilot',
      'The end',
    ]);
  });

  it('says at each step what to check, what may happen, and how to go back', () => {
    for (const { does, checks, risks, back } of planFor().steps)
      expect([does, checks, risks, back].map((list) => list.length > 0)).toEqual([true, true, true, true]);
  });

  it('leaves out what the mesh does not need, with the reason', () => {
    const plan = planFor([], { gateways: [{ name: 'istio-ingressgateway', enabled: false }] });
    expect(plan.leftOut.map(({ title }) => title)).toEqual([
      'Name the namespaces of the mesh',
      'Policies for pods of the new control plane',
      'Namespaces',
      'Gateways',
    ]);
    expect(whyNot(planFor([meshPolicy([{ mtls: {} }])]), 'Let servers take both')).toMatch(/takes mutual TLS already/);
  });

  it('has nothing for a namespace that has moved, but says so', () => {
    const plan = planFor([namespace('shop', { 'istio.io/rev': 'canary' })]);
    expect(whyNot(plan, 'Namespace shop')).toMatch(/has the label istio\.io\/rev=canary already/);
  });

  it('says which Kubernetes and which release are in the way', () => {
    const says = saysOf(stepOf(planFor([], { version: '1.3.8' }, 21), 'Know what there is'));
    expect(says).toMatch(/This is Kubernetes 1\.21, and Istio 1\.30 supports 1\.32 to 1\.36/);
    expect(says).toMatch(/Upgrade from 1\.3\.8/);
  });
});

describe('the step about the root of trust', () => {
  const title = 'One root of trust';

  it('says when the authority ends, and renews it first where that is soon', () => {
    const until = (date: string): string => authority({ name: 'mesh', notAfter: new Date(`${date}T00:00:00Z`) }).pem;
    const [long, short] = [until('2030-01-02'), until('2026-07-01')];
    expect(saysOf(stepOf(planFor([caSecret('istio-ca-secret', long)]), title))).toMatch(
      /ends on 2030-01-02, .*: nothing to do/,
    );
    const soon = stepOf(planFor([caSecret('istio-ca-secret', short)]), title);
    expect(saysOf(soon)).toMatch(/ends on 2026-07-01, in 30 days: renew it first/);
    expect(commandsOf(soon)).toContain('npx meshwright certificates renew mesh');
  });

  it('takes the Secret that citadel signs with, and shows no key', () => {
    const own = commandsOf(stepOf(planFor(), title)).join('\n');
    expect(own).toContain('get secret istio-ca-secret -o go-template=');
    const supplied = commandsOf(stepOf(planFor([], { components: { citadel: { selfSigned: false } } }), title)).join(
      '\n',
    );
    expect(supplied).toContain('get secret cacerts -o go-template=');
    for (const line of [own, supplied].join('\n').split('\n'))
      if (line.includes('ca-key.pem')) expect(line).toMatch(/ \| kubectl create -f -$/);
  });

  it('says that it could not read the authority', () => {
    expect(saysOf(stepOf(planFor(), title))).toMatch(/the Secret istio-ca-secret was not read/);
  });
});

describe('the step of a namespace', () => {
  const pods = ['web', 'api'].map((name): Manifest => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-1`,
      namespace: 'shop',
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: name === 'web' ? 'StatefulSet' : 'Job', name, uid: name, controller: true },
      ],
    },
    spec: { containers: [{ name: 'istio-proxy', image: 'istio/proxyv2:1.4.10', args: ['proxy', 'sidecar'] }] },
  }));
  const step = stepOf(planFor([namespace('shop', { 'istio-injection': 'enabled' }), ...pods]), 'Namespace shop');

  it('moves the label, and restarts what has sidecars', () => {
    expect(commandsOf(step)).toEqual(
      expect.arrayContaining([
        'kubectl label namespace shop istio-injection- istio.io/rev=canary --overwrite',
        'kubectl -n shop rollout restart statefulset/web',
        'kubectl label namespace shop istio.io/rev- istio-injection=enabled --overwrite',
      ]),
    );
  });

  it('names what no restart renews', () => {
    expect(saysOf(step)).toMatch(/which no restart renews: Job shop\/api/);
  });

  it('quotes what names could do to a shell', () => {
    const evil = stepOf(planFor([namespace('a; rm -rf x', { 'istio-injection': 'enabled' })]), 'Namespace a; rm -rf x');
    expect(commandsOf(evil)[0]).toBe(
      "kubectl label namespace 'a; rm -rf x' istio-injection- istio.io/rev=canary --overwrite",
    );
  });
});

describe('other steps', () => {
  it('switch off the validation of galley only where there is one', () => {
    const patch = /"configValidation":false/;
    expect(commandsOf(stepOf(planFor(), 'New CRDs')).join('\n')).toMatch(patch);
    const without = planFor([], { mesh: { configValidation: false } });
    expect(commandsOf(stepOf(without, 'New CRDs')).join('\n')).not.toMatch(patch);
  });

  it('copy the certificates that Gateways name for a gateway', () => {
    const gateway = object('networking.istio.io/v1alpha3', 'Gateway', 'web', 'shop', {
      spec: {
        selector: { istio: 'ingressgateway' },
        servers: [{ tls: { mode: 'SIMPLE', credentialName: 'web-cert' } }],
      },
    });
    expect(commandsOf(stepOf(planFor([gateway]), 'Gateways')).join('\n')).toContain(
      'kubectl -n istio-system get secret web-cert -o go-template=',
    );
  });

  it('keep the CRDs where the MeshInstall would take them along', () => {
    const step = stepOf(planFor([], { deletion: { crds: 'Delete' } }), 'Without mixer, without pilot');
    expect(commandsOf(step)[0]).toContain('"crds":"Keep"');
  });

  it('label namespaces first where every namespace gets sidecars', () => {
    const plan = planFor([], { sidecar: { injectNamespacesByDefault: true } });
    expect(plan.steps[1]?.title).toBe('Name the namespaces of the mesh');
  });
});

describe('commands of a plan', () => {
  const ours = planFor([meshPolicy([]), namespace('shop', { 'istio-injection': 'enabled' })])
    .steps.flatMap(commandsOf)
    .filter((line) => line.startsWith('npx meshwright '))
    .map((line) => line.replace(/^npx meshwright | *(>|\|\|) .*$/g, ''));

  it.each([...new Set(ours)])('are there, as they are written: %s', async (line) => {
    const { stderr } = await commandLine(line.split(' '));
    // Without a cluster they fail, but not because they were called wrongly.
    expect(stderr).toMatch(/^error: cannot read kubeconfig /);
  });
});
