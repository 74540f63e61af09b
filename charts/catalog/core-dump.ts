import type { ByMinor } from './minor.ts';

/** How the init container enable-core-dump looks, which lets Envoy write its memory to a file when it crashes. */
export interface CoreDumpFacts {
  /** The file, as the kernel of the node is told (kernel.core_pattern). */
  readonly pattern: string;
  /** Gateways have it, too, and the file is in the root of the container, which is writable for it then. */
  readonly isEverywhere: boolean;
  /** Has an image of its own (spec.mesh.coreDump.image), and not that of istio-init. */
  readonly hasImage: boolean;
  /** securityContext beside sidecars; beside gateways it is privileged and nothing else. */
  readonly confinement: Readonly<Record<string, unknown>>;
}

const V1_3: CoreDumpFacts = {
  pattern: '/var/lib/istio/core.proxy',
  isEverywhere: true,
  hasImage: true,
  confinement: { privileged: true, runAsNonRoot: false, runAsUser: 0 },
};

/** Since 1.3.7 and 1.4.3, with all other containers of a pod. */
const confined = {
  confinement: {
    allowPrivilegeEscalation: true,
    capabilities: { add: ['SYS_ADMIN'], drop: ['ALL'] },
    readOnlyRootFilesystem: false,
    runAsGroup: 0,
  },
};

/** global.proxy.enableCoreDump in gateways and the injection template of each line. */
export const CORE_DUMP: ByMinor<CoreDumpFacts> = {
  '1.0': {
    pattern: '/etc/istio/proxy/core.%e.%p.%t',
    isEverywhere: false,
    hasImage: false,
    confinement: { privileged: true },
  },
  '1.0.3': { pattern: V1_3.pattern, isEverywhere: true },
  '1.1': { ...V1_3, hasImage: false, confinement: { privileged: true } },
  '1.1.3': { confinement: V1_3.confinement },
  '1.2': { ...V1_3, hasImage: false },
  '1.3': V1_3,
  '1.3.7': confined,
  '1.4': V1_3,
  '1.4.3': confined,
};
