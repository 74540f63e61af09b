import { releaseLines, type ReleaseLine } from '../../charts/index.ts';
import { serialized } from './terminal/output.ts';
import type { Terminal } from './terminal/terminal.ts';
import { table } from './view/tables/table.ts';

/** Options of `meshwright versions`. */
export interface VersionsOptions {
  readonly output: string;
}

/** Prints what can be installed: releases, their profiles, and the Kubernetes versions that they are supported on. */
export function versionsCommand({ output }: VersionsOptions, { stdout }: Terminal): Promise<void> {
  const lines = releaseLines().reverse();
  stdout.write(output === 'table' ? text(lines, stdout.columns) : serialized({ lines }, output));
  return Promise.resolve();
}

function text(lines: readonly ReleaseLine[], width: number | undefined): string {
  const rows = lines.map(({ releases, profiles, kubernetes, bridged }) => [
    `${releases[0] ?? ''} to ${releases.at(-1) ?? ''}`,
    profiles.join(' '),
    `${kubernetes.since}+`,
    bridged.map(({ component, since }) => `${component}, ${since}+`).join('; '),
  ]);
  return `${table(['ISTIO', 'PROFILES', 'KUBERNETES', 'BRIDGED'], rows, width)}\n${footnote(lines)}`;
}

const footnote = (lines: readonly ReleaseLine[]): string =>
  [
    `Tested on Kubernetes up to ${lines[0]?.kubernetes.tested ?? ''}. BRIDGED: a component that needs an API which`,
    'this Kubernetes no longer serves; a small program beside it answers.',
    '',
  ].join('\n');
