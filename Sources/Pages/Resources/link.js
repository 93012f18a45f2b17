// The page's two ways to the daemon: one WebSocket that comes back by itself, and HTTP reads.
// Browsers hide why a WebSocket was refused, so a refused one asks the same question by HTTP, whose
// 401 or 403 can be shown.

const backoffFirstMs = 500;
const backoffMostMs = 30000;
/** A command without an answer for so long means that the other end is gone, whatever TCP thinks. */
const answerWithinMs = 10000;

export class Refused extends Error {
  constructor(status, problem, retryAfterMs) {
    super(problem?.detail || problem?.title || `The server answered ${status}.`);
    this.status = status;
    this.code = problem?.code ?? null;
    this.retryAfterMs = retryAfterMs;
  }
}

/** GET a JSON resource; throws `Refused` for an answer that is not 2xx. */
export async function read(path, token) {
  const response = await fetch(path, {
    headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
    cache: 'no-store',
    signal: AbortSignal.timeout(15000),
  });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => null);
  throw new Refused(response.status, problem, 1000 * Number(response.headers.get('Retry-After')) || 0);
}

/** The claims of a token, unverified: only to tell a person which role and expiry it carries. */
export function claimsOf(token) {
  try {
    const body = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(body), (c) => c.charCodeAt(0))));
  } catch {
    return null;
  }
}

/**
 * A WebSocket that reconnects. `on` holds: `open()`, `message(object)`, `state(word, detail)` with
 * the words connecting, live, waiting, refused; and `refused(error)` when trying again is useless.
 */
export class Link {
  constructor(path, token, probePath, on) {
    Object.assign(this, { path, token, probePath, on });
    this.failures = 0;
    // Keys are remembered per subject for a day, so each page counts under a prefix of its own.
    this.prefix = Math.random().toString(36).slice(2, 10);
    this.nextId = 1;
    this.stopped = false;
  }

  start() {
    this.on.state('connecting');
    const url = new URL(this.path, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    try {
      this.socket = new WebSocket(url, ['fleetfoot.v1.json', `bearer.${this.token}`]);
    } catch {
      this.refuse(new Refused(401, { detail: 'What was given is not a token.' }));
      return;
    }
    let opened = false;
    this.socket.onopen = () => {
      opened = true;
      this.failures = 0;
      this.on.state('live');
      this.on.open();
    };
    this.socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.re !== undefined) this.answered();
      this.on.message(message);
    };
    this.socket.onclose = (event) => this.closed(event, opened);
  }

  /** Sends a command and returns its id, or null while the socket is down. */
  send(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return null;
    const id = `${this.prefix}-${this.nextId++}`;
    this.socket.send(JSON.stringify({ ...message, id }));
    this.answerTimer ??= setTimeout(() => this.giveUp(), answerWithinMs);
    return id;
  }

  answered() {
    clearTimeout(this.answerTimer);
    this.answerTimer = null;
  }

  // A dead network never completes the closing handshake, so its end isn't waited for.
  giveUp() {
    this.socket.onclose = this.socket.onmessage = null;
    this.socket.close();
    this.closed({ code: 1006, reason: '' }, true);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.answered();
    this.socket?.close(1000);
  }

  async closed(event, opened) {
    this.answered();
    if (this.stopped) return;
    if (event.code >= 4001 && event.code <= 4003) {
      const why = { 4001: 'is not valid', 4002: 'has expired', 4003: 'was revoked' }[event.code];
      this.refuse(new Refused(401, { detail: `The token ${why}.` }));
      return;
    }
    let retryAfterMs = retryAfterOf(event.reason);
    if (!opened) {
      try {
        await read(this.probePath, this.token);
      } catch (error) {
        if ([401, 403, 404].includes(error.status)) return this.refuse(error);
        retryAfterMs = Math.max(retryAfterMs, error.retryAfterMs ?? 0);
      }
    }
    if (!this.stopped) this.retry(retryAfterMs);
  }

  // Full jitter over a doubling wait, so that a city of pages doesn't come back in one second.
  retry(leastMs) {
    const most = Math.min(backoffMostMs, backoffFirstMs * 2 ** this.failures++);
    const wait = leastMs + most / 4 + Math.random() * most * 0.75;
    this.on.state('waiting', wait);
    this.timer = setTimeout(() => this.start(), wait);
  }

  refuse(error) {
    this.stop();
    this.on.state('refused');
    this.on.refused(error);
  }
}

function retryAfterOf(reason) {
  try {
    return JSON.parse(reason).retryAfterMs ?? 0;
  } catch {
    return 0;
  }
}

/** A sentence a person can act on. */
export function explain(error, role) {
  if (error.status === 401) {
    return `The token is missing, invalid or expired. Make a new one with “fleetfootd token --role ${role}”.`;
  }
  if (error.status === 403) {
    return `This token’s role may not see this. The page needs a ${role} token: “fleetfootd token --role ${role}”.`;
  }
  if (error.status === 503 || error.status === 429) {
    return `The server is busy and asked to wait. ${error.message}`;
  }
  return error.status ? error.message : 'The server can’t be reached.';
}
