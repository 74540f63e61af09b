import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf } from '../../../../charts/index.ts';
import { RenderingCache } from '../../../../src/operator/pass/renderer.ts';

const CAPABILITIES = capabilitiesOf('1.36');
const SPEC = { version: '1.4.10', profile: 'minimal' } as const;

describe('RenderingCache', () => {
  it('renders the same spec once', () => {
    const renderings = new RenderingCache();
    expect(renderings.render('mesh', SPEC, CAPABILITIES)).toBe(renderings.render('mesh', { ...SPEC }, CAPABILITIES));
  });

  it('remembers no more for many meshes than its bound, and the newest always', () => {
    const renderings = new RenderingCache({ mostObjects: 200 });
    const [first] = Array.from({ length: 20 }, (_, i) => renderings.render(`mesh-${i}`, SPEC, CAPABILITIES));
    const objects = first?.manifests.length ?? 0;
    expect(renderings.size).toBe(Math.floor(200 / objects));
    const last = renderings.render('mesh-19', SPEC, CAPABILITIES);
    expect(renderings.render('mesh-19', SPEC, CAPABILITIES)).toBe(last);
  });

  it('remembers nothing of a mesh that is gone', () => {
    const renderings = new RenderingCache();
    renderings.render('mesh', SPEC, CAPABILITIES);
    renderings.forget('mesh');
    expect(renderings.size).toBe(0);
  });
});
