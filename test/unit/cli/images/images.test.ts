import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { commandLine } from '../../../support/command-line.ts';

const DEMO = ['-f', 'examples/demo.yaml'];
const images = (...args: string[]) => commandLine(['images', ...args]);

describe('meshwright images', () => {
  it('lists every image with who uses it and which release needs it', async () => {
    const { code, stdout } = await images(...DEMO, '--installed', '1.3.8', '-o', 'yaml');
    expect(code).toBe(0);
    const { images: listed } = load(stdout) as { images: { image: string }[] };
    expect(listed).toContainEqual({ image: 'docker.io/istio/galley:1.4.10', usedBy: ['galley'], releases: ['1.4.10'] });
  });

  it('lists those of every stop of the way from the release that is installed', async () => {
    const { stdout } = await images(...DEMO, '--installed', '1.1.17');
    for (const release of ['1.2.10', '1.3.8', '1.4.10']) expect(stdout).toContain(`docker.io/istio/pilot:${release}`);
    expect(stdout).not.toContain('pilot:1.1.17');
    expect(stdout).toMatch(/docker\.io\/jaegertracing\/all-in-one:1\.14 +tracing +1\.3\.8, 1\.4\.10\n/);
  });

  it('prints pairs of from and to for a mirror of all, or of one registry or folder', async () => {
    const all = await images(...DEMO, '--to', 'r.example/hub/', '-o', 'list');
    expect(all.stdout).toContain('docker.io/istio/pilot:1.4.10 r.example/hub/istio/pilot:1.4.10\n');
    expect(all.stdout).toContain('quay.io/kiali/kiali:v1.15 r.example/hub/kiali/kiali:v1.15\n');
    const shown = await images(...DEMO, '--to', 'r.example/hub');
    expect(shown.stdout).toMatch(/^IMAGE +MIRROR +USED BY +RELEASES\n/);
    const some = await images(...DEMO, '--from', 'docker.io/istio', '--to', 'r.example/hub', '-o', 'list');
    expect(some.stdout).toContain('docker.io/istio/pilot:1.4.10 r.example/hub/pilot:1.4.10\n');
    expect(some.stdout).toContain('\nquay.io/kiali/kiali:v1.15\n');
  });

  it('takes the mirrors of the MeshInstall, and names the place that images come from', async () => {
    const mesh = JSON.stringify({
      apiVersion: 'meshwright.dev/v1alpha1',
      kind: 'MeshInstall',
      metadata: { name: 'mesh' },
      spec: { version: '1.4.10', images: { mirrors: { 'docker.io/istio': 'r.example/istio' } } },
    });
    const { stdout } = await commandLine(['images', '-f', '-', '-o', 'list'], mesh);
    expect(stdout).toContain('docker.io/istio/pilot:1.4.10 r.example/istio/pilot:1.4.10\n');
  });

  it.each([
    [['mesh', ...DEMO], 'say which mesh: a name, or --file'],
    [[...DEMO, '--from', 'docker.io'], '--from: say with --to where its images go'],
    [[...DEMO, '--from', 'gcr.io', '--to', 'r.example'], 'no image of the mesh comes from there; its registries are'],
  ])('refuses %j', async (args, says) => {
    const { code, stderr } = await images(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });
});
