import { createPrivateKey } from 'node:crypto';
import { timestamp } from '../../api/conditions.ts';
import { asSupplied } from '../../core/certificates/authority-files.ts';
import { authorityOf, secretData } from '../../core/rotation/authority.ts';
import { RotationError } from '../../core/rotation/change.ts';
import { citadelIsLate } from '../../core/rotation/position.ts';
import { CA_SECRET } from '../../core/readiness/authority.ts';
import type { KubeClient } from '../../kube/client.ts';
import { namedOrOnly, onCluster } from '../input/cluster.ts';
import type { ClusterOptions } from '../program/options.ts';
import { confirm } from '../terminal/confirm.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { keep, patchSecret } from './kept.ts';
import { rootLifetime } from './make.ts';
import { meshAuthority, type MeshAuthority } from './mesh-authority.ts';
import { citadelIn, restartWorkload } from './restart.ts';
import { renewedRoot } from './x509.ts';

/** Options of `meshwright certificates renew`. */
export interface RenewOptions extends ClusterOptions {
  readonly name?: string;
  readonly yes?: boolean;
}

/** A root that lasts this much less than a new one was renewed just now, in days: a killed renewal goes on. */
const FRESH_DAYS = 1;
const DAY_MS = 86_400_000;

/**
 * Lets the root that citadel made last for ten more years, with the same key and name.
 * @throws RotationError where the mesh signs with an authority of somebody's, or changes its root
 */
export async function renewCommand({ name, yes, ...cluster }: RenewOptions, terminal: Terminal): Promise<void> {
  await onCluster(cluster, terminal, async (client) => {
    const mesh = await meshAuthority(client, await namedOrOnly(client, name));
    assertRenewable(mesh);
    const { metadata } = mesh.install;
    const until = timestamp(rootLifetime(mesh.input.now).notAfter);
    if (!isFresh(mesh)) {
      const question = `The root of mesh "${metadata.name}" will end on ${until}, and not on ${timestamp(mesh.input.current.root.validToDate)}; citadel is restarted. Do it?`;
      if (yes !== true && !(await confirm(question, 'say --yes', terminal)))
        throw new RotationError('nothing was done');
    }
    terminal.stdout.write(`${await renew(client, mesh)}\n`);
  });
}

function assertRenewable({ input: { current } }: MeshAuthority): void {
  if (current.secret !== CA_SECRET)
    throw new RotationError(
      `this mesh signs with Secret ${current.secret}: whoever made its root renews it; put it in by meshwright certificates rotate --from FOLDER`,
    );
  if (current.roots.length > 1)
    throw new RotationError('two roots are trusted: finish the change of the root first, or go back');
}

const isFresh = ({ input: { current, now } }: MeshAuthority): boolean =>
  current.root.validToDate.getTime() > rootLifetime(now).notAfter.getTime() - FRESH_DAYS * DAY_MS;

async function renew(client: KubeClient, mesh: MeshAuthority): Promise<string> {
  const { input, secret, spec } = mesh;
  const { namespace } = spec;
  if (isFresh(mesh) && !citadelIsLate(input)) return 'the root was renewed just now, and citadel has started since';
  if (!isFresh(mesh)) {
    await keep({ client, namespace }, input.current);
    await patchSecret(client, secret, { data: secretData(await renewed(mesh)) });
  }
  await restartWorkload(client, citadelIn(namespace));
  return `the root is renewed with its key, and citadel is restarted: it issues everything again within a minute. What was signed before stays valid, also for proxies that hold the root of before, until that ends on ${timestamp(input.current.root.validToDate)}. How far it is: meshwright certificates check`;
}

/** The same authority, with a root that begins now. */
async function renewed({ input: { current, now } }: MeshAuthority) {
  const { 'ca-key.pem': key = '' } = current.files;
  const root = await renewedRoot(current.root, createPrivateKey(key), rootLifetime(now));
  const made = authorityOf(CA_SECRET, asSupplied({ 'ca-cert.pem': root, 'ca-key.pem': key }));
  if (made?.key !== current.key) throw new RotationError('the key in Secret istio-ca-secret is not that of its root');
  return made;
}
