// Before the first integration test: the programs of the embedded cluster, built if need be. Here and not in a test,
// because it takes minutes and shows how it goes. Not TypeScript, so that jest loads it with Node's own import.
import { defaultKubernetes } from '../../devcluster/binaries/catalog.ts';
import { ensureBinaries } from '../../devcluster/binaries/index.ts';
import { streamProgress } from '../../devcluster/binaries/progress.ts';
import { processNames } from '../../devcluster/control-plane/layout.ts';

export default async function buildBinaries() {
  await ensureBinaries({
    kubernetes: defaultKubernetes,
    names: [...processNames, 'kubectl'],
    env: process.env,
    progress: streamProgress(process.stderr),
  });
}
