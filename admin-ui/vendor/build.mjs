// Bundles third-party code into three ES modules, reproducibly, and writes their licences beside them.
import { build } from 'esbuild';
import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const out = '../src/main/resources/admin-ui/vendor';
for (const name of ['ui', 'editor', 'chart']) {
  await build({
    entryPoints: [`src/${name}.js`],
    outfile: `${out}/${name}.js`,
    bundle: true, format: 'esm', minify: true, target: 'es2022', legalComments: 'none', logLevel: 'warning',
  });
}
await copyFile('node_modules/uplot/dist/uPlot.min.css', `${out}/chart.css`);

const lock = JSON.parse(await readFile('package-lock.json', 'utf8'));
const shipped = Object.entries(lock.packages).filter(([dir, p]) => dir && !p.dev).map(([dir]) => dir).sort();
let text = 'Third-party code in this folder and its licences\n';
for (const dir of shipped) {
  const meta = JSON.parse(await readFile(path.join(dir, 'package.json'), 'utf8'));
  const file = (await readdir(dir)).find(f => /^licen[cs]e/i.test(f));
  text += `\n${'='.repeat(78)}\n${meta.name} ${meta.version} (${meta.license})\n\n`;
  text += file ? (await readFile(path.join(dir, file), 'utf8')).trim() + '\n' : `Licence: ${meta.license}\n`;
}
await writeFile(`${out}/LICENSES.txt`, text);
