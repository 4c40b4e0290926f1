import { readFile } from 'node:fs/promises';
import type { RequestInput } from '../../client';
import { findJsonLoss } from '../../rules/strict-json';
import { fileText } from '../../rules/text';
import { UsageError } from './errors';
import type { Io } from './io';

type JsonObject = NonNullable<RequestInput['context']>;

/** Reads the JSON value of a flag: the value itself, a file (`@FILE`), or standard input (`-`). */
export async function readJson(value: string, flag: string, io: Io): Promise<unknown> {
  return (await readFrom(value, flag, io, 'JSON, such as \'{"amount": 15000}\'')).parsed;
}

/** The same for a JSON object. */
export async function readJsonObject(value: string, flag: string, io: Io): Promise<JsonObject> {
  const { parsed, from } = await readFrom(value, flag, io, 'an object, such as \'{"amount": 15000}\'');
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as JsonObject;
  const found = Array.isArray(parsed) ? 'an array' : parsed === null ? 'null' : `a ${typeof parsed}`;
  throw new UsageError(`${from} is ${found}; it must be a JSON object, such as {"amount": 15000}`);
}

async function readFrom(value: string, flag: string, io: Io, wanted: string) {
  const from = value === '-' ? 'standard input' : value.startsWith('@') ? value.slice(1) : flag;
  return { parsed: parse(await readText(value, flag, io), from, wanted), from };
}

/** The text of a flag: the value itself, a file (`@FILE`), or standard input (`-`). */
export async function readText(value: string, flag: string, io: Io): Promise<string> {
  if (value === '-') return fileText(await io.stdin());
  return value.startsWith('@') ? read(value.slice(1), flag) : fileText(value);
}

async function read(file: string, flag: string): Promise<string> {
  try {
    return fileText(await readFile(file));
  } catch (error) {
    throw new UsageError(`${flag} @${file} cannot be read: ${(error as Error).message}`);
  }
}

function parse(text: string, from: string, wanted: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const why = text.trim() === '' ? 'it is empty' : (error as Error).message;
    throw new UsageError(`${from} is not JSON: ${why}. It must be ${wanted}`);
  }
  const loss = findJsonLoss(text);
  if (loss !== undefined) throw new UsageError(`${from}: ${loss}`);
  return parsed;
}
