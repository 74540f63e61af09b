/** Base of every error that the devcluster throws for a reason it knows; the message says what to do. */
export class DevclusterError extends Error {
  override name = 'DevclusterError';
}

/** No Go that can build the programs, and no way to get one. */
export class GoMissingError extends DevclusterError {
  override name = 'GoMissingError';
}

/** A command that the devcluster needs failed; the message carries the end of its output. */
export class CommandError extends DevclusterError {
  override name = 'CommandError';
}

/** A process of the cluster ended or did not become ready; the message carries the end of its log. */
export class ProcessError extends DevclusterError {
  override name = 'ProcessError';
}

/** The apiserver answered a request of the devcluster's own with an error status. */
export class RequestError extends DevclusterError {
  override name = 'RequestError';
  /** HTTP status. */
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}
