import { redirectionOf as dialectOf } from '../../../charts/index.ts';
import { initContainerOf, redirectionOf, releaseOf } from '../../proxy/redirection.ts';
import { rulesOf } from '../../proxy/rules.ts';
import { serialized } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { table } from '../view/tables/table.ts';
import { podOf, type ProxyOptions } from './source.ts';

/** Options of `meshwright proxy iptables`. */
interface IptablesOptions extends ProxyOptions {
  readonly istioVersion?: string;
}

/** Prints the rules that a pod's traffic is redirected by. @throws UsageError, RedirectionError, InvalidSpecError */
export async function iptablesCommand(options: IptablesOptions, terminal: Terminal): Promise<void> {
  const container = initContainerOf(await podOf(options, terminal));
  const release = options.istioVersion ?? releaseOf(container.image);
  if (release === undefined) {
    throw new UsageError(`the image ${container.image} tells no release of Istio; say it with --istio-version`);
  }
  const dialect = dialectOf(release);
  const rules = rulesOf(redirectionOf(container, dialect), dialect);
  const rows = rules.map(({ table: name, chain, rule, means }) => [name, chain, rule, means]);
  const { output } = options;
  terminal.stdout.write(
    output === 'table'
      ? table(['TABLE', 'CHAIN', 'RULE', 'MEANS'], rows, terminal.stdout.columns)
      : serialized(rules, output),
  );
}
