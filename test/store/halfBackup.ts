/** Writes one line of a backup into the file given and says so; never comes to its end. */
import { writeBackup } from '@fixproof/hub/cli/backupFile'

async function* lines(): AsyncGenerator<string, never> {
  yield 'one line\n'
  process.stdout.write('writes\n')
  await new Promise<void>(resolve => process.stdin.once('end', resolve).resume())
  return process.exit(1)
}

await writeBackup(process.argv[2] ?? '', lines())
