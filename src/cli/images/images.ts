import { parseSpecOf } from '../../api/validation/index.ts';
import { readCapabilities } from '../../kube/discovery/capabilities.ts';
import { namedOrOnly, onCluster } from '../input/cluster.ts';
import { kubeVersionCapabilities } from '../input/kube-version.ts';
import { onlyMeshInstall } from '../input/meshinstall-file.ts';
import { operatorInCharge, warnOfBridge } from '../operator/in-charge.ts';
import type { ClusterOptions, OperatorOptions } from '../program/options.ts';
import { serialized } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { table } from '../view/tables/table.ts';
import { withDigests } from './digests.ts';
import { imagesOnTheWay, mirrorsTo, objectsOnTheWay, throughMirrors, type AskedMesh, type ListedImage } from './way.ts';

/** Options of `meshwright images`. */
interface ImagesOptions extends ClusterOptions, OperatorOptions {
  readonly name?: string;
  readonly file?: string;
  readonly installed?: string;
  readonly from?: string;
  readonly to?: string;
  readonly digests?: boolean;
  readonly kubeVersion?: string;
  readonly output: string;
}

/**
 * Prints every image that nodes pull for a mesh, up to the release that is asked for, and where to mirror it.
 * @throws UsageError, InvalidSpecError, RegistryError
 */
export async function imagesCommand(options: ImagesOptions, terminal: Terminal): Promise<void> {
  const { from, to, output } = options;
  if (from !== undefined && to === undefined) throw new UsageError('--from: say with --to where its images go');
  const asked = options.file === undefined ? await inCluster(options, terminal) : await ofFile(options, terminal);
  const listed = imagesOnTheWay(asked);
  const mirrors = to === undefined ? asked.spec.images?.mirrors : mirrorsTo(to, from, listed);
  const images = throughMirrors(listed, mirrors ?? {});
  const told = options.digests === true ? await withDigests(images, terminal) : images;
  terminal.stdout.write(FORMATS[output]?.(told, terminal.stdout.columns) ?? serialized({ images: told }, output));
}

async function ofFile(
  { name, file = '', installed, kubeVersion }: ImagesOptions,
  terminal: Terminal,
): Promise<AskedMesh> {
  if (name !== undefined) throw new UsageError('say which mesh: a name, or --file');
  const capabilities = kubeVersionCapabilities(kubeVersion, terminal);
  return { ...(await onlyMeshInstall(file, terminal)), ...(installed !== undefined && { installed }), capabilities };
}

function inCluster(options: ImagesOptions, terminal: Terminal): Promise<AskedMesh> {
  return onCluster(options, terminal, async (client) => {
    const install = await namedOrOnly(client, options.name);
    const installed = options.installed ?? install.status?.version;
    const capabilities = await readCapabilities(client.discovery);
    const { name } = install.metadata;
    const operator = await operatorInCharge(client, options);
    const mesh = { name, spec: parseSpecOf(install), ...(installed !== undefined && { installed }), capabilities };
    const asked = { ...mesh, operator: operator.renders };
    warnOfBridge(operator, { spec: asked.spec, manifests: objectsOnTheWay(asked) }, terminal);
    return asked;
  });
}

const FORMATS: Readonly<Record<string, (images: readonly ListedImage[], width?: number) => string>> = {
  table: rows,
  list,
};

const COLUMNS = ['IMAGE', 'MIRROR', 'USED BY', 'RELEASES'] as const;

function rows(images: readonly ListedImage[], width?: number): string {
  const all = images.map((entry) => ({
    IMAGE: pinned(entry),
    MIRROR: entry.mirror ?? '',
    'USED BY': entry.usedBy.join(', '),
    RELEASES: entry.releases.join(', '),
  }));
  const head = COLUMNS.filter((column) => column !== 'MIRROR' || images.some(({ mirror }) => mirror !== undefined));
  return table(
    head,
    all.map((row) => head.map((column) => row[column])),
    width,
  );
}

/** What tools that copy images read: the image and, where it is mirrored, where it goes. */
function list(images: readonly ListedImage[]): string {
  return images.map((entry) => `${[pinned(entry), entry.mirror ?? []].flat().join(' ')}\n`).join('');
}

/** What is copied is what was looked at, even if the tag moves in between. */
const pinned = ({ image, digest }: ListedImage): string => (digest === undefined ? image : `${image}@${digest}`);
