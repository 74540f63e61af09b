// Before the first integration test: the programs of the embedded cluster, built if need be, for every release that it
// can run. Here and not in a test, because it takes minutes and shows how it goes. Not TypeScript, so that jest loads it
// with Node's own import.
import { releases } from '../../devcluster/binaries/catalog.ts';
import { ensureBinaries } from '../../devcluster/binaries/index.ts';
import { streamProgress } from '../../devcluster/binaries/progress.ts';
import { processNames } from '../../devcluster/control-plane/layout.ts';

export default async function buildBinaries() {
  const progress = streamProgress(process.stderr);
  for (const kubernetes of Object.keys(releases)) {
    await ensureBinaries({ kubernetes, names: [...processNames, 'kubectl', 'helm'], env: process.env, progress });
  }
}
