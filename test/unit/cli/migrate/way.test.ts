import { describe, expect, it } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import { commandLine } from '../../../support/command-line.ts';

const MESH = ['-f', 'examples/demo.yaml'];
const NAMESPACE =
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled, istio.io/rev: a}}\n';

describe('meshwright migrate values', () => {
  it('prints values of each chart, and on standard error what of the settings does not go on', async () => {
    const { code, stdout, stderr } = await commandLine(['migrate', 'values', ...MESH]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^---\n# values of the chart istiod: release istiod-canary in the namespace istiod\nmeshConfig:/,
    );
    expect(stdout).toMatch(
      /^# values of the chart gateway: release istio-egressgateway in the namespace istio-gateways$/m,
    );
    expect(loadAll(stdout)).toHaveLength(3);
    expect(stderr).toMatch(/^to do by hand:\n {2}spec\.components\.prometheus\.enabled: is no part of the charts/);
    expect(stderr).toMatch(/^without successor, and nothing to do:\n {2}spec\.version: is the release/m);
  });

  it('prints one piece alone, as Helm takes it', async () => {
    const { stdout } = await commandLine(['migrate', 'values', ...MESH, '--part', 'istio-ingressgateway']);
    expect(load(stdout)).toMatchObject({ name: 'istio-ingressgateway', revision: 'canary' });
  });

  it('names the pieces where one is asked for that there is not', async () => {
    const { code, stderr } = await commandLine(['migrate', 'values', ...MESH, '--part', 'pilot']);
    expect([code, stderr]).toEqual([
      2,
      'error: --part: "pilot": there is none; there is istiod, istio-ingressgateway, istio-egressgateway\n',
    ]);
  });

  it.each([
    ['istioctl', 'IstioOperator'],
    ['sail', 'Istio'],
  ])('prints them for %s, too', async (installer, kind) => {
    const { stdout } = await commandLine(['migrate', 'values', ...MESH, '--for', installer, '--part', 'istiod']);
    expect(load(stdout)).toMatchObject({ kind });
  });

  it('says how files get a MeshInstall', async () => {
    const { code, stderr } = await commandLine(['migrate', 'values', '-f', 'examples/migrate']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/the files hold no MeshInstall; meshwright import makes one/),
    ]);
  });

  it('prints pieces and what is left as JSON', async () => {
    const { stdout } = await commandLine(['migrate', 'values', ...MESH, '-o', 'json']);
    const { parts, left } = JSON.parse(stdout) as Record<'parts' | 'left', { name?: string; field?: string }[]>;
    expect(parts.map(({ name }) => name)).toEqual(['istiod', 'istio-ingressgateway', 'istio-egressgateway']);
    expect(left.map(({ field }) => field)).toEqual(expect.arrayContaining(['spec.version', 'spec.profile']));
  });
});

describe('meshwright migrate plan', () => {
  const PLAN = ['migrate', 'plan', ...MESH, '-f', 'examples/migrate'];

  it('prints numbered steps, with commands on lines of their own', async () => {
    const { code, stdout, stderr } = await commandLine(PLAN);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Mesh mesh: from Istio 1\.4\.10 to 1\.30, side by side, in 9 steps\.$/m);
    expect(stdout).toMatch(/^1\. Know what there is\n {3}Do\n {5}Do what blocks/m);
    expect(stdout).toMatch(
      /^ {7}kubectl label namespace bookinfo istio-injection- istio\.io\/rev=canary --overwrite$/m,
    );
    expect(stdout).toMatch(/^Left out\n {2}Name the namespaces of the mesh: only namespaces/m);
  });

  it('prints a page of Markdown with boxes to tick', async () => {
    const { stdout } = await commandLine([...PLAN, '-o', 'markdown']);
    expect(stdout).toMatch(/^# From Istio 1\.4\.10 to 1\.30: mesh$/m);
    expect(stdout).toMatch(/^## 2\. One root of trust$/m);
    expect(stdout).toMatch(
      /^- \[ \] Those of the target, which are in its chart base\n\n {2}```sh\n {2}helm repo add istio/m,
    );
  });

  it('prints the same as JSON', async () => {
    const { steps } = JSON.parse((await commandLine([...PLAN, '-o', 'json'])).stdout) as { steps: { title: string }[] };
    expect(steps.map(({ title }) => title)).toContain('Namespace bookinfo');
  });

  it('goes on for the mesh that is named, of several', async () => {
    const two =
      'apiVersion: meshwright.dev/v1alpha1\nkind: MeshInstall\nmetadata: {name: NAME}\nspec: {version: 1.4.10}\n';
    const both = ['a', 'b'].map((name) => two.replace('NAME', name)).join('---\n');
    const { code, stderr } = await commandLine(['migrate', 'plan', '-f', '-'], both);
    expect([code, stderr]).toEqual([2, 'error: say which mesh: a, b\n']);
    expect((await commandLine(['migrate', 'plan', 'b', '-f', '-'], both)).stdout).toMatch(/^Mesh b:/);
  });

  it('refuses the revision that would inject beside the old mesh', async () => {
    const { code, stderr } = await commandLine([...PLAN, '--revision', 'default']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^error: --revision: "default" injects where the old mesh does/),
    ]);
  });

  it('refuses the namespace of the old mesh for the new istiod', async () => {
    const { code, stderr } = await commandLine([...PLAN, '--root-namespace', 'istio-system']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/istio-system is the namespace of the old mesh/)]);
  });
});

describe('meshwright migrate status', () => {
  it('prints where namespaces are, and ends with 0 where every pod is where its label says', async () => {
    const { code, stdout } = await commandLine(['migrate', 'status', '-f', 'examples/migrate']);
    expect([code, stdout]).toEqual([
      0,
      'NAMESPACE   LABEL   SIDECARS   TO RESTART\nbookinfo    old     -          -\n',
    ]);
  });

  it('tells labels that contradict, and ends with 1', async () => {
    const { code, stdout } = await commandLine(['migrate', 'status', '-f', '-'], NAMESPACE);
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/^shop +has istio-injection=enabled beside istio\.io\/rev=a: the old/m),
    ]);
  });

  it('says that there is nothing to say of a namespace that is in no mesh', async () => {
    const { code, stdout } = await commandLine(['migrate', 'status', '-f', '-', '-n', 'other'], NAMESPACE);
    expect([code, stdout]).toEqual([0, 'No namespace has sidecars, or a label for an injector.\n']);
  });
});
