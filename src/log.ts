import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';
import { visibleText } from './api/visible.ts';
import type { LogLevel } from './config.ts';

/** Paths that may carry secrets; what a log line says of them is "[redacted]". */
const SECRET_PATHS = ['data', '*.data', 'headers.authorization', '*.headers.authorization', 'token', '*.token'];

/** A structured logger: one JSON object per line, times in ISO 8601, errors with their causes, secrets redacted. */
export function createLogger(options: { level: LogLevel; destination?: DestinationStream }): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: (): string => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: stdSerializers.errWithCause },
    // JSON lets some control characters stand as they are.
    hooks: { streamWrite: visibleText },
    redact: { paths: SECRET_PATHS, censor: '[redacted]' },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}
