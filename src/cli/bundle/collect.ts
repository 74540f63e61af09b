import { dump } from 'js-yaml';
import type { Manifest, ObjectRef } from '../../api/manifest.ts';
import { type MeshInstall, namespaceOf } from '../../api/meshinstall.ts';
import { PRESERVED_TEMPLATE } from '../../core/ownership/adoption.ts';
import { isWaitedFor, podProblem } from '../../core/readiness/pod-problem.ts';
import { refOf } from '../../core/model/object-id.ts';
import type { KindRef, KubeClient, ListOptions } from '../../kube/operations.ts';
import { OPERATOR_SELECTOR } from '../operator/deployments.ts';
import { lookForOperator } from '../operator/look.ts';
import type { OperatorSighting } from '../operator/sighting.ts';
import { maskedObject, maskedText } from '../../core/drift/masking.ts';
import { noColours, render } from '../view/line.ts';
import { statusTree } from '../view/status-tree.ts';
import type { ArchivedFile } from './archive.ts';

/** What is collected from where. */
export interface Collection {
  readonly client: KubeClient;
  readonly installs: readonly MeshInstall[];
  /** Namespace of the operator. */
  readonly operatorNamespace: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Whatever of it could be read, and `problems.txt` about the rest. */
export async function collect(collection: Collection): Promise<ArchivedFile[]> {
  const gatherer = new Gatherer(collection.client);
  const { installs, operatorNamespace, now } = collection;
  await Promise.all([
    gatherer.add('kubernetes.yaml', async () => yaml(await collection.client.discovery.serverVersion())),
    ...installs.map((install) => collectMesh(gatherer, install, now)),
    gatherer.add('operator.txt', async () => operatorText(await lookForOperator(collection.client, {}))),
    collectPods(gatherer, operatorNamespace, OPERATOR_SELECTOR),
  ]);
  return gatherer.files();
}

async function collectMesh(gatherer: Gatherer, install: MeshInstall, now: number): Promise<void> {
  const { name } = install.metadata;
  const namespace = namespaceOf(install);
  const tree = statusTree(install, now, Infinity).map((line) => `${render(line, noColours)}\n`);
  await Promise.all([
    gatherer.add(`meshes/${name}/meshinstall.yaml`, () => Promise.resolve(yaml(clean(install)))),
    gatherer.add(`meshes/${name}/status.txt`, () => Promise.resolve(tree.join(''))),
    gatherer.list(`meshes/${name}/events.yaml`, EVENT, {
      namespace: 'default',
      fieldSelector: `involvedObject.kind=MeshInstall,involvedObject.name=${name}`,
    }),
    ...(install.status?.inventory ?? []).map((id) => gatherer.object(`meshes/${name}/objects`, refOf(id))),
    collectPods(gatherer, namespace),
  ]);
}

const EVENT: KindRef = { apiVersion: 'v1', kind: 'Event' };
const POD: KindRef = { apiVersion: 'v1', kind: 'Pod' };

interface Pod extends Manifest {
  readonly spec: {
    readonly containers: readonly { name: string }[];
    readonly initContainers?: readonly { name: string }[];
  };
}

/** The last lines of each container: enough for what went wrong just now. */
const LOG_QUERY = 'tailLines=2000&limitBytes=1048576';

async function collectPods(gatherer: Gatherer, namespace: string, labelSelector?: string): Promise<void> {
  const folder = `namespaces/${namespace}/pods`;
  const selection = { namespace, ...(labelSelector !== undefined && { labelSelector }) };
  const pods = (await gatherer.list(`${folder}.yaml`, POD, selection)) as Pod[];
  const events = await gatherer.list(`namespaces/${namespace}/events.yaml`, EVENT, { namespace });
  await gatherer.add(`${folder}.txt`, () => Promise.resolve(reasonsOf(pods, events)));
  await Promise.all(
    pods.flatMap(({ metadata: { name }, spec: { containers, initContainers = [] } }) =>
      [...initContainers, ...containers].map((container) => {
        const path = `/api/v1/namespaces/${namespace}/pods/${name}/log?container=${container.name}&${LOG_QUERY}`;
        return gatherer.log(`${folder}/${name}/${container.name}.log`, path);
      }),
    ),
  );
}

/** A line per pod that is not ready, and why, with what its events say of it. */
function reasonsOf(pods: readonly Manifest[], events: readonly Manifest[]): string {
  const eventsOf = ({ metadata: { uid } }: Manifest): Manifest[] =>
    events.filter((event) => (event['involvedObject'] as { uid?: string } | undefined)?.uid === uid);
  const lines = pods
    .filter(isWaitedFor)
    .map((pod) => `${pod.metadata.name}: ${podProblem(pod, eventsOf(pod)) ?? 'not ready, and nothing says why'}\n`);
  return lines.length === 0 ? 'every pod is ready\n' : maskedText(lines.join(''));
}

const operatorText = ({ message, remedy }: OperatorSighting): string =>
  maskedText([message, ...(remedy === undefined ? [] : [remedy])].map((line) => `${line}\n`).join(''));

const yaml = (value: unknown): string => dump(value, { noRefs: true, lineWidth: -1 });

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** An object without secrets and without what fills pages and says nothing; copies in annotations may hold both. */
function clean(object: Manifest): Manifest {
  const { managedFields: _, annotations, ...metadata } = object.metadata;
  const { [LAST_APPLIED]: __, [PRESERVED_TEMPLATE]: ___, ...kept } = annotations ?? {};
  return maskedObject({
    ...object,
    metadata: { ...metadata, ...(annotations !== undefined && { annotations: kept }) },
  });
}

class Gatherer {
  readonly #client: KubeClient;
  readonly #files = new Map<string, string>();
  readonly #problems: string[] = [];

  constructor(client: KubeClient) {
    this.#client = client;
  }

  files(): ArchivedFile[] {
    const problems = this.#problems.length === 0 ? 'none\n' : `${this.#problems.sort().join('\n')}\n`;
    const all = [...this.#files, ['problems.txt', problems]] as const;
    return all.map(([path, text]) => ({ path: `meshwright-bundle/${path}`, text }));
  }

  /** What cannot be read must not keep the rest from being read. */
  async add(path: string, read: () => Promise<string>): Promise<void> {
    try {
      this.#files.set(path, await read());
    } catch (error) {
      this.#problems.push(`${path}: ${maskedText(error instanceof Error ? error.message : String(error))}`);
    }
  }

  async list(path: string, kind: KindRef, selection: ListOptions): Promise<Manifest[]> {
    let items: Manifest[] = [];
    await this.add(path, async () => {
      ({ items } = await this.#client.list(kind, selection));
      return items.map((item) => `---\n${yaml(clean(item))}`).join('');
    });
    return items;
  }

  object(folder: string, ref: ObjectRef): Promise<void> {
    const { kind, namespace, name } = ref;
    const path = `${folder}/${kind}/${namespace === undefined ? '' : `${namespace}/`}${name}.yaml`;
    return this.add(path, async () => {
      const object = await this.#client.get(ref);
      if (object === undefined) throw new Error('does not exist');
      return yaml(clean(object));
    });
  }

  log(file: string, path: string): Promise<void> {
    return this.add(file, async () => maskedText(await this.#client.getRaw(path)));
  }
}
