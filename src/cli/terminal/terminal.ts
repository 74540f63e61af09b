import { InputError } from '../../api/errors.ts';
import type { SignalSource } from '../../runtime/lifecycle.ts';

/** What a command may use of the process it runs in. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  readonly hostname: string;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Size and `isTTY` are there when it is a terminal. */
  readonly stdout: NodeJS.WritableStream & {
    readonly isTTY?: boolean;
    readonly columns?: number;
    readonly rows?: number;
    /** Takes control characters of our own making; the stream itself makes them visible. */
    readonly unguarded?: Terminal['stdout'];
  };
  readonly stderr: NodeJS.WritableStream;
  readonly signals: SignalSource;
}

/** A command cannot be carried out as it was called; the message is all that the user needs. */
export class UsageError extends InputError {
  override readonly name = 'UsageError';
}
