/** Builds the update sets before the first test that runs what is shipped, so that no test's time goes into the build. */
import { readFileSync } from 'node:fs'
import { ensureBuilt } from './ensure'

/** Where tests that run the shipped scripts stand, and what others that do so name. */
const RUNS_THE_APP = /\/test\/(?!sandbox\/).*servicenow/i
const NAMES_THE_APP = /servicenow(App|\/app)|readShipped|ensureBuilt|setStage/

/** The part of vitest's project that is needed here. */
interface Project {
  globTestFiles(filters?: string[]): Promise<{ testFiles: string[] }>
  vitest: { filenamePattern?: string[] }
}

export async function setup(project: Project): Promise<void> {
  // A folder of ready update sets stands in for the build.
  if (process.env.FIXPROOF_UPDATE_SETS) return
  const { testFiles } = await project.globTestFiles(project.vitest.filenamePattern)
  const needed = testFiles.some(
    file => RUNS_THE_APP.test(file) || NAMES_THE_APP.test(readFileSync(file, 'utf8')),
  )
  if (needed) await ensureBuilt()
}
