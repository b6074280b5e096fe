/**
 * `pnpm --filter ./servicenow-scoped build`: both update sets under `dist/update-set/`, and the SDK's own zip, which is
 * for development instances. No network, no login. Exit code 1, with the reasons, when anything is not as it must be.
 * `--keys`: new records may get their ids (`src/fluent/generated/keys.ts`), and the inventory is written anew.
 */
import { buildAnew } from './ensure'

async function main(): Promise<void> {
  const { app, guard, zip } = await buildAnew({ keys: process.argv.includes('--keys'), say: console.log })
  console.log([app, guard, zip].join('\n'))
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
