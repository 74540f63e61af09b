import type { Manifest } from '../../api/manifest.ts';
import { kindOf } from '../kinds.ts';
import { list, record, text, texts, underscored, type Loose } from '../reading.ts';
import { namespaceOf, type ServiceFacts } from './services.ts';

/** How connections are taken, as a PeerAuthentication says it. */
export type TlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

/** A MeshPolicy or Policy of authentication v1alpha1. */
export interface OldPolicy {
  readonly object: Manifest;
  readonly targets: readonly Target[];
  readonly tls: TlsMode;
  /** What it says as its mode, where no release knows that. */
  readonly unknownMode: unknown;
  /** Callers without a certificate were to be let through (`peerIsOptional`). */
  readonly peerIsOptional: boolean;
  /** `request.auth.principal` is that of the token (`USE_ORIGIN`), and not that of the certificate. */
  readonly usesOrigin: boolean;
  readonly origins: readonly Loose[];
  readonly originIsOptional: boolean;
  /** A token proves the peer, which the target cannot say. */
  readonly peerToken: boolean;
}

interface Target {
  readonly service: string;
  /** Numbers or names of ports of the Service; all of them where there is none. */
  readonly ports: readonly (number | string)[];
}

/** A field of a message that may be written in either case, as JSON of protocol buffers may. */
export const either = (value: unknown, camel: string): unknown =>
  record(value)[camel] ?? record(value)[underscored(camel)];

/** The policies among objects. */
export const oldPoliciesIn = (objects: readonly Manifest[]): OldPolicy[] =>
  objects.filter((object) => /^(Mesh)?Policy\.authentication\.istio\.io$/.test(kindOf(object))).map(oldPolicyOf);

function oldPolicyOf(object: Manifest): OldPolicy {
  const { spec } = object;
  const { targets, peers, origins } = record(spec);
  const methods = list(peers).map(record);
  const tls = methods.find((method) => 'mtls' in method);
  return {
    object,
    targets: list(targets).map(targetOf),
    tls: tls === undefined ? 'DISABLE' : tlsModeOf(tls['mtls']),
    unknownMode: unknownModeIn(tls?.['mtls']),
    peerIsOptional: either(spec, 'peerIsOptional') === true,
    usesOrigin: [1, 'USE_ORIGIN'].includes(either(spec, 'principalBinding') as string),
    origins: list(origins).map((origin) => record(record(origin)['jwt'])),
    originIsOptional: either(spec, 'originIsOptional') === true,
    peerToken: methods.some((method) => 'jwt' in method),
  };
}

/** By name, or by number as protocol buffers have it. */
const TLS_MODES: readonly unknown[] = [undefined, null, 'STRICT', 'PERMISSIVE', 0, 1];

function unknownModeIn(params: unknown): unknown {
  const { mode } = record(params);
  return TLS_MODES.includes(mode) ? undefined : mode;
}

const tlsModeOf = (params: unknown): TlsMode => {
  const mode = record(params)['mode'];
  return mode === 'PERMISSIVE' || mode === 1 || either(params, 'allowTls') === true ? 'PERMISSIVE' : 'STRICT';
};

function targetOf(value: unknown): Target {
  const ports = list(record(value)['ports']).flatMap((port): (number | string)[] => {
    const { number, name } = record(port);
    return /^\d+$/.test(String(number)) ? [Number(number)] : texts([name]);
  });
  return { service: text(record(value)['name']) ?? '', ports };
}

/** Where policies are found: the narrowest counts alone, and nothing of the others with it (pilot 1.4, authn plugin). */
export class Precedence {
  readonly mesh: OldPolicy | undefined;
  /** Every policy, by name. */
  readonly all: readonly OldPolicy[];

  constructor(policies: readonly OldPolicy[]) {
    // Which of several for the same place counts is not promised; here always the same does.
    this.all = [...policies].sort((a, b) => (a.object.metadata.name < b.object.metadata.name ? -1 : 1));
    this.mesh = policies.find(({ object }) => object.kind === 'MeshPolicy' && object.metadata.name === 'default');
  }

  /** Every policy for Services of a namespace. */
  targeted(namespace: string): OldPolicy[] {
    return this.#in(namespace).filter(({ targets }) => targets.length > 0);
  }

  /** The policy of a namespace; it is called `default` and has no targets. */
  wide(namespace: string): OldPolicy | undefined {
    return this.#in(namespace).find(
      ({ object, targets }) => targets.length === 0 && object.metadata.name === 'default',
    );
  }

  /** The policy that counts for a port of a Service. */
  of(
    { namespace, name: service }: ServiceFacts,
    { name, number }: ServiceFacts['ports'][number],
  ): OldPolicy | undefined {
    const named = this.targeted(namespace).filter(({ targets }) =>
      targets.some((target) => target.service === service),
    );
    const isFor = (ports: readonly (number | string)[]): boolean =>
      ports.includes(number) || ports.includes(name ?? '');
    const hasPorts = named.find(({ targets }) =>
      targets.some((target) => target.service === service && isFor(target.ports)),
    );
    const hasNone = named.find(({ targets }) =>
      targets.some((target) => target.service === service && target.ports.length === 0),
    );
    return hasPorts ?? hasNone ?? this.wide(namespace) ?? this.mesh;
  }

  /** Policies that pilot reads for nothing. */
  get idle(): OldPolicy[] {
    return this.all.filter(({ object, targets }) => object.metadata.name !== 'default' && targets.length === 0);
  }

  #in(namespace: string): OldPolicy[] {
    return this.all.filter(({ object }) => object.kind === 'Policy' && namespaceOf(object) === namespace);
  }
}
