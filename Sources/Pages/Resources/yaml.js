// Reads the YAML that the two protocol documents are written in: block and flow collections, plain
// and quoted scalars, literal and folded blocks, comments. Not read, because they don't occur there:
// anchors, tags, several documents, multi-line plain or flow values.

/** The value of a document. Throws an error that names the line. */
export function parseYAML(text) {
  const lines = text.split('\n').map((raw, index) => ({
    raw, number: index + 1, indent: raw.length - raw.trimStart().length, text: raw.trim(),
  }));
  return new BlockReader(lines).node(0);
}

class BlockReader {
  constructor(lines) {
    this.lines = lines;
    this.next = 0;
  }

  /** The line to read now, past blank ones and comments. */
  get line() {
    while (this.next < this.lines.length) {
      const { text } = this.lines[this.next];
      if (text !== '' && !text.startsWith('#')) return this.lines[this.next];
      this.next++;
    }
    return null;
  }

  /** The collection or scalar that starts on the current line, at least this far in. */
  node(least) {
    const { line } = this;
    if (!line || line.indent < least) return null;
    if (isItem(line.text)) return this.list(line.indent);
    if (keyOf(line.text)) return this.map(line.indent);
    this.next++;
    return readFlow(line.text, line.number);
  }

  list(indent) {
    const items = [];
    while (this.line?.indent === indent && isItem(this.line.text)) {
      const { line } = this;
      const rest = line.text.slice(1).trimStart();
      if (rest === '') {
        this.next++;
        items.push(this.node(indent + 1));
        continue;
      }
      // What follows the dash stands as if on a line of its own, so far in.
      line.indent += line.text.length - rest.length;
      line.text = rest;
      items.push(keyOf(rest) && !/^[[{"']/.test(rest) ? this.map(line.indent) : this.node(line.indent));
    }
    return items;
  }

  map(indent) {
    const map = {};
    while (this.line?.indent === indent && !isItem(this.line.text)) {
      const { line } = this;
      const found = keyOf(line.text);
      if (!found) throw new Error(`line ${line.number}: not a key`);
      this.next++;
      map[found.key] = this.value(found.rest, indent, line.number);
    }
    return map;
  }

  value(rest, indent, number) {
    if (rest === '|' || rest === '>' || rest === '>-' || rest === '|-') return this.block(rest, indent);
    if (rest !== '') return readFlow(rest, number);
    const { line } = this;
    // A list may stand as far in as its key.
    if (line && line.indent === indent && isItem(line.text)) return this.list(indent);
    return this.node(indent + 1);
  }

  block(style, indent) {
    const taken = [];
    while (this.next < this.lines.length) {
      const line = this.lines[this.next];
      if (line.text !== '' && line.indent <= indent) break;
      taken.push(line);
      this.next++;
    }
    while (taken.at(-1)?.text === '') taken.pop();
    const inset = Math.min(...taken.filter((line) => line.text).map((line) => line.indent));
    const rows = taken.map((line) => line.raw.slice(inset));
    const text = style.startsWith('|') ? rows.join('\n') : rows.join(' ');
    return style.endsWith('-') ? text : `${text}\n`;
  }
}

const isItem = (text) => text === '-' || text.startsWith('- ');

/** A block line's key and what follows its colon, or null. */
function keyOf(text) {
  const found = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'[{#][^#]*?)):(?:\s+(.*))?$/.exec(text);
  if (!found) return null;
  const plain = found[3];
  if (plain !== undefined && plain.includes(': ')) return null;
  return { key: found[1] ?? found[2] ?? plain, rest: withoutComment(found[4] ?? '') };
}

const withoutComment = (text) => (/^["'[{]/.test(text) ? text : text.replace(/(^|\s)#.*$/, '').trim());

function readFlow(text, number) {
  const reader = { text, at: 0, number };
  const value = /^["'[{]/.test(text) ? flowValue(reader) : scalar(text);
  const left = reader.at > 0 ? text.slice(reader.at).trim() : '';
  if (left && !left.startsWith('#')) throw new Error(`line ${number}: “${left}” is left over`);
  return value;
}

function flowValue(reader) {
  skipSpace(reader);
  const first = reader.text[reader.at];
  if (first === '{') return flowMap(reader);
  if (first === '[') return flowList(reader);
  if (first === '"' || first === "'") return quoted(reader);
  const start = reader.at;
  while (reader.at < reader.text.length && !/[,\]}]/.test(reader.text[reader.at])) reader.at++;
  return scalar(reader.text.slice(start, reader.at).trim());
}

function flowMap(reader) {
  const map = {};
  reader.at++;
  for (;;) {
    skipSpace(reader);
    if (take(reader, '}')) return map;
    const key = flowKey(reader);
    map[key] = flowValue(reader);
    skipSpace(reader);
    if (!take(reader, ',') && reader.text[reader.at] !== '}') throw new Error(`line ${reader.number}: “}” is missing`);
  }
}

function flowKey(reader) {
  if (/["']/.test(reader.text[reader.at])) {
    const key = quoted(reader);
    skipSpace(reader);
    if (!take(reader, ':')) throw new Error(`line ${reader.number}: “:” is missing`);
    return key;
  }
  const end = reader.text.indexOf(':', reader.at);
  if (end < 0) throw new Error(`line ${reader.number}: “:” is missing`);
  const key = reader.text.slice(reader.at, end).trim();
  reader.at = end + 1;
  return key;
}

function flowList(reader) {
  const list = [];
  reader.at++;
  for (;;) {
    skipSpace(reader);
    if (take(reader, ']')) return list;
    list.push(flowValue(reader));
    skipSpace(reader);
    if (!take(reader, ',') && reader.text[reader.at] !== ']') throw new Error(`line ${reader.number}: “]” is missing`);
  }
}

function quoted(reader) {
  const quote = reader.text[reader.at];
  const pattern = quote === '"' ? /"((?:[^"\\]|\\.)*)"/y : /'((?:[^']|'')*)'/y;
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (!found) throw new Error(`line ${reader.number}: a quote is open`);
  reader.at = pattern.lastIndex;
  return quote === '"' ? JSON.parse(`"${found[1]}"`) : found[1].replaceAll("''", "'");
}

function skipSpace(reader) {
  while (reader.text[reader.at] === ' ') reader.at++;
}

function take(reader, character) {
  if (reader.text[reader.at] !== character) return false;
  reader.at++;
  return true;
}

function scalar(text) {
  if (text === '' || text === 'null' || text === '~') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : text;
}
