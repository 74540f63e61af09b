import { describe, expect, it } from '@jest/globals';
import { keepsAuthority } from '../../../../src/core/certificates/kept-names.ts';

describe('the name of a Secret', () => {
  it.each(['istio-ca-next', 'istio-ca-previous-0123abcd'])('says that it keeps an authority: %s', (name) => {
    expect(keepsAuthority(name)).toBe(true);
  });

  it.each(['istio-ca-secret', 'cacerts', 'istio-ca-next-2', 'my-istio-ca-previous-', 'istio.default', ''])(
    'says nothing of the kind: "%s"',
    (name) => {
      expect(keepsAuthority(name)).toBe(false);
    },
  );
});
