// `npm run --silent sbom`: a bill of materials of what runs in production, as CycloneDX 1.6, from package-lock.json alone: the same
// commit gives the same text. (`npm sbom --omit=dev` leaves out what is a package of production and, elsewhere in the tree, also one
// for developing: pg, @nestjs/common.) What the build puts into the operators' page runs in production too, in browsers.
import { packages, runsInPage, runsInProduction } from './production-packages.mjs';

const { '': product } = packages;

const nameOf = (path) => path.replace(/^.*node_modules\//, '');
const purlOf = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;
const refOf = (path) => purlOf(nameOf(path), packages[path].version);
const production = Object.keys(packages).filter(runsInProduction);
const ofPage = Object.fromEntries(
  Object.entries(product.devDependencies).filter(([name]) => runsInPage(`node_modules/${name}`)),
);

/** Where Node finds a package from another one's folder: there, or in a folder above. */
function resolve(from, name) {
  for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return null;
  }
}

function dependsOn(path, { dependencies, optionalDependencies, peerDependencies }) {
  const names = Object.keys({ ...peerDependencies, ...optionalDependencies, ...dependencies });
  const found = names.map((name) => resolve(path, name)).filter((one) => one !== null && runsInProduction(one));
  return [...new Set(found.map(refOf))].toSorted();
}

/** An identifier of SPDX, or an expression of several. */
const licenceOf = (licence) => (/[\s(]/.test(licence) ? { expression: licence } : { license: { id: licence } });

function component(path) {
  const { version, license, integrity, resolved, optional } = packages[path];
  const [algorithm, digest] = integrity.split('-');
  return {
    type: 'library',
    'bom-ref': refOf(path),
    name: nameOf(path),
    version,
    scope: optional === true ? 'optional' : 'required',
    hashes: [{ alg: algorithm.replace(/^sha/, 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') }],
    licenses: [licenceOf(license)],
    purl: refOf(path),
    ...(resolved !== undefined && { externalReferences: [{ type: 'distribution', url: resolved }] }),
  };
}

/** One version of a package may lie in several folders. */
const once = (items, key) =>
  [...new Map(items.map((item) => [item[key], item])).values()].toSorted((one, other) =>
    one[key] < other[key] ? -1 : 1,
  );

const own = purlOf(product.name, product.version);
const sbom = {
  $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: {
    component: {
      type: 'application',
      'bom-ref': own,
      name: product.name,
      version: product.version,
      licenses: [licenceOf(product.license)],
      purl: own,
    },
  },
  components: once(production.map(component), 'bom-ref'),
  dependencies: [
    { ref: own, dependsOn: dependsOn('', { dependencies: { ...product.dependencies, ...ofPage } }) },
    ...once(
      production.map((path) => ({ ref: refOf(path), dependsOn: dependsOn(path, packages[path]) })),
      'ref',
    ),
  ],
};
console.log(JSON.stringify(sbom, null, 2));
