import type { MeshInstall } from '../../src/api/meshinstall.ts';

/** Notes the stops of an upgrade: `follow` looks at each state of a MeshInstall, and is true once it is at its end. */
export function stopsUntil(version: string): { seen: string[]; follow: (install: MeshInstall) => boolean } {
  const seen: string[] = [];
  const follow = ({ status }: MeshInstall): boolean => {
    const stop = status?.plan?.path[0];
    if (stop !== undefined && seen.at(-1) !== stop) seen.push(stop);
    return status?.version === version;
  };
  return { seen, follow };
}
