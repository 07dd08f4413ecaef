// The server's HTTP API, as documented at /openapi.yaml.

/** A refusal by the server: an RFC 9457 problem. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.status = status;
    this.body = body;
  }
}

const ROOT = '/api/v1';

async function call(method, path, { headers = {}, body } = {}) {
  const response = await fetch(ROOT + path, { method, headers: { Accept: 'application/json', ...headers }, body });
  const type = response.headers.get('content-type') ?? '';
  const content = type.includes('json') ? await response.json() : await response.text();
  if (!response.ok) throw new Problem(response.status, typeof content === 'string' ? { title: content } : content);
  return content;
}

const segments = key => key.split('/').map(encodeURIComponent).join('/');
const inNamespace = ns => `/namespaces/${encodeURIComponent(ns)}`;
const keyPath = (ns, key) => `${inNamespace(ns)}/keys/${segments(key)}`;

/** HTTP headers hold ASCII only: words of people travel percent-encoded as UTF-8. */
const said = (author, comment) => ({
  'Latchkey-Author': encodeURIComponent(author),
  'Latchkey-Comment': encodeURIComponent(comment),
});

/** What the write is conditional on: a version, or 0 for "it does not exist yet". */
const expecting = version => (version > 0 ? { 'If-Match': `"${version}"` } : { 'If-None-Match': '*' });

const json = body => ({ headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

export const cluster = () => call('GET', '/cluster');
export const removeMember = id => call('DELETE', `/cluster/members/${id}`);
export const putMember = (id, member) => call('PUT', `/cluster/members/${id}`, json(member));
export const transferLeadership = serverId => call('POST', '/cluster/leader', json({ serverId: Number(serverId) }));
export const sessions = () => call('GET', '/sessions');
export const locks = (order, limit, places) => call('GET', `/locks?order=${order}&limit=${limit}&places=${places}`);
export const lock = path => call('GET', `/locks?path=${encodeURIComponent(path)}&places=1000`);
export const forceRelease = (path, entry, token, reason, author) => {
  const { headers, body } = json({ path, entry, token, reason });
  return call('POST', '/locks/forced-releases', { headers: { ...headers, ...said(author, '') }, body });
};
export const deadlocks = () => call('GET', '/locks/deadlocks');
export const forcedReleases = () => call('GET', '/locks/forced-releases?limit=20');
export const znode = path => call('GET', `/tree?path=${encodeURIComponent(path)}`);
export const namespaces = () => call('GET', '/namespaces');
export const createNamespace = name => call('PUT', inNamespace(name));
export const value = (ns, key) => call('GET', keyPath(ns, key));
export const history = (ns, key) => call('GET', `${inNamespace(ns)}/history/${segments(key)}`);
export const revision = (ns, key, version) =>
  call('GET', `${inNamespace(ns)}/history/${segments(key)}?version=${version}`);

/** All keys of a namespace, page by page. */
export async function keys(ns) {
  const all = [];
  let after = '';
  do {
    const page = await call('GET', `${inNamespace(ns)}/keys?limit=1000${after && `&after=${encodeURIComponent(after)}`}`);
    all.push(...page.keys);
    after = page.next ?? '';
  } while (after);
  return all;
}

export const publish = (ns, key, text, version, author, comment) =>
  call('PUT', keyPath(ns, key), {
    headers: { 'Content-Type': 'text/plain; charset=utf-8', ...expecting(version), ...said(author, comment) },
    body: text,
  });

export const remove = (ns, key, version, author, comment) =>
  call('DELETE', keyPath(ns, key), { headers: { ...expecting(version), ...said(author, comment) } });

export const rollback = (ns, key, version, current, author, comment) =>
  call('POST', `${inNamespace(ns)}/rollback/${segments(key)}`, {
    headers: { 'Content-Type': 'application/json', ...expecting(current) },
    body: JSON.stringify({ version, author, comment }),
  });

/** The changes of a namespace as they happen: an EventSource; the browser resumes it where it broke off. */
export const events = ns => new EventSource(`${ROOT}${inNamespace(ns)}/events`);
