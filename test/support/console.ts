import { connect } from 'node:net';
import { render, resolve } from '../../charts/index.ts';
import { capabilitiesOf } from '../../charts/capabilities.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { API, OPERATOR_NAME, type MeshInstall } from '../../src/api/meshinstall.ts';
import { parseSpecOf } from '../../src/api/validation/index.ts';
import type { MeshInstallStatus } from '../../src/api/status.ts';
import type { Access } from '../../src/console/access/access.ts';
import { LOOPBACK_ACCESS } from '../../src/console/access/access.ts';
import { startConsole, type Console, type ConsoleOptions } from '../../src/console/console.ts';
import type { MeshView } from '../../src/console/facts/facts.ts';
import { identityOf } from '../../src/core/model/object-id.ts';
import type { Proxy } from '../../src/core/model/proxy.ts';
import { isReady } from '../../src/cli/dashboard/dashboard.ts';
import type { KubeClient } from '../../src/kube/operations.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { watchUntil } from './watch-until.ts';

/** A MeshInstall with a status. */
export const install = (
  name: string,
  status: MeshInstallStatus = {},
  spec: Partial<MeshInstall['spec']> = {},
): MeshInstall => ({
  apiVersion: API.apiVersion,
  kind: API.kind,
  metadata: { name },
  spec: { version: '1.4.10', ...spec },
  status,
});

/** What a view shows besides MeshInstalls. */
export interface Around {
  readonly proxies?: readonly Proxy[];
  readonly live?: readonly Manifest[];
}

/** What an operator shows of these meshes, rendered as it does. */
export function viewOf(installs: () => readonly MeshInstall[], { proxies, live = [] }: Around = {}): MeshView {
  const capabilities = capabilitiesOf('1.36');
  return {
    installs,
    proxies: () => proxies,
    desired: (mesh) => {
      const spec = resolve(parseSpecOf(mesh));
      const manifests = render({ name: mesh.metadata.name, spec, capabilities });
      return { spec, manifests, digest: '', proxyImage: 'docker.io/istio/proxyv2:1.4.10', runtimeObjects: [] };
    },
    live: (object) => live.find((each) => identityOf(each) === identityOf(object)),
  };
}

/** A console at any free port of this machine. */
export async function consoleFor(
  view: MeshView | undefined,
  more: Partial<ConsoleOptions> = {},
): Promise<Console & { url: string }> {
  const opened = await startConsole({
    where: { host: '127.0.0.1', port: 0, text: '127.0.0.1:0' },
    access: LOOPBACK_ACCESS,
    client: { get: () => Promise.resolve(undefined) },
    earlierEvents: () => Promise.resolve([]),
    clock: systemClock,
    assets: { script: 'script', style: 'style', icon: '<svg/>' },
    version: '1',
    onError: () => undefined,
    ...more,
  });
  opened.look(view);
  return { ...opened, url: `http://127.0.0.1:${opened.address.port}` };
}

/** Tokens by who has them, and what each may: `get meshinstalls mesh`, or with nothing at the end any. */
export function accessOf(
  tokens: Readonly<Record<string, string>>,
  rights: Readonly<Record<string, readonly string[]>>,
): Access {
  const holds = (username: string, wanted: readonly (string | undefined)[]): boolean => {
    const words = wanted.filter((word) => word !== undefined).join(' ');
    return (rights[username] ?? []).some((right) => right === words || words.startsWith(`${right} `));
  };
  return {
    asksWho: true,
    visitorOf: (token) => {
      const username = Object.hasOwn(tokens, token) ? tokens[token] : undefined;
      return Promise.resolve(username === undefined ? undefined : { username });
    },
    may: ({ username }, { verb, resource, subresource, name }) => {
      const what = subresource === undefined ? resource : `${resource}/${subresource}`;
      return Promise.resolve(holds(username, [verb, what, name]));
    },
    mayGet: ({ username }, { kind, name }) => Promise.resolve(holds(username, ['get', kind, name])),
  };
}

/** Runs a pod that has the labels of the operator, and these arguments. */
export async function runOperatorPod(client: KubeClient, name: string, args: readonly string[]): Promise<void> {
  const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name };
  await client.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: ref.namespace, name, labels: { 'app.kubernetes.io/name': OPERATOR_NAME } },
    spec: { automountServiceAccountToken: false, containers: [{ name: 'operator', image: 'meshwright:1', args }] },
  });
  await watchUntil(client, ref, isReady);
}

/** What is answered to these bytes, until the connection ends: for requests that no client would send. */
export function rawAnswer(port: number, request: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('close', () => done(text));
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? done(text) : failed(error)));
  });
}
