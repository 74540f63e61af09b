import { expect, it } from '@jest/globals';
import { resolve } from '../../../../charts/index.ts';

const withOverride = (name: string) => () =>
  resolve({ version: '1.4.10', gateways: [{ name: 'edge' }], images: { overrides: { [name]: 'r.example/x:1' } } });

it('refuses an override for an image that no mesh has, and says which there are', () => {
  expect(withOverride('pliot')).toThrow(
    /spec\.images\.overrides\.pliot: "r\.example\/x:1": no image has this name; write one of citadel, .*pilot, .*edge\./,
  );
});

it.each(['pilot', 'proxy_init', 'edge', 'istio-ingressgateway'])('takes one for %s', (name) => {
  expect(withOverride(name)).not.toThrow();
});
