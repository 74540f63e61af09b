import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '../../../support/command-line.ts';

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b, labels: , annotations: }\nspec: {ports: [{name: http, port: 80}]}\n';
const LIST = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    { apiVersion: 'v1', kind: 'ServiceList', items: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }] },
  ],
};
const KUSTOMIZATION = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n';

describe('a folder of objects', () => {
  let folder = '';
  const assess = (...paths: string[]) =>
    commandLine(['migrate', 'assess', ...paths.flatMap((path) => ['-f', join(folder, path)])]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'objects-'));
    await mkdir(join(folder, 'src'));
    await writeFile(join(folder, 'a.yaml'), `---\n---\n${SERVICE}---\n# nothing\n`);
    await writeFile(join(folder, 'list.json'), JSON.stringify(LIST));
    await writeFile(join(folder, 'kustomization.yaml'), KUSTOMIZATION);
    await writeFile(join(folder, 'src', 'package.json'), '{"name": "ratings"}');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('may hold other files, which are left out and told', async () => {
    const { code, stdout, stderr } = await assess('');
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'To Istio 1.30: nothing in 2 objects.']);
    expect(stderr.trimEnd().split('\n')).toEqual(
      ['kustomization.yaml', join('src', 'package.json')].map(
        (name) => `${join(folder, name)}: left out what has no apiVersion, kind and metadata.name`,
      ),
    );
  });

  it('is refused where it holds no file that is read', async () => {
    await mkdir(join(folder, 'empty'), { recursive: true });
    const { code, stderr } = await assess('empty');
    expect(code).toBe(2);
    expect(stderr).toContain(`cannot read ${join(folder, 'empty')}: it is a folder without any YAML or JSON file`);
  });

  it('is another matter than a file that somebody names', async () => {
    const { code, stderr } = await assess('kustomization.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('expected objects of Kubernetes');
  });
});
