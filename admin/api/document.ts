import type { Api } from './route-parts';

const INTRODUCTION = `What people decide with, and what agents ask by, without access to Temporal.

Identity comes from the key or the token alone. An attempt is answered with a verdict: its outcome is the status
(200 accepted or duplicate, 202 queued, 403 not_authorized, 409 conflict or superseded, 410 expired or cancelled,
422 invalid). Everything else that goes wrong is a problem as RFC 9457 has it.`;

const HEAD = {
  openapi: '3.1.0',
  info: { title: 'temporal-hitl', version: '1', description: INTRODUCTION },
  servers: [{ url: '/api' }],
  security: [{ bearer: [] }],
};

/** The OpenAPI document, generated from the schemas by which requests are read; anybody may read it. */
export function addDocument(api: Api): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key made by `hitl keys create`, or a token of the OpenID provider.',
  });
  api.get('/openapi.json', (c) => c.json(documentOf(api)));
}

const documents = new WeakMap<Api, ReturnType<Api['getOpenAPI31Document']>>();

/** The document itself, for a page that people read. It is generated once, when all routes are there. */
export function documentOf(api: Api) {
  const document = documents.get(api) ?? api.getOpenAPI31Document(HEAD);
  documents.set(api, document);
  return document;
}
