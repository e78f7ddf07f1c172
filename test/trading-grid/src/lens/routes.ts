import type { RequestHandler } from 'express';
import { createYoga } from 'graphql-yoga';
import { mailboxOf } from '../http/tokens.ts';
import type { GridState } from '../state/grid-state.ts';
import { type LensContext, lensSchema } from './schema.ts';

export const LENS_PATH = '/visibility_transaction_search';

const ignore = () => undefined;
const textOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Answers Lens queries; stands behind the check of the token. */
export function lensHandler(state: GridState): RequestHandler {
  const yoga = createYoga<LensContext>({
    schema: lensSchema(state),
    graphqlEndpoint: LENS_PATH,
    graphiql: false,
    landingPage: false,
    // What is masked in the answer must not be lost.
    logging: {
      debug: ignore,
      info: ignore,
      warn: ignore,
      error: (error: unknown) => void state.problems.push(textOf(error))
    }
  });
  return async (request, response) => {
    await yoga.handle(request, response, { customer: state.customerOf(mailboxOf(response)) });
  };
}
