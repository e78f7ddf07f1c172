import type { AnonymousResult } from '../../apex/anonymous.ts';
import { runAnonymous } from '../../apex/anonymous.ts';
import type { ServerContext } from '../context.ts';
import { notEmulated } from '../rest/rest-error.ts';

/** Runs anonymous Apex on the data of the org, as the user. */
export function executeInOrg(context: ServerContext, source: string, userId: string): AnonymousResult {
  const { apex, org } = context;
  if (apex === undefined) throw notEmulated('anonymous Apex in an org without Apex');
  try {
    return runAnonymous(source, org, userId);
  } finally {
    // The block was compiled with the whole project, whose triggers took the place of the org's own.
    org.setTriggerRunner(apex.triggers);
    org.setEventRunner(apex.triggers);
  }
}
