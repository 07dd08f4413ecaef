// What the whole UI shares: where the reader is, how it looks, what was said to him, how the cluster is.
import { computed, signal } from '../vendor/ui.js';
import * as api from './api.js';

/** The address after '#': the page's name and its parts, so that links, Back and reload all work. */
export const route = signal(parse());

function parse() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [page = '', ...rest] = path.split('/').map(decodeURIComponent);
  return { page: page || 'cluster', rest, query: new URLSearchParams(query) };
}

export const link = (page, ...rest) => `#/${[page, ...rest].map(encodeURIComponent).join('/')}`;

/** Asked before the reader leaves unsaved work; set by whoever holds it. */
export const leaving = { guard: null };

let settled = location.hash;

function onHash() {
  if (location.hash === settled) return;
  if (leaving.guard && !leaving.guard()) {
    history.replaceState(null, '', settled || '#/');
    return;
  }
  leaving.guard = null;
  settled = location.hash;
  route.value = parse();
}

addEventListener('hashchange', onHash);
addEventListener('beforeunload', e => leaving.guard && e.preventDefault());

export const theme = signal(localStorage.getItem('latchkey.theme') ?? 'auto');

export function wear(name) {
  theme.value = name;
  localStorage.setItem('latchkey.theme', name);
  showTheme();
}

export function showTheme() {
  if (theme.value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
}

/** The name under which the reader publishes, remembered by this browser. */
export const author = signal(localStorage.getItem('latchkey.author') ?? '');

export function sign(name) {
  author.value = name;
  localStorage.setItem('latchkey.author', name);
}

export const toasts = signal([]);
let toastCount = 0;

export function toast(text, kind = 'ok') {
  const id = ++toastCount;
  toasts.value = [...toasts.value, { id, text, kind }];
  setTimeout(() => { toasts.value = toasts.value.filter(x => x.id !== id); }, kind === 'bad' ? 9000 : 4500);
}

export const cluster = signal(null);
export const clusterError = signal(null);
/** Seconds and committed transactions per second since the page was opened, for the chart. */
export const rates = signal([]);
let last = null;

export const health = computed(() => {
  if (clusterError.value) return 'bad';
  if (!cluster.value) return 'warn';
  return cluster.value.serving ? 'ok' : 'bad';
});

const RATES_MAX = 120;

function sample(status) {
  const now = performance.now() / 1000;
  if (last && last.epoch === status.epoch) {
    const rate = Number(BigInt(status.committedZxid) - BigInt(last.zxid)) / (now - last.now);
    rates.value = [...rates.value, { at: Date.now() / 1000, rate: Math.max(0, rate) }].slice(-RATES_MAX);
  }
  last = { now, epoch: status.epoch, zxid: status.committedZxid };
}

/** Asks now, since the reader has changed something. */
export async function refreshCluster() {
  try {
    const status = await api.cluster();
    sample(status);
    cluster.value = status;
    clusterError.value = null;
  } catch (e) {
    clusterError.value = e;
  }
}

/** Asks again and again. */
export async function watchCluster() {
  await refreshCluster();
  setTimeout(watchCluster, document.hidden ? 10000 : 2000);
}
