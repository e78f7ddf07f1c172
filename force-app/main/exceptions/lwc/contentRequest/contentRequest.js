import getContent from '@salesforce/apex/DocumentDeskController.getContent';
import requestContent from '@salesforce/apex/DocumentDeskController.requestContent';
import timedOut from '@salesforce/label/c.Desk_Timed_Out';
import failed from '@salesforce/label/c.Desk_Content_Failed';

const EVERY_MS = 1500;
const MOST_MS = 60_000;

/** @returns after so many milliseconds */
const wait = (milliseconds) =>
  new Promise((resolve) => {
    // eslint-disable-next-line @lwc/lwc/no-async-operation
    setTimeout(resolve, milliseconds);
  });

/**
 * Asks the middleware for a document through the outbox, and looks until the answer is there.
 *
 * @param isFresh false takes an answer that the person got lately
 * @param isWanted tells whether anybody still waits
 * @returns `{ fileName, text, isWhole, steps, corrects, corrections }`; undefined where nobody waits any more
 * @throws Error with what went wrong and what to do
 */
export async function readContent(documentId, isFresh, isWanted) {
  const requestId = await requestContent({ documentId, isFresh });
  const until = Date.now() + MOST_MS;
  while (isWanted()) {
    // eslint-disable-next-line no-await-in-loop
    const { status, reason, result } = await getContent({ requestId });
    if (status === 'Done') {
      return JSON.parse(result);
    }
    if (status === 'Failed') {
      throw new Error(`${failed} ${reason ?? ''}`.trim());
    }
    if (Date.now() >= until) {
      throw new Error(timedOut);
    }
    // eslint-disable-next-line no-await-in-loop
    await wait(EVERY_MS);
  }
  return undefined;
}
