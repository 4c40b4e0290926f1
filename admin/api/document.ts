import type { Api } from './route-parts';

const INTRODUCTION = `With this API people decide, and agents request approvals, without access to Temporal.

The API key or the token alone says who the caller is. Every attempt to decide, cancel, acknowledge or resolve gets a
verdict, and the outcome of the verdict sets the HTTP status: 200 accepted or duplicate, 202 queued, 403 not_authorized,
409 conflict or superseded, 410 expired or cancelled, 422 invalid. Every other error is a problem (RFC 9457).`;

const HEAD = {
  openapi: '3.1.0',
  info: { title: 'temporal-hitl', version: '1', description: INTRODUCTION },
  servers: [{ url: '/api' }],
  security: [{ bearer: [] }],
};

/** Adds the OpenAPI document. It is generated from the schemas of the routes, and needs no sign-in. */
export function addDocument(api: Api): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key that `hitl keys create` made, or a token of the OpenID provider.',
  });
  api.get('/openapi.json', (c) => c.json(documentOf(api)));
}

const documents = new WeakMap<Api, ReturnType<Api['getOpenAPI31Document']>>();

/** The OpenAPI document. It is generated once, at the first call: add all routes before. */
export function documentOf(api: Api) {
  const document = documents.get(api) ?? api.getOpenAPI31Document(HEAD);
  documents.set(api, document);
  return document;
}
