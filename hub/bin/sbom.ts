/** Writes `hub/sbom.cdx.json` from the lock file: `node --import tsx hub/bin/sbom.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sbom } from '../tools/sbom'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const read = (path: string): string => readFileSync(at(path), 'utf8')
writeFileSync(at('../sbom.cdx.json'), sbom(read('../../pnpm-lock.yaml'), JSON.parse(read('../package.json'))))
