import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { API, type MeshInstall } from '../../../src/api/meshinstall.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { commandLine } from '../../support/command-line.ts';
import { goProgram } from '../../support/go-tool.ts';
import { describeTools, repository, type Repository } from '../../support/gitops.ts';
import { applyMesh, deploymentRef, meshRef, untilCondition } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';

/** What test/tools/argocd prints: the end of a wave, or what became of a resource. */
interface Line {
  readonly wave?: number;
  readonly resource?: string;
  readonly status?: string;
  readonly message?: string;
}

describeTools('a mesh that the engine of Argo CD applies, as docs/gitops.md says', () => {
  let test: TestCluster;
  let operator: RunningOperator;
  let program: string;
  let files: Repository;

  beforeAll(async () => {
    test = await startTestCluster();
    operator = startOperator(test.operatorAccess);
    program = await goProgram('argocd');
    files = await repository('argocd');
  }, START_MS);

  afterAll(async () => {
    await operator.stop();
    await test.stop();
    await files.remove();
  }, STEP_MS);

  /** Synchronizes a folder. @throws Error with what failed */
  async function synced(folder = join(files.folder, 'dist/demo')): Promise<Line[]> {
    const args = ['-kubeconfig', test.cluster.kubeconfigPath, '-health', resolve('deploy/argocd/health.yaml'), folder];
    const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 2 ** 26 });
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  }

  const wavesOf = (lines: readonly Line[]): number[] => [...new Set(lines.flatMap(({ wave }) => wave ?? []))];
  const pruned = (lines: readonly Line[]): string[] =>
    lines.flatMap(({ resource, status }) => (status === 'Pruned' ? [resource ?? ''] : []));
  const everyStatus = (lines: readonly Line[]): string[] => [...new Set(lines.flatMap(({ status }) => status ?? []))];

  it(
    'is applied wave by wave, each when the one before is healthy, and is as rendered in the eyes of the operator',
    async () => {
      await files.render({});
      const lines = await synced();
      const waves = wavesOf(lines);
      expect(waves.length).toBeGreaterThan(4);
      expect(waves).toEqual(waves.toSorted((a, b) => a - b));
      expect(everyStatus(lines)).toEqual(['Synced']);
      await applyMesh(test.client, { profile: 'demo', management: 'Observe' }, 'demo');
      await untilCondition(test.client, 'InSync', 'True', 'demo');
      const found = await commandLine(['diff', 'demo', '--kubeconfig', test.cluster.kubeconfigPath, '-o', 'paths']);
      expect(found).toEqual({ code: 0, stdout: '', stderr: '' });
    },
    5 * STEP_MS,
  );

  it(
    'loses what is no longer rendered, and nothing that holds what is of others',
    async () => {
      await files.render({ components: { grafana: { enabled: false } } });
      const gone = pruned(await synced());
      expect(gone).toContain('apps/Deployment/istio-system/grafana');
      expect(gone.filter((resource) => !/grafana/.test(resource))).toEqual([]);
      expect(await test.client.get(deploymentRef('istio-pilot'))).toBeDefined();
    },
    3 * STEP_MS,
  );

  it(
    'is waited for by what comes after its MeshInstall, until the operator has it Ready',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'meshwright-argocd-'));
      const at = (wave: string) => ({ annotations: { 'argocd.argoproj.io/sync-wave': wave } });
      const spec = { version: '1.4.10', profile: 'minimal', namespace: 'other-mesh' };
      const install = { apiVersion: API.apiVersion, kind: API.kind, metadata: { name: 'other', ...at('0') }, spec };
      const after = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'after', namespace: 'default', ...at('1') },
      };
      await writeFile(
        join(folder, '00-mesh.yaml'),
        [install, after].map((object) => JSON.stringify(object)).join('\n---\n'),
      );
      const lines = await synced(folder);
      expect(wavesOf(lines)).toEqual([0, 1]);
      const [mesh, config] = await Promise.all([
        test.client.get<MeshInstall>(meshRef('other')),
        test.client.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'after' }),
      ]);
      const ready = mesh?.status?.conditions?.find(({ type }) => type === 'Ready');
      expect(ready?.status).toBe('True');
      const created = Date.parse(config?.metadata.creationTimestamp ?? '');
      expect(created).toBeGreaterThanOrEqual(Date.parse(ready?.lastTransitionTime ?? ''));
      await rm(folder, { recursive: true });
    },
    5 * STEP_MS,
  );
});
