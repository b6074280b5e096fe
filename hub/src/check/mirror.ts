import { mirrorText } from '@fixproof/rules'
import type { CheckLine } from '../connectors/port'
import type { ProjectDoc } from '../domain/model'
import type { CheckContext } from './index'
import { liner, looked } from './lines'

/** Every project that is shown in Datadog too: is the case project there, and do Datadog's own integrations leave it alone. */
export async function checkMirrors(context: CheckContext): Promise<CheckLine[]> {
  const { cases: book } = context.tools
  const mirrored = context.projects.filter(each => each.mirror !== undefined)
  if (book === undefined) return []
  const lines: CheckLine[] = []
  for (const project of mirrored) lines.push(...(await checkMirror(context, project)))
  return lines
}

function checkMirror({ tools }: CheckContext, project: ProjectDoc): Promise<CheckLine[]> {
  const line = liner(`project ${project.key}`)
  const asked = project.mirror?.project ?? ''
  return looked(line, 'mirror', async () => {
    const found = await tools.cases?.project(asked)
    if (found == null) return [line('mirror', 'fail', mirrorText.noProject(asked))]
    if (found.syncs.length > 0) return [line('mirror', 'fail', mirrorText.integrated(found.key, found.syncs))]
    const text = `Its cases are shown in Datadog project ${found.key} too. ${mirrorText.notFilled()}`
    return [line('mirror', 'pass', text)]
  })
}
