// Bundles src/*.js into ../static/dist with hashed names; manifest.json says which name is which,
// licences.txt carries the licence of every package in the bundle.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { build, context } from 'esbuild';

const SOURCE = 'src';
const TARGET = '../static/dist';

async function licences(inputs) {
  const folders = Object.keys(inputs).map(path => path.match(/node_modules\/(@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean);
  const texts = [...new Set(folders)].sort().map(async folder => {
    const file = (await readdir(folder)).find(name => /^licen[cs]e/i.test(name));
    return `${folder.replace('node_modules/', '')}\n\n${file ? await readFile(join(folder, file), 'utf8') : 'see its package.json'}`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}

const manifest = {
  name: 'manifest',
  setup(run) {
    run.onEnd(async ({ metafile, errors }) => {
      if (errors.length) return;
      const names = {};
      for (const [path, output] of Object.entries(metafile.outputs)) {
        if (!output.entryPoint) continue;
        const entry = basename(output.entryPoint, '.js');
        names[`${entry}.js`] = relative(TARGET, path);
        if (output.cssBundle) names[`${entry}.css`] = relative(TARGET, output.cssBundle);
      }
      const sorted = Object.fromEntries(Object.entries(names).sort());
      await writeFile(join(TARGET, 'licences.txt'), await licences(metafile.inputs));
      await writeFile(join(TARGET, 'manifest.json'), `${JSON.stringify(sorted, null, 2)}\n`);
    });
  },
};

const entries = (await readdir(SOURCE)).filter(name => name.endsWith('.js')).sort();
const options = {
  entryPoints: entries.map(name => join(SOURCE, name)),
  outdir: TARGET,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['chrome109', 'firefox115', 'safari16'],
  minify: true,
  metafile: true,
  legalComments: 'linked',
  entryNames: '[name]-[hash]',
  chunkNames: 'part-[hash]',
  assetNames: 'asset-[hash]',
  loader: { '.woff': 'empty', '.eot': 'empty', '.ttf': 'empty', '.svg': 'empty', '.woff2': 'file' },
  logLevel: 'warning',
  plugins: [manifest],
};

await rm(TARGET, { recursive: true, force: true });
if (process.argv.includes('--watch')) await (await context(options)).watch();
else await build(options);
