import { describe, expect, it } from '@jest/globals';
import { hostPortOf } from '../../../../src/api/spec/scalars.ts';

describe('a host with an optional port', () => {
  it.each([
    ['zipkin.tracing:9411', { name: 'zipkin.tracing', port: '9411' }],
    ['192.0.2.1', { name: '192.0.2.1' }],
    ['[2001:db8::1]:9411', { ipv6: '2001:db8::1', port: '9411' }],
    ['[2001:db8::1]', { ipv6: '2001:db8::1' }],
    ['', { name: '' }],
    ['2001:db8::1', {}],
  ])('is taken apart: %p', (address, parts) => {
    expect({ ...hostPortOf(address) }).toEqual(parts);
  });
});
