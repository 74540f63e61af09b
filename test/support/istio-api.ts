import { join } from 'node:path';
import { moduleFolder } from './go-module.ts';

/** The API of a current Istio, a Go module; it has the CRDs. */
export const ISTIO_API = 'istio.io/api@v1.32.0';

/**
 * A current Istio itself, of which releases are no versions of the module; it has the charts, the types of their values, and
 * the validation that test/tools/istio-validation builds.
 */
export const ISTIO = 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad';

/** The file with its CRDs, fetched if need be; undefined where it cannot be had. It is never part of this repository. */
export async function istioCrds(): Promise<string | undefined> {
  const folder = await moduleFolder(ISTIO_API);
  return folder && join(folder, 'kubernetes/customresourcedefinitions.gen.yaml');
}
