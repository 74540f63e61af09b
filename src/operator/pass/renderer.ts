import { runtimeObjectsOf, proxyImage, render, resolve } from '../../../charts/index.ts';
import type { Capabilities } from '../../api/capabilities.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import { digestOf } from '../../core/model/digest.ts';
import { withoutScaledReplicas } from '../../core/ownership/autoscaling.ts';
import type { Desired, Renderer } from './desired.ts';

/** Per mesh: what is asked for at each stop of the longest way, and what is installed. */
const REMEMBERED = 8;

/**
 * A renderer that remembers its last answers per mesh: a pass over an unchanged spec renders nothing. The namespace is
 * that of the operator.
 */
export function cachedRenderer(operatorNamespace?: string): Renderer {
  const meshes = new Map<string, Map<string, Desired>>();
  return (name, spec, capabilities) => {
    const answers = meshes.get(name) ?? new Map<string, Desired>();
    meshes.set(name, answers);
    const key = digestOf([spec, capabilities.minor, [...capabilities.served].sort()]);
    const desired = answers.get(key) ?? desiredOf({ name, spec, capabilities, operatorNamespace });
    answers.delete(key);
    answers.set(key, desired);
    for (const oldest of [...answers.keys()].slice(0, -REMEMBERED)) answers.delete(oldest);
    return desired;
  };
}

interface Asked {
  readonly name: string;
  readonly spec: MeshInstallSpec;
  readonly capabilities: Capabilities;
  readonly operatorNamespace: string | undefined;
}

function desiredOf({ name, spec, capabilities, operatorNamespace }: Asked): Desired {
  const resolved = resolve(spec);
  const mesh = { name, spec: resolved, capabilities, ...(operatorNamespace !== undefined && { operatorNamespace }) };
  const manifests = withoutScaledReplicas(render(mesh));
  return {
    spec: resolved,
    manifests,
    digest: digestOf(manifests),
    proxyImage: proxyImage(mesh),
    runtimeObjects: runtimeObjectsOf(mesh),
  };
}
