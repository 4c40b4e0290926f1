import { writeFileSync } from 'node:fs';
import openapiTS, { astToString, COMMENT_HEADER, type OpenAPI3 } from 'openapi-typescript';
import { adminOn, nowhere } from './admin-app';

/** Writes the types of the API, generated from its OpenAPI document, to the file that the command line names. */
async function writeApiTypes(file: string): Promise<void> {
  const { body } = await adminOn(nowhere()).ask('GET', '/api/openapi.json');
  const document = body as OpenAPI3 & { paths: Record<string, Record<string, { responses: object }>> };
  // The CLI reads every error as a problem, and the verdicts of all statuses have one type.
  for (const operation of Object.values(document.paths).flatMap(Object.values))
    operation.responses = Object.fromEntries(
      Object.entries(operation.responses).filter(([status]) => Number(status) < 300),
    );
  const types = await openapiTS(document, { alphabetize: true });
  writeFileSync(file, COMMENT_HEADER + astToString(types));
}

void writeApiTypes(process.argv[2] as string);
