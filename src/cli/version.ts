import pack from '../../package.json' with { type: 'json' };
import { NEWEST_KUBERNETES, releaseLines } from '../../charts/index.ts';
import { serialized } from './terminal/output.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Options of `meshwright version`. */
export interface VersionOptions {
  readonly output: string;
}

/** Prints the version of this program, and what it was tested with. */
export function versionCommand({ output }: VersionOptions, { stdout }: Terminal): Promise<void> {
  const releases = releaseLines().flatMap((line) => line.releases);
  const facts = {
    version: pack.version,
    istio: { from: releases[0], to: releases.at(-1) },
    kubernetes: NEWEST_KUBERNETES,
  };
  const text = `meshwright ${facts.version}, for Istio ${facts.istio.from} to ${facts.istio.to} on Kubernetes up to ${facts.kubernetes}\n`;
  stdout.write(output === 'text' ? text : serialized(facts, output));
  return Promise.resolve();
}
