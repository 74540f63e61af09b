import { resolve } from '../../../charts/index.ts';
import { parseSpecOf } from '../../api/validation/index.ts';
import type { Manifest } from '../../api/manifest.ts';
import { asSupplied, filesOf } from '../../core/certificates/authority-files.ts';
import { checkAuthority } from '../../core/certificates/check-authority.ts';
import { issuedUnder } from '../../core/rotation/issued.ts';
import { amountOf } from '../../core/model/wording.ts';
import { CA_SECRET } from '../../core/readiness/authority.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { systemClock } from '../../runtime/clock.ts';
import { findingsOf, type CheckFinding } from '../check/finding.ts';
import { namedOrOnly, onCluster } from '../input/cluster.ts';
import type { ClusterOptions } from '../program/options.ts';
import { serialized, writeLines } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { checkLines } from '../view/tables/check-table.ts';
import { authorityIn, authorityName, type FoundAuthority } from './authority.ts';
import { issuedSecretsOf } from './issued-secrets.ts';
import { describeAuthority } from './wording.ts';
import { extensionsOf } from './x509.ts';

/** Options of `meshwright certificates check`. */
export interface CertificateCheckOptions extends ClusterOptions {
  readonly name?: string;
  readonly from?: string;
  readonly output: string;
}

/**
 * Prints what is wrong with an authority: of a folder before it is used, or of a mesh with all that it has issued.
 * @returns 1 when something does not work
 * @throws UsageError when the folder cannot be read, or it is not clear which mesh
 */
export async function certificateCheckCommand(options: CertificateCheckOptions, terminal: Terminal): Promise<number> {
  const { name, from, output } = options;
  if (name !== undefined && from !== undefined) throw new UsageError('give a mesh or --from, not both');
  const checks =
    from === undefined
      ? await onCluster(options, terminal, (client) => checkMesh(client, name))
      : checkFiles(await authorityIn(from), from);
  const ok = !checks.some(({ state }) => state === 'failed');
  if (output === 'table') writeLines(checkLines(checks, terminal.stdout.columns ?? Infinity), terminal);
  else terminal.stdout.write(serialized({ ok, checks }, output));
  return ok ? 0 : 1;
}

/** What is wrong with an authority, and if nothing is, what it is. `where` is a folder or a Secret. */
export function checkFiles({ files, names }: FoundAuthority, where: string): CheckFinding[] {
  const now = new Date(systemClock.now());
  const found = checkAuthority(files, { now, names, extensionsOf });
  const findings = found.map(({ file, state, message, remedy }) => ({
    check: file,
    state,
    message: `${file} ${message}`,
    remedy,
  }));
  if (findings.some(({ state }) => state === 'failed')) return findings;
  return [findingsOf('authority').ok(`${where}: ${describeAuthority(files, now)}`), ...findings];
}

async function checkMesh(client: KubeClient, name: string | undefined): Promise<CheckFinding[]> {
  const install = await namedOrOnly(client, name);
  const spec = resolve(parseSpecOf(install));
  if (!spec.components.citadel.enabled)
    return [findingsOf('authority').ok('the mesh has no citadel, and so no certificates of its own')];
  const { namespace } = spec;
  const authority = authorityName(spec);
  const where = `Secret ${namespace}/${authority}`;
  const secret = await client.get({ apiVersion: 'v1', kind: 'Secret', namespace, name: authority });
  if (secret === undefined) return [missing(where, authority, namespace)];
  const files = authority === CA_SECRET ? asSupplied(filesOf(secret)) : filesOf(secret);
  const names = Object.keys(secret['data'] ?? {});
  return [...checkFiles({ files, names }, where), await checkIssued(client, namespace, secret)];
}

function missing(where: string, authority: string, namespace: string): CheckFinding {
  const remedy =
    authority === CA_SECRET
      ? `citadel makes it when it starts: kubectl -n ${namespace} logs deployment/istio-citadel`
      : `meshwright certificates plug-in --from FOLDER -n ${namespace} prints it`;
  return findingsOf('authority').failed(`${where} does not exist`, remedy);
}

async function checkIssued(client: KubeClient, namespace: string, authority: Manifest): Promise<CheckFinding> {
  const { ok, failed } = findingsOf('workloads');
  const { total, behind, firstEnd } = issuedUnder(
    await issuedSecretsOf(client, namespace),
    authority,
    new Date(systemClock.now()),
  );
  const issued = amountOf(total, 'certificate of a workload', 'certificates of workloads');
  if (behind.length > 0)
    return failed(
      `${issued}, ${behind.length} of another root or ended: ${behind.slice(0, 3).join(', ')}`,
      `citadel issues them again within a minute of its start: kubectl -n ${namespace} rollout restart deployment istio-citadel`,
    );
  const end = firstEnd === undefined ? '' : `; the first ends on ${firstEnd}, and is issued again long before`;
  return ok(`${issued}, all under what this authority hands out as root${end}`);
}
