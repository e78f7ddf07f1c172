import type { Fault } from '../fault.ts';
import { clockSkew } from './clock-skew.ts';
import { database } from './database.ts';
import { disk } from './disk.ts';
import { grid } from './grid.ts';
import { kills } from './kills.ts';
import { lease } from './lease.ts';
import { org } from './org.ts';
import { poison } from './poison.ts';
import { publish } from './publish.ts';
import { streams } from './streams.ts';

/** Every fault, in the order in which they are provoked. */
export const FAULTS: readonly Fault[] = [
  ...kills,
  ...database,
  ...grid,
  ...streams,
  ...publish,
  ...poison,
  ...disk,
  ...clockSkew,
  ...lease,
  // Last, since the org's clock stays where it was moved to.
  ...org
];
