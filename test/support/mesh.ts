import { capabilitiesOf } from '../../charts/capabilities.ts';
import type { Container, DeploymentSpec, Manifest, PodSpec } from '../../charts/kit/types.ts';
import type { Mesh } from '../../charts/mesh.ts';
import { resolve } from '../../charts/resolve.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';

/** A mesh as the charts see it, of Istio 1.4.10 unless said otherwise. */
export function meshOf(spec: Partial<MeshInstallSpec> = {}, kubernetes = '1.36'): Mesh {
  return { name: 'mesh', spec: resolve({ version: '1.4.10', ...spec }), capabilities: capabilitiesOf(kubernetes) };
}

/** The one manifest of a kind, or the one of that kind and name. @throws Error when there is not exactly one. */
export function only(manifests: readonly Manifest[], kind: string, name?: string): Manifest {
  const found = manifests.filter((m) => m.kind === kind && (name === undefined || m.metadata.name === name));
  if (found.length !== 1) throw new Error(`${found.length} manifests ${kind}/${name ?? '*'}`);
  return found[0]!;
}

/** How often each kind was rendered. */
export const kindsOf = (manifests: readonly Manifest[]): string[] => manifests.map(({ kind }) => kind);

/** The spec of the one Deployment. */
export const deploymentOf = (manifests: readonly Manifest[]): DeploymentSpec =>
  only(manifests, 'Deployment')['spec'] as DeploymentSpec;

/** The pod of the one Deployment. */
export const podOf = (manifests: readonly Manifest[]): PodSpec => deploymentOf(manifests).template.spec!;

/** A container of the one Deployment by name. @throws Error when there is none. */
export function containerOf(manifests: readonly Manifest[], name: string): Container {
  const found = podOf(manifests).containers.find((container) => container.name === name);
  if (found === undefined) throw new Error(`no container ${name}`);
  return found;
}

/** Plain values of a container's environment. */
export const valuesOf = ({ env = [] }: Container): Record<string, string | undefined> =>
  Object.fromEntries(env.map(({ name, value }) => [name, value]));

/** The value after a flag, `--flag value` or `--flag=value`; undefined when the flag is not there. */
export function flagOf({ command = [], args = [] }: Container, flag: string): string | undefined {
  const words = [...command, ...args];
  const joined = words.find((word) => word.startsWith(`${flag}=`));
  if (joined !== undefined) return joined.slice(flag.length + 1);
  const at = words.indexOf(flag);
  return at < 0 ? undefined : words[at + 1];
}
