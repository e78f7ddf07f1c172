/**
 * Loaded into a process by `--import`: its clock is off by FAULT_CLOCK_SECONDS, and each SIGUSR2 moves it on by
 * FAULT_CLOCK_STEP seconds. Timers keep the real time, as those of a machine whose clock is set do.
 */
const Real = Date;
let offset = Number(process.env['FAULT_CLOCK_SECONDS'] ?? 0) * 1000;
const step = Number(process.env['FAULT_CLOCK_STEP'] ?? 0) * 1000;

const now = () => Real.now() + offset;

globalThis.Date = new Proxy(Real, {
  construct: (target, parameters: unknown[], newTarget) =>
    Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget) as Date,
  apply: () => new Real(now()).toString(),
  get: (target, property, receiver) => (property === 'now' ? now : (Reflect.get(target, property, receiver) as unknown))
});

process.on('SIGUSR2', () => (offset += step));
