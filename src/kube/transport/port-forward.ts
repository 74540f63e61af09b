import { request, type IncomingMessage } from 'node:http';
import { Duplex, PassThrough } from 'node:stream';
import { PortForward, type KubeConfig } from '@kubernetes/client-node';
import { ApiError, ConnectionError } from '../errors.ts';

/** A port of a pod, on its loopback device as on any other. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** What we use of a web socket: the client's types lead nowhere here. */
export interface Tunnel {
  onclose: () => void;
  close(): void;
}

/** What bounds a request. */
export interface Bounds {
  readonly timeoutMs: number;
  /** Of the answer. */
  readonly maxBytes: number;
  /** Cuts it short, and closes what is open. */
  readonly signal?: AbortSignal;
}

/**
 * The answer to a GET that is sent to a port of a pod, through the apiserver.
 * @throws ConnectionError when the pod is not reached, answers with an error, too late or with too much, or nobody waits
 * @throws ApiError when the apiserver refuses to forward
 */
export async function getFromPod(
  kubeConfig: KubeConfig,
  { namespace, pod, port }: PodPort,
  path: string,
  { timeoutMs, maxBytes, signal }: Bounds,
): Promise<string> {
  const [fromPod, toPod, failures] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const failed = new Promise<never>((_resolve, reject) => {
    failures.once('data', (message: Buffer) => reject(new Error(message.toString('utf8').trim())));
    fromPod.once('error', reject);
  });
  const given = endOf(timeoutMs, signal);
  const server = kubeConfig.getCurrentCluster()?.server ?? '';
  let close = (): void => undefined;
  try {
    const opening = new PortForward(kubeConfig).portForward(namespace, pod, [port], fromPod, failures, toPod);
    const opened = opening as unknown as Promise<Tunnel>;
    // Also a tunnel that opens when nobody waits for it any more.
    close = () => void opened.then((tunnel) => tunnel.close()).catch(() => undefined);
    const tunnel = await Promise.race([opened, given.up]);
    tunnel.onclose = () => fromPod.end();
    const stream = Duplex.from({ readable: fromPod, writable: toPod });
    return await Promise.race([answerTo(path, stream, maxBytes), failed, given.up]);
  } catch (cause) {
    const target = `port ${port} of Pod ${namespace}/${pod}`;
    throw refusal(reasonOf(cause), target) ?? new ConnectionError({ server, verb: 'forward', target }, reasonOf(cause));
  } finally {
    given.forget();
    close();
    for (const stream of [fromPod, toPod, failures]) stream.destroy();
  }
}

/** `up` rejects when the time is over, or nobody waits any more; never after `forget`. */
function endOf(timeoutMs: number, signal?: AbortSignal): { up: Promise<never>; forget: () => void } {
  const expired = AbortSignal.timeout(timeoutMs);
  const ends = signal === undefined ? expired : AbortSignal.any([expired, signal]);
  let forget = (): void => undefined;
  const up = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void =>
      reject(new Error(expired.aborted ? `no answer within ${timeoutMs / 1000} s` : 'nobody waits for it any more'));
    if (ends.aborted) giveUp();
    else ends.addEventListener('abort', giveUp, { once: true });
    forget = () => ends.removeEventListener('abort', giveUp);
  });
  up.catch(() => undefined);
  return { up, forget };
}

/** A web socket that is refused fails with an event, which has the reason as a field. */
export const reasonOf = (cause: unknown): Error =>
  cause instanceof Error ? cause : new Error(String((cause as { message?: unknown } | undefined)?.message ?? cause));

/** What an apiserver means by the HTTP status that it gives instead of a web socket. */
const REFUSALS: Readonly<Record<number, readonly [reason: string, message: string]>> = {
  401: ['Unauthorized', 'Unauthorized'],
  403: ['Forbidden', 'it takes get and create on pods/portforward'],
  404: ['NotFound', 'there is no such Pod'],
};

/** The client tells a refusal in the words of its package ws: `Unexpected server response: 403`. */
export function refusal({ message }: Error, target: string): ApiError | undefined {
  const code = Number(/^Unexpected server response: (\d{3})$/.exec(message)?.[1]);
  const [reason, serverMessage] = REFUSALS[code] ?? [];
  if (reason === undefined || serverMessage === undefined) return undefined;
  return new ApiError({ code, reason, verb: 'forward', target, serverMessage });
}

async function answerTo(path: string, stream: Duplex, maxBytes: number): Promise<string> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { host: 'localhost', connection: 'close' };
    const asked = request({ createConnection: () => stream, path, headers }, resolve);
    asked.once('error', reject);
    asked.end();
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  if (response.statusCode !== 200)
    throw new Error(`${path}: ${response.statusCode ?? 0} ${response.statusMessage ?? ''}`);
  return Buffer.concat(chunks).toString('utf8');
}
