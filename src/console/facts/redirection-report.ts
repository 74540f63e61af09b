import { redirectionOf as dialectOf } from '../../../charts/index.ts';
import { InputError } from '../../api/errors.ts';
import { initContainerOf, redirectionOf, releaseOf } from '../../proxy/redirection.ts';
import { rulesOf } from '../../proxy/rules.ts';
import type { RedirectionReport } from '../contract.ts';
import { inboundLane, leftAlone, outboundLane } from './lanes.ts';

/** What an init container was told is more than anybody would tell it: each port is a rule, or several. */
class TooLongError extends InputError {
  override readonly name = 'TooLongError';
}

const LONGEST_ARGUMENT = 4_096;

/**
 * How the traffic of a pod is redirected, from what its init container was told.
 * @param version of its proxy, for images whose tag tells no release
 * @throws InputError where there is no such container, or what it was told means nothing to its release, or is endless
 */
export function redirectionReport(pod: unknown, version: string): RedirectionReport {
  const container = initContainerOf(pod);
  const words = [...container.args, ...Object.values(container.env)];
  if (words.some(({ length }) => length > LONGEST_ARGUMENT))
    throw new TooLongError('an argument of istio-init is too long for a page; `meshwright proxy iptables` reads it');
  const release = releaseOf(container.image) ?? version;
  const dialect = dialectOf(release);
  const redirection = redirectionOf(container, dialect);
  return {
    release,
    arguments: container.args,
    inbound: inboundLane(redirection),
    outbound: outboundLane(redirection),
    users: leftAlone(redirection),
    rules: rulesOf(redirection, dialect),
  };
}
