import { describeObject } from '../../core/model/object-id.ts';
import type { Collected } from './conversion.ts';
import { alsoSelected, named, selecting, type OldMesh } from './mesh.ts';
import type { OldPolicy, Precedence, TlsMode } from './old-policy.ts';
import { nameOf, type Workloads } from './services.ts';

const KIND = 'PeerAuthentication';

/**
 * How connections are taken: one PeerAuthentication for the mesh, each namespace and the pods of each Service that has a
 * policy. Their precedence is that of the policies, as long as each of them says its mode.
 */
export function convertPeers(mesh: OldMesh, policies: Precedence, out: Collected): void {
  if (policies.mesh !== undefined)
    out.add(KIND, named('default', mesh.rootNamespace), { mtls: { mode: policies.mesh.tls } });
  else
    out.remark(
      'no-mesh-policy',
      'the mesh',
      'has no MeshPolicy and takes plain text only; istiod takes mutual TLS, too',
    );
  for (const namespace of mesh.namespaces) {
    const wide = policies.wide(namespace);
    if (wide !== undefined) out.add(KIND, named('default', namespace), { mtls: { mode: wide.tls } });
  }
  for (const workloads of mesh.workloads) convertWorkloads(workloads, mesh, policies, out);
  for (const policy of policies.all) remarkPeers(policy, out);
}

/** What a policy says of peers that has no successor. */
function remarkPeers({ object, tls, unknownMode, peerIsOptional }: OldPolicy, out: Collected): void {
  const name = describeObject(object);
  if (unknownMode !== undefined)
    out.remark(
      'not-converted',
      name,
      `has the mode ${JSON.stringify(unknownMode)}, which no release knows; mutual TLS is required instead`,
    );
  if (peerIsOptional && tls === 'STRICT')
    out.remark(
      'without-effect',
      name,
      'has `peerIsOptional`, which let nobody in: the connection already needs the certificate; for plain text, too, write PERMISSIVE',
    );
}

function convertWorkloads(workloads: Workloads, mesh: OldMesh, policies: Precedence, out: Collected): void {
  const { namespace, services, selector, shared } = workloads;
  const own = policies
    .targeted(namespace)
    .filter(({ targets }) => targets.some(({ service }) => services.some(({ name }) => name === service)));
  if (own.length === 0) return;
  const refuse = (why: string): void => {
    for (const { object } of own) out.remark('not-converted', describeObject(object), why);
  };
  if (shared.length > 0) {
    refuse(`its Service may share pods with ${shared.join(', ')}; select pods by hand`);
    return;
  }
  const isRoot = namespace === mesh.rootNamespace;
  const others = isRoot ? alsoSelected(mesh, workloads) : [];
  if (others.length > 0) {
    refuse(inRoot(others));
    return;
  }
  const wide = isRoot ? undefined : policies.wide(namespace);
  const spec = specOf(portsOf(workloads, policies), wide?.tls ?? policies.mesh?.tls);
  if (typeof spec === 'string') {
    refuse(spec);
    return;
  }
  out.add(KIND, named(nameOf(workloads), namespace), { ...selecting(selector), ...spec });
}

/** Why pods of the root namespace cannot have a policy of their own. */
export const inRoot = (others: readonly string[]): string =>
  `its namespace is that of policies for the whole mesh, and ${others.join(', ')} has pods with the same labels; select pods by hand`;

interface PortMode {
  readonly target: number | undefined;
  readonly mode: TlsMode | undefined;
}

const portsOf = ({ services }: Workloads, policies: Precedence): PortMode[] =>
  services.flatMap((service) =>
    service.ports.map((port) => ({ target: port.target, mode: policies.of(service, port)?.tls })),
  );

/** One mode for all ports; or those ports which have another than what is inherited. A text says why neither can be. */
function specOf(ports: readonly PortMode[], inherited: TlsMode | undefined): object | string {
  const modes = new Set(ports.map(({ mode }) => mode));
  const [only] = modes;
  if (modes.size === 1 && only !== undefined) return { mtls: { mode: only } };
  const own = ports.filter(({ mode }) => mode !== inherited);
  const levels = new Map<number, TlsMode>();
  for (const { target, mode } of own) {
    if (target === undefined)
      return 'a port of its Service has a name for its target, and no pod was read that tells its number';
    if (mode === undefined) return 'a port has no policy while others have one, and what it would inherit is not known';
    levels.set(target, mode);
  }
  if (ports.some(({ target, mode }) => target !== undefined && (levels.get(target) ?? mode) !== mode))
    return 'two Services have different policies for one port of the same pods';
  return { portLevelMtls: Object.fromEntries([...levels].map(([port, mode]) => [String(port), { mode }])) };
}
