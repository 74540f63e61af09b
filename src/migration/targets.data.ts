import { InputError } from '../api/errors.ts';

/** A release line of istiod that one may move to. */
export interface Target {
  /** Such as `1.30`. */
  readonly release: string;
  /** Minor of the oldest and of the newest Kubernetes 1 that the line supports. */
  readonly kubernetes: readonly [oldest: number, newest: number];
}

/** Release lines and their Kubernetes (istio.io/latest/docs/releases/supported-releases), the newest last. */
export const TARGETS: readonly Target[] = [
  { release: '1.22', kubernetes: [27, 30] },
  { release: '1.23', kubernetes: [27, 30] },
  { release: '1.24', kubernetes: [28, 31] },
  { release: '1.25', kubernetes: [29, 32] },
  { release: '1.26', kubernetes: [29, 33] },
  { release: '1.27', kubernetes: [29, 33] },
  { release: '1.28', kubernetes: [30, 34] },
  { release: '1.29', kubernetes: [31, 35] },
  { release: '1.30', kubernetes: [32, 36] },
];

/** The line that one moves to unless another is asked for: the newest whose facts we know. */
export const NEWEST_TARGET = '1.30';

/** A target that is not in the table. */
class UnknownTargetError extends InputError {
  override readonly name = 'UnknownTargetError';
}

/** The line of a release such as `1.30`, `v1.30` or `1.30.2`. @throws UnknownTargetError */
export function targetOf(release: string): Target {
  const [, line] = /^v?(1\.\d+)(?:\.\d+)?$/.exec(release) ?? [];
  const found = TARGETS.find((target) => target.release === line);
  if (found !== undefined) return found;
  const known = TARGETS.map((target) => target.release).join(', ');
  throw new UnknownTargetError(
    `--to: ${JSON.stringify(release)}: nothing is known of this release; choose one of ${known}`,
  );
}
