import express from 'express';
import type { Request, Router } from 'express';
import { parseSoql } from '../../soql/parse.ts';
import { normalizeId } from '../../store/ids.ts';
import { accessOfRequest } from '../authenticate.ts';
import type { ServerContext } from '../context.ts';
import { baseUrl } from '../rest/transport.ts';
import { RestError } from '../rest/rest-error.ts';

const USER = parseSoql(
  'SELECT Username, Name, FirstName, LastName, Alias, Email, LocaleSidKey, LanguageLocaleKey, TimeZoneSidKey, UserType FROM User WHERE Id = :id'
);

function identity(context: ServerContext, request: Request): Record<string, unknown> {
  const { userId } = accessOfRequest(context, request);
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
    asserted_user: true,
    nick_name: user?.get('Alias'),
    language: user?.get('LanguageLocaleKey'),
    urls: {
      enterprise: `${url}/services/Soap/c/{version}/${context.org.organizationId}`,
      metadata: `${url}/services/Soap/m/{version}/${context.org.organizationId}`,
      partner: `${url}/services/Soap/u/{version}/${context.org.organizationId}`,
      rest: `${url}/services/data/v{version}/`,
      sobjects: `${url}/services/data/v{version}/sobjects/`,
      search: `${url}/services/data/v{version}/search/`,
      query: `${url}/services/data/v{version}/query/`,
      recent: `${url}/services/data/v{version}/recent/`,
      tooling_soap: `${url}/services/Soap/T/{version}/${context.org.organizationId}`,
      tooling_rest: `${url}/services/data/v{version}/tooling/`,
      profile: `${url}/${userId}`,
      custom_domain: url
    }
  };
}

/** Who am I. */
export function identityRouter(context: ServerContext): Router {
  const router = express.Router();
  const answer: express.RequestHandler = (request, response) => response.json(identity(context, request));
  router.get('/services/oauth2/userinfo', answer);
  router.post('/services/oauth2/userinfo', answer);
  router.get('/id/:organization/:user', (request, response) => {
    const identified = identity(context, request);
    const { organization, user } = request.params;
    if (normalizeId(organization) !== context.org.organizationId || normalizeId(user) !== identified.user_id) {
      throw new RestError(403, 'Bad_Id', 'Bad_Id');
    }
    response.json(identified);
  });
  return router;
}
