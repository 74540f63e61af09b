import { proxyImage, render, resolve } from '../../charts/index.ts';
import { digestOf } from '../core/digest.ts';
import { withoutScaledReplicas } from '../core/scaling.ts';
import type { Desired, Renderer } from './context.ts';

/** A renderer that remembers its last answers per mesh and release: a pass over an unchanged spec renders nothing. */
export function rememberingRenderer(): Renderer {
  const remembered = new Map<string, { readonly key: string; readonly desired: Desired }>();
  return (name, spec, capabilities) => {
    const key = digestOf([spec, capabilities.minor, [...capabilities.served].sort()]);
    const slot = `${name} ${spec.version}`;
    const last = remembered.get(slot);
    if (last?.key === key) return last.desired;
    const resolved = resolve(spec);
    const mesh = { name, spec: resolved, capabilities };
    const manifests = withoutScaledReplicas(render(mesh));
    const desired = { spec: resolved, manifests, digest: digestOf(manifests), proxyImage: proxyImage(mesh) };
    remembered.set(slot, { key, desired });
    return desired;
  };
}
