/**
 * Loaded into an operator before anything else: its clock can be set, as somebody sets the clock of a machine. What
 * measures durations, and timers, go on as they do there.
 */
const MachineDate = Date;
let shiftMs = Number(process.env['CHAOS_CLOCK_SHIFT_MS'] ?? 0);

class OwnDate extends MachineDate {
  constructor(...args: unknown[]) {
    if (args.length === 0) super(MachineDate.now() + shiftMs);
    else super(...(args as [number]));
  }

  static override now(): number {
    return MachineDate.now() + shiftMs;
  }
}

globalThis.Date = OwnDate as DateConstructor;

process.on('message', (message: { shiftMs: number }) => {
  ({ shiftMs } = message);
});
// Whoever sets the clock must not keep the process alive.
process.channel?.unref();
