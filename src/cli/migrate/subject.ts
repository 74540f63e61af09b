import type { Manifest } from '../../api/manifest.ts';
import type { MeshInstallDocument } from '../../api/files/meshinstall-file.ts';
import { API } from '../../api/meshinstall.ts';
import { parseSpec } from '../../api/validation/index.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { namedOrOnly, onCluster } from '../input/cluster.ts';
import { readObjectsAt } from '../input/objects.ts';
import type { ClusterOptions } from '../program/options.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { readLiveMesh, REFUSED, type LiveMesh } from './live.ts';

/** Options that say which mesh, and where it is read. */
export interface SubjectOptions extends ClusterOptions {
  readonly name?: string;
  readonly file?: readonly string[];
}

/** A mesh that is to move, with what belongs to it. */
export interface Subject extends Omit<LiveMesh, 'kubernetes'> {
  readonly install: MeshInstallDocument;
  /** Missing where files were read. */
  readonly kubernetes?: number;
}

/** The MeshInstall of the options alone. @throws UsageError when it is not clear which; InvalidSpecError */
export async function readInstall(options: SubjectOptions, terminal: Terminal): Promise<MeshInstallDocument> {
  const { file, name } = options;
  if (file !== undefined) return chosenIn(await readObjectsAt(file, terminal), name);
  return onCluster(options, terminal, (client) => liveInstall(client, name));
}

/** The MeshInstall, and the objects of the mesh. @throws UsageError, InvalidSpecError, ApiError */
export async function readSubject(options: SubjectOptions, terminal: Terminal): Promise<Subject> {
  const { file, name } = options;
  if (file === undefined) return onCluster(options, terminal, (client) => liveSubject(client, name));
  const objects = await readObjectsAt(file, terminal);
  return { install: chosenIn(objects, name), objects, unread: [] };
}

/**
 * The same of a cluster.
 * @throws UsageError also when something but Secrets may not be read: a policy that nobody saw would be replaced
 */
export async function liveSubject(client: KubeClient, name: string | undefined): Promise<Subject> {
  const [install, mesh] = await Promise.all([liveInstall(client, name), readLiveMesh(client)]);
  const refused = mesh.unread.filter(({ why, what }) => why === REFUSED && what !== 'Secret');
  if (refused.length === 0) return { ...mesh, install };
  const kinds = refused.map(({ what }) => what).join(', ');
  throw new UsageError(`cannot plan without everything that the mesh is: ${kinds}: ${REFUSED}`);
}

async function liveInstall(client: KubeClient, name: string | undefined): Promise<MeshInstallDocument> {
  const { metadata, spec } = await namedOrOnly(client, name);
  return { name: metadata.name, spec: parseSpec(spec) };
}

function chosenIn(objects: readonly Manifest[], name: string | undefined): MeshInstallDocument {
  const installs = objects.filter(({ apiVersion, kind }) => apiVersion === API.apiVersion && kind === API.kind);
  const fitting = installs.filter(({ metadata }) => name === undefined || metadata.name === name);
  const [only, ...others] = fitting;
  if (only === undefined)
    throw new UsageError(
      `the files hold no ${API.kind}${name === undefined ? '' : ` "${name}"`}; meshwright import makes one of what Helm and others were given`,
    );
  if (others.length > 0)
    throw new UsageError(`say which mesh: ${fitting.map(({ metadata }) => metadata.name).join(', ')}`);
  return { name: only.metadata.name, spec: parseSpec(only['spec']) };
}
