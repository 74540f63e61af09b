import { getFromPod } from '../../kube/transport/port-forward.ts';
import { kubeConfigOf, onCluster } from '../input/cluster.ts';
import { isBootstrap } from '../../proxy/recognition.ts';
import { at } from '../../proxy/untrusted.ts';
import { yamlDocuments } from '../../api/files/yaml.ts';
import { readInput, reasonOf, sourceOf } from '../input/input.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { chosenPod, type TargetOptions } from './target.ts';

/** Options of `meshwright proxy` commands about one proxy. */
export interface ProxyOptions extends TargetOptions {
  readonly file?: string;
  readonly output: string;
}

/** Where Envoy's admin interface listens, on the pod's loopback device (charts 1.0 to 1.4: proxyAdminPort). */
const ADMIN_PORT = 15000;

/** A proxy of a big mesh knows thousands of clusters, which is some tens of megabytes. */
const BOUNDS = { timeoutMs: 30_000, maxBytes: 256 * 1024 * 1024 };

/** What a proxy answers to `/config_dump`, from a file or from the pod. @throws UsageError, ConnectionError */
export const dumpOf = (options: ProxyOptions, terminal: Terminal): Promise<unknown> =>
  answerOf('/config_dump', options, terminal);

/** What Envoy's admin interface answers to a path, from a file or from the pod. @throws UsageError, ConnectionError */
export async function answerOf(path: string, options: ProxyOptions, terminal: Terminal): Promise<unknown> {
  const { file } = options;
  if (file !== undefined) return answerIn(await readInput(file, terminal), sourceOf(file), path);
  const { namespace, pod } = await chosenPod(options, terminal);
  const text = await getFromPod(kubeConfigOf(options, terminal), { namespace, pod, port: ADMIN_PORT }, path, BOUNDS);
  return answerIn(text, `the answer of ${namespace}/${pod}`, path);
}

/** The document of a file, which is a Pod or a dump. @throws UsageError */
export async function documentOf(file: string, terminal: Terminal): Promise<unknown> {
  const text = await readInput(file, terminal);
  const source = sourceOf(file);
  const [document, ...others] = text.trimStart().startsWith('{')
    ? [answerIn(text, source, '/config_dump')]
    : yamlDocuments(text, source);
  if (document === undefined) throw new UsageError(`${source} is empty`);
  if (others.length > 0) throw new UsageError(`${source} holds more than one document`);
  return document;
}

/** A Pod, from a file or from the cluster. @throws UsageError, ApiError, ConnectionError */
export async function podOf(options: ProxyOptions, terminal: Terminal): Promise<unknown> {
  const { file } = options;
  if (file !== undefined) return podIn(await documentOf(file, terminal), sourceOf(file));
  const { namespace, pod: name } = await chosenPod(options, terminal);
  const found = await onCluster(options, terminal, (client) =>
    client.get({ apiVersion: 'v1', kind: 'Pod', namespace, name }),
  );
  if (found === undefined) throw new UsageError(`namespace ${namespace} has no Pod "${name}"`);
  return found;
}

function podIn(document: unknown, file: string): unknown {
  const kind = at(document, 'kind');
  if (kind === 'Pod') return document;
  if (isFromEnvoy(document))
    throw new UsageError(`${file}: expected a Pod, found what Envoy says of itself; ${OTHERS}`);
  throw new UsageError(`${file}: expected a Pod, found ${typeof kind === 'string' ? kind : 'no object of Kubernetes'}`);
}

const OTHERS = '`meshwright proxy ports`, `bootstrap` and `config` read that';

const isFromEnvoy = (document: unknown): boolean => at(document, 'configs') !== undefined || isBootstrap(document);

/** How much of what is no JSON is shown, in characters. */
const SHOWN = 40;

function answerIn(text: string, source: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${source} is not what Envoy answers to ${path}: ${flawOf(text, error)}`, {
      cause: error,
    });
  }
}

/** An error page says by its beginning what it is; what begins as JSON was cut off or edited. */
function flawOf(text: string, error: unknown): string {
  const beginning = text.trimStart();
  if (beginning === '') return 'it is empty';
  if (beginning.startsWith('{')) return `it is cut off or damaged, ${reasonOf(error)}`;
  return `expected JSON, and it begins with ${JSON.stringify(beginning.slice(0, SHOWN))}`;
}
