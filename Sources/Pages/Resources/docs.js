// The protocol page: reads openapi.yaml and asyncapi.yaml, as served, and writes them for people.

import { parseYAML } from '/map/yaml.js';
import { h } from '/map/text.js';

const element = (id) => document.getElementById(id);
const verbs = ['get', 'post', 'put', 'patch', 'delete'];

async function load(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return parseYAML(await response.text());
}

/** Follows a reference inside its document. */
function resolve(root, value) {
  let found = value;
  while (found?.$ref) found = found.$ref.slice(2).split('/').reduce((at, key) => at?.[unescapePointer(key)], root);
  return found;
}

const unescapePointer = (key) => key.replaceAll('~1', '/').replaceAll('~0', '~');
const nameOf = (value) => value?.$ref?.split('/').at(-1) ?? null;

/** Paragraphs of a description. */
const prose = (text) => (text ?? '').trim().split(/\n\s*\n/).filter(Boolean).map((part) => h('p', {}, part));

// Types

/** `string`, `integer or null`, `array of Stop` … */
function typeOf(root, schema) {
  const name = nameOf(schema);
  if (name) return h('a', { href: `#type-${name}` }, name);
  if (schema.oneOf) return h('span', {}, schema.oneOf.flatMap((part, n) => [n ? ' or ' : '', typeOf(root, part)]));
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.type === 'array') return h('span', {}, 'array of ', typeOf(root, schema.items ?? {}));
  return [schema.type ?? 'any'].flat().join(' or ');
}

/** A schema's limits in words. */
function limitsOf(schema) {
  const words = [];
  if (schema.enum) words.push(schema.enum.map((value) => String(value)).join(' · '));
  const least = schema.minimum ?? schema.minLength ?? schema.minItems;
  const most = schema.maximum ?? schema.maxLength ?? schema.maxItems;
  const unit = schema.maxLength !== undefined ? ' characters' : schema.maxItems !== undefined ? ' items' : '';
  if (schema.exclusiveMinimum !== undefined) words.push(`more than ${schema.exclusiveMinimum}`);
  if (least !== undefined && most !== undefined) words.push(`${least} … ${most}${unit}`);
  else if (most !== undefined) words.push(`at most ${most}${unit}`);
  else if (least !== undefined) words.push(`at least ${least}${unit}`);
  if (schema.default !== undefined) words.push(`default ${JSON.stringify(schema.default)}`);
  return words.join('; ');
}

function rowOf(root, name, schema, isRequired, depth) {
  const target = resolve(root, schema) ?? {};
  const limits = limitsOf(schema.$ref && target.properties ? schema : target);
  return h('tr', {},
    h('td', { 'data-depth': String(depth) }, h('code', {}, name), isRequired ? h('span.need', {}, 'required') : null),
    h('td', {}, h('span.type', {}, typeOf(root, schema)), ' ',
      limits ? h('span.limits', {}, limits) : null,
      schema.description || (!target.properties && target.description)
        ? h('div', {}, schema.description ?? target.description) : null));
}

/** A table of an object's fields; nested objects are told in place, named types by a link. */
function fieldRows(root, schema, depth = 0) {
  const target = resolve(root, schema) ?? {};
  const required = new Set(target.required ?? []);
  return Object.entries(target.properties ?? {}).flatMap(([name, field]) => {
    const inner = field.type === 'array' ? field.items : field;
    const isInline = inner?.properties && !inner.$ref && depth < 3;
    return [rowOf(root, name, field, required.has(name), depth), ...(isInline ? fieldRows(root, inner, depth + 1) : [])];
  });
}

function schemaBox(root, schema) {
  const rows = fieldRows(root, schema);
  if (rows.length > 0) return h('div.box', {}, h('table', {}, rows));
  const target = resolve(root, schema) ?? {};
  return h('div.box', {}, h('span.type', {}, typeOf(root, schema.$ref ? target : schema)), ' ',
    h('span.limits', {}, limitsOf(target)));
}

const sample = (value) => h('pre', {}, oneLine(value));

/** JSON as in the protocol's examples: a short object on one line. */
function oneLine(value) {
  const flat = JSON.stringify(value).replaceAll('":', '": ').replaceAll(',"', ', "');
  return flat.length < 100 ? flat : JSON.stringify(value, null, 2);
}

// HTTP

function httpPage(root) {
  const groups = new Map(root.tags.map((tag) => [tag.name, { tag, operations: [] }]));
  for (const [path, item] of Object.entries(root.paths)) {
    for (const verb of verbs.filter((word) => item[word])) {
      const operation = { verb, path, shared: item.parameters ?? [], ...item[verb] };
      groups.get(operation.tags[0]).operations.push(operation);
    }
  }
  const index = [], body = [h('h1', {}, root.info.title), ...prose(root.info.description)];
  for (const { tag, operations } of groups.values()) {
    index.push(h('h4', {}, tag.name));
    body.push(h('h2', {}, tag.name), ...prose(tag.description));
    for (const operation of operations) {
      index.push(h('a', { href: `#${operation.operationId}` }, verbMark(operation.verb), operation.summary));
      body.push(operationSection(root, operation));
    }
  }
  return { index, body };
}

const verbMark = (verb) => h('span.verb', { 'data-verb': verb }, verb.toUpperCase());

function operationSection(root, operation) {
  const parameters = [...operation.shared, ...(operation.parameters ?? [])].map((p) => resolve(root, p));
  const request = operation.requestBody?.content?.['application/json'];
  return h('section', { id: operation.operationId },
    h('h3', {}, verbMark(operation.verb), h('code', {}, operation.path)),
    h('p.summary', {}, operation.summary), ...prose(operation.description),
    parameters.length ? [h('h4', {}, 'Parameters'), h('div.box', {}, h('table', {}, parameters.map((p) =>
      rowOf(root, p.name, { description: p.description, ...p.schema }, p.required, 0))))] : null,
    request && Object.keys(request.example ?? {}).length
      ? [h('h4', {}, 'Body'), schemaBox(root, request.schema), h('h4', {}, 'Example'), sample(request.example)] : null,
    h('h4', {}, 'Answers'),
    h('div.box', {}, h('table', {}, Object.entries(operation.responses).map(([status, value]) =>
      answerRow(root, status, resolve(root, value))))));
}

function answerRow(root, status, response) {
  const [content] = Object.values(response.content ?? {});
  return h('tr', {}, h('td', {}, h('span.status', {}, status)),
    h('td', {}, response.description, ' ',
      content?.schema && Number(status) < 400 ? answerType(root, content.schema) : null));
}

function answerType(root, schema) {
  if (schema.$ref || !schema.properties) return h('span.type', {}, typeOf(root, schema));
  return h('table', {}, fieldRows(root, schema));
}

// WebSockets

function socketsPage(root) {
  const index = [], body = [h('h1', {}, root.info.title), ...prose(root.info.description)];
  const told = new Set();
  for (const [key, channel] of Object.entries(root.channels)) {
    index.push(h('h4', {}, channel.title));
    body.push(h('h2', { id: `channel-${key}` }, channel.title, ' ', h('code', {}, channel.address)), ...prose(channel.description));
    const operations = Object.values(root.operations).filter((o) => nameOf(o.channel) === key);
    for (const operation of operations) {
      const verb = operation.action === 'receive' ? 'sends' : 'gets';
      for (const name of operation.messages.map(nameOf)) {
        index.push(h('a', { href: `#message-${name}` }, verbMark(verb), name));
        if (told.has(name)) continue;
        told.add(name);
        body.push(messageSection(root, verb, root.components.messages[name]));
      }
    }
  }
  return { index, body };
}

function messageSection(root, verb, message) {
  return h('section', { id: `message-${message.name}` },
    h('h3', {}, verbMark(verb), h('code', {}, message.name), message.summary), ...prose(message.description),
    schemaBox(root, message.payload),
    (message.examples ?? []).length ? h('h4', {}, 'Example') : null,
    ...(message.examples ?? []).map((example) => sample(example.payload)));
}

// Types

function typesPage(http, sockets) {
  const all = new Map([
    ...Object.entries(sockets.components.schemas).map(([name, schema]) => [name, [sockets, schema]]),
    ...Object.entries(http.components.schemas).map(([name, schema]) => [name, [http, schema]]),
  ].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const index = [h('h4', {}, 'Types')], body = [h('h1', {}, 'Types')];
  for (const [name, [root, schema]] of all) {
    index.push(h('a', { href: `#type-${name}` }, name));
    body.push(h('section', { id: `type-${name}` }, h('h3', {}, h('code', {}, name)), ...prose(schema.description), schemaBox(root, schema)));
  }
  return { index, body };
}

// The page

/** Which of the three pages holds an anchor. */
function tabOf(anchor) {
  if (anchor === 'types' || anchor.startsWith('type-')) return 'types';
  if (anchor === 'sockets' || anchor.startsWith('message-') || anchor.startsWith('channel-')) return 'sockets';
  return 'http';
}

function show(pages) {
  const anchor = location.hash.slice(1);
  const tab = tabOf(anchor);
  for (const link of document.querySelectorAll('[data-tab]')) {
    link.setAttribute('aria-current', String(link.dataset.tab === tab));
  }
  if (show.tab !== tab) {
    show.tab = tab;
    element('index').replaceChildren(...pages[tab].index);
    element('content').replaceChildren(...pages[tab].body);
  }
  const target = document.getElementById(anchor);
  if (target) target.scrollIntoView();
  else scrollTo(0, 0);
}

try {
  const [http, sockets] = await Promise.all([load('/openapi.yaml'), load('/asyncapi.yaml')]);
  const pages = { http: httpPage(http), sockets: socketsPage(sockets), types: typesPage(http, sockets) };
  addEventListener('hashchange', () => show(pages));
  show(pages);
} catch (error) {
  element('content').replaceChildren(h('p', {}, `The documents can’t be shown: ${error.message}. `,
    h('a', { href: '/openapi.yaml' }, 'openapi.yaml'), ' · ', h('a', { href: '/asyncapi.yaml' }, 'asyncapi.yaml')));
}
