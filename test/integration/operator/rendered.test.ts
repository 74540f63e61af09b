import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../src/api/manifest.ts';
import { commandLine } from '../../support/command-line.ts';
import {
  kindsDefined,
  START_MS,
  startTestCluster,
  STEP_MS,
  untilServed,
  type TestCluster,
} from '../../support/cluster.ts';
import { applyMesh, untilReady } from '../../support/mesh-install.ts';
import { startOperator } from '../../support/operator.ts';

let test: TestCluster;
let file: string;

beforeAll(async () => {
  test = await startTestCluster();
  file = join(test.cluster.kubeconfigPath, '../rendered.yaml');
  const { stdout } = await commandLine(['render', '-f', 'examples/demo.yaml']);
  await writeFile(file, stdout);
}, START_MS);

afterAll(async () => {
  await test.stop();
}, STEP_MS);

const apply = async () => test.cluster.kubectl(['apply', '--server-side', '-f', file]);

describe('what render prints, applied with kubectl', () => {
  it(
    'leaves nothing to differ, once the kinds of its CRDs are served',
    async () => {
      // kubectl looks all kinds up before it sends anything, so that the first call only creates what is known yet.
      await apply();
      await untilServed(test.client, ...kindsDefined(loadAll(await readFile(file, 'utf8')) as Manifest[]));
      expect(await apply()).toMatchObject({ code: 0 });
      expect(await test.cluster.kubectl(['diff', '--server-side', '-f', file])).toMatchObject({ code: 0, stdout: '' });
    },
    STEP_MS,
  );

  it(
    'is taken over by the operator without a conflict',
    async () => {
      const operator = startOperator(test.operatorAccess);
      await applyMesh(test.client, { profile: 'demo' });
      const { status } = await untilReady(test.client);
      expect(status?.ready).toBe('12/12');
      await operator.stop();
    },
    STEP_MS,
  );
});
