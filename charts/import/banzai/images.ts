import { at, type Tree } from '../../values/tree.ts';
import { plainText } from '../document.ts';
import type { Convert } from '../rules.ts';

/** Registry, name and tag of a reference; undefined for one by digest, or without both. */
const REFERENCE = /^(.+)\/([^/:@]+):([^/@]+)$/;

/** Names of Istio's own images in all releases. */
const OWN = ['pilot', 'citadel', 'galley', 'mixer', 'sidecar_injector', 'node-agent-k8s', 'proxyv2', 'proxy_init'];

/**
 * An image of Istio's own. One that its operator would have taken for the release anyway is not pinned, so that an
 * upgrade replaces it: what it says is only the registry.
 */
export const image =
  (path: string): Convert =>
  (value, spec: Tree) => {
    const [, hub = '', name = '', tag = ''] = REFERENCE.exec(plainText(value)) ?? [];
    const isUsual = OWN.includes(name) && tag === at(spec, ['version']);
    return { fields: isUsual ? { 'images.hub': hub } : { [path]: value } };
  };
