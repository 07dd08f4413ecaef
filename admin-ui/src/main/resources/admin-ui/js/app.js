// The frame around the pages: navigation, language, theme, messages.
import { html, render } from '../vendor/ui.js';
import { language, languages, speak, t } from './i18n.js';
import { cluster, clusterError, health, link, route, showTheme, theme, toasts, watchCluster, wear } from './state.js';
import { ClusterPage } from './pages/cluster.js';
import { ConfigPage } from './pages/config.js';
import { LocksPage } from './pages/locks.js';
import { SessionsPage } from './pages/sessions.js';
import { TreePage } from './pages/tree.js';

const PAGES = { cluster: ClusterPage, config: ConfigPage, locks: LocksPage, sessions: SessionsPage, tree: TreePage };

function Navigation() {
  return html`<nav class="main" aria-label=${t('nav.label')}>
    ${Object.keys(PAGES).map(page => html`
      <a href=${link(page)} aria-current=${route.value.page === page ? 'page' : undefined}>${t(`nav.${page}`)}</a>`)}
  </nav>`;
}

function Health() {
  const status = cluster.value;
  const text = clusterError.value ? t('health.unreachable')
    : !status ? t('health.asking')
    : !status.serving ? t('health.looking')
    : t('health.serving', { id: status.serverId, role: t(`role.${status.role}`) });
  return html`<span class="badge ${health.value}" role="status">${text}</span>`;
}

function Choices() {
  return html`
    <select aria-label=${t('language')} value=${language.value} onChange=${e => speak(e.target.value)}>
      ${languages.map(([code, name]) => html`<option value=${code}>${name}</option>`)}
    </select>
    <select aria-label=${t('theme')} value=${theme.value} onChange=${e => wear(e.target.value)}>
      ${['auto', 'light', 'dark'].map(x => html`<option value=${x}>${t(`theme.${x}`)}</option>`)}
    </select>`;
}

function App() {
  const Page = PAGES[route.value.page] ?? ClusterPage;
  return html`
    <a class="skip" href="#content" onClick=${toContent}>${t('skip')}</a>
    <header class="top">
      <a class="brand" href=${link('cluster')}><img src="favicon.svg" alt="" />Latchkey</a>
      <${Navigation} />
      <span class="spacer"></span>
      <${Health} />
      <${Choices} />
    </header>
    <main id="content" tabindex="-1">
      ${clusterError.value && html`<div class="banner bad" role="alert">${t('health.unreachable.long')}</div>`}
      ${!clusterError.value && cluster.value && !cluster.value.serving
        && html`<div class="banner bad" role="alert">${t('health.looking.long')}</div>`}
      <${Page} />
    </main>
    <div class="toasts" role="status" aria-live="polite">
      ${toasts.value.map(x => html`<div key=${x.id} class="toast ${x.kind}">${x.text}</div>`)}
    </div>`;
}

function toContent(event) {
  event.preventDefault();
  document.getElementById('content').focus();
}

showTheme();
await speak(language.value);
render(html`<${App} />`, document.body);
watchCluster();
