// Who leads, how far each server is, and how fast transactions commit.
import { html, useEffect, useRef } from '../../vendor/ui.js';
import { number, t } from '../i18n.js';
import { cluster, rates } from '../state.js';
import { Servers } from '../parts/servers.js';
import { zxid } from '../parts/zxid.js';

function Facts({ status }) {
  const facts = [
    ['fact.server', status.serverId],
    ['fact.role', t(`role.${status.role}`)],
    ['fact.leader', status.leader > 0 ? status.leader : '–'],
    ['fact.epoch', status.epoch],
    ['fact.committed', zxid(status.committedZxid)],
    ['fact.last', zxid(status.lastZxid)],
    ['fact.sessions', number(status.sessions)],
    ['fact.nodes', number(status.nodes)],
    ['fact.pending', number(status.pending)],
    ['fact.snapshot', zxid(status.lastSnapshotZxid)],
  ];
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${t(name)}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** Commits per second, drawn by uPlot, which is loaded when it is first needed. */
function RateChart() {
  const host = useRef(null);
  const chart = useRef(null);
  useEffect(() => {
    let gone = false;
    import('../../vendor/chart.js').then(({ uPlot }) => {
      if (!gone) chart.current = draw(uPlot, host.current);
    });
    return () => { gone = true; chart.current?.destroy(); };
  }, []);
  const points = rates.value;
  useEffect(() => chart.current?.setData(columns(points)), [points]);
  const latest = points.at(-1);
  return html`
    <p class="quiet">${latest ? t('rate.now', { rate: number(Math.round(latest.rate)) }) : t('rate.waiting')}</p>
    <div class="chart" ref=${host} role="img" aria-label=${t('rate.title')}></div>`;
}

const columns = points => [points.map(p => p.at), points.map(p => p.rate)];

function draw(uPlot, host) {
  const style = getComputedStyle(host);
  const quiet = { stroke: style.getPropertyValue('color'), grid: { width: 0.3 }, ticks: { width: 0.3 } };
  return new uPlot({
    width: host.clientWidth || 600, height: 150, legend: { show: false }, cursor: { show: false },
    scales: { y: { range: (_, low, high) => [0, Math.max(1, high * 1.1)] } },
    axes: [quiet, quiet],
    series: [{}, { stroke: '#2a9d7f', width: 2, fill: 'rgb(42 157 127 / .15)' }],
  }, columns(rates.value), host);
}

export function ClusterPage() {
  const status = cluster.value;
  if (!status) return html`<p class="empty">${t('loading')}</p>`;
  return html`<div class="page">
    <h1>${t('cluster.title')}</h1>
    <section class="panel" aria-label=${t('cluster.this')}><${Facts} status=${status} /></section>
    <section class="panel" aria-label=${t('servers.title')}><${Servers} status=${status} /></section>
    <section class="panel"><h2>${t('rate.title')}</h2><${RateChart} /></section>
  </div>`;
}
