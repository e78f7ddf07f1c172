import express from 'express';
import type { Request, Router } from 'express';
import { parseSoql } from '../soql/parse.ts';
import { accessOf, authenticate } from './authenticate.ts';
import type { ServerContext } from './context.ts';
import { baseUrl } from './oauth.ts';

const USER = parseSoql(
  'SELECT Username, Name, FirstName, LastName, Email, LocaleSidKey, TimeZoneSidKey, UserType FROM User WHERE Id = :id'
);

function identity(context: ServerContext, request: Request): Record<string, unknown> {
  const { userId } = accessOf(request);
  const user = context.org.query(USER, [userId], { userId, mode: 'system', sharing: false }).rows[0]?.fields;
  const url = baseUrl(request);
  return {
    sub: `${url}/id/${context.org.organizationId}/${userId}`,
    id: `${url}/id/${context.org.organizationId}/${userId}`,
    user_id: userId,
    organization_id: context.org.organizationId,
    username: user?.get('Username'),
    preferred_username: user?.get('Username'),
    display_name: user?.get('Name'),
    name: user?.get('Name'),
    given_name: user?.get('FirstName'),
    family_name: user?.get('LastName'),
    email: user?.get('Email'),
    zoneinfo: user?.get('TimeZoneSidKey'),
    locale: user?.get('LocaleSidKey'),
    user_type: String(user?.get('UserType') ?? 'Standard').toUpperCase(),
    active: true,
    urls: {
      rest: `${url}/services/data/v{version}/`,
      sobjects: `${url}/services/data/v{version}/sobjects/`,
      query: `${url}/services/data/v{version}/query/`
    }
  };
}

/** Who am I. */
export function identityRouter(context: ServerContext): Router {
  const router = express.Router();
  const answer: express.RequestHandler = (request, response) => response.json(identity(context, request));
  router.get('/services/oauth2/userinfo', authenticate(context), answer);
  router.get('/id/:organization/:user', authenticate(context), answer);
  return router;
}
