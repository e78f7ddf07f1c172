import type { AnonymousResult } from '../../apex/anonymous.ts';
import { executeInOrg } from '../tooling/execute-anonymous.ts';
import { requireAuthor } from '../tooling/tooling-resources.ts';
import type { SoapApi, SoapOperation } from './soap-router.ts';
import { text } from './xml.ts';

/** The log in the form of a debug log; the local org does not know the lines that its entries come from. */
function debugLog(result: AnonymousResult, version: string): string {
  const lines = result.debugLog.map((entry) => `USER_DEBUG|DEBUG|${entry}`);
  if (result.exceptionMessage !== null) lines.push(`FATAL_ERROR|${result.exceptionMessage}`);
  return [`${version} APEX_CODE,DEBUG`, 'EXECUTION_STARTED', ...lines, 'EXECUTION_FINISHED'].join('\n');
}

const executeAnonymous: SoapOperation = (call, context) => {
  const { userId } = call.access();
  requireAuthor(context, userId);
  const result = executeInOrg(context, text(call.parameters.String) ?? text(call.parameters.apexcode) ?? '', userId);
  const asked = call.headers.DebuggingHeader !== undefined;
  return {
    result: { ...result, debugLog: undefined },
    ...(asked ? { header: { DebuggingInfo: { debugLog: debugLog(result, call.version) } } } : {})
  };
};

/** The Apex API, as far as it runs anonymous blocks. */
export const APEX_API: SoapApi = {
  letter: 's',
  namespace: 'http://soap.sforce.com/2006/08/apex',
  operations: { executeAnonymous }
};
