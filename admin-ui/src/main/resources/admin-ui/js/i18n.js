// Words of the UI in the language that the reader chose, or the browser's.
import { signal } from '../vendor/ui.js';

const LANGUAGES = { en: 'English', zh: '中文' };
const STORED = 'latchkey.language';

export const language = signal(initial());
const words = signal({});

function initial() {
  const stored = localStorage.getItem(STORED);
  if (stored in LANGUAGES) return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export const languages = Object.entries(LANGUAGES);

/** Loads a language's words, then shows them; the words of the old one stay until then. */
export async function speak(code) {
  const response = await fetch(`i18n/${code}.json`);
  words.value = await response.json();
  language.value = code;
  localStorage.setItem(STORED, code);
  document.documentElement.lang = code;
}

/** The words for `key`, with `{name}` replaced by `values.name`. */
export function t(key, values = {}) {
  const text = words.value[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** A moment in ms since 1970, in the reader's language. */
export function moment(ms) {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'medium' }).format(ms);
}

/** How long ago a moment was, in the reader's language. */
export function ago(ms, now = Date.now()) {
  const seconds = Math.round((ms - now) / 1000);
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' });
  for (const [unit, size] of [['day', 86400], ['hour', 3600], ['minute', 60]]) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(seconds, 'second');
}

export function number(n) {
  return new Intl.NumberFormat(language.value).format(n);
}
