import { describe, expect, it } from '@jest/globals';
import { targetOf } from '../../../../src/cli/proxy/target.ts';

const written = (pod: string, namespace?: string): string => {
  const target = targetOf({ pod, ...(namespace !== undefined && { namespace }) });
  return `${target.kind} ${target.namespace}/${target.name}`;
};

describe('the target of a proxy command', () => {
  it.each([
    ['reviews-1', 'Pod default/reviews-1'],
    ['reviews-1.shop', 'Pod shop/reviews-1'],
    ['pod/reviews-1.shop', 'Pod shop/reviews-1'],
    ['deploy/reviews', 'Deployment default/reviews'],
    ['deployment/reviews.shop', 'Deployment shop/reviews'],
    ['sts/db.shop', 'StatefulSet shop/db'],
    ['ds/agent.shop', 'DaemonSet shop/agent'],
  ])('%s is %s', (pod, target) => {
    expect(written(pod)).toBe(target);
  });

  it('has dots in its name where a namespace is given', () => {
    expect(written('web.v1', 'shop')).toBe('Pod shop/web.v1');
  });

  it('is refused where it is of a kind that runs no proxies', () => {
    expect(() => written('svc/reviews')).toThrow(/^"svc\/reviews": write a Pod, or one of deploy\/NAME/);
    expect(() => targetOf({})).toThrow(/say which proxy/);
  });
});
