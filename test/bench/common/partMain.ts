/** The process of one part: `partMain.ts <module> <options as JSON>`; questions and answers over the channel of `fork`. */
import type { MakePart } from './parts'

const [module = '', options = '{}'] = process.argv.slice(2)
const { default: make } = (await import(module)) as { default: MakePart<unknown> }
const part = await make(JSON.parse(options))

interface Asked {
  id: number
  question: { do: string }
}

async function answer({ id, question }: Asked): Promise<void> {
  if (question.do === 'ready') return void process.send?.({ id })
  if (question.do === 'close') {
    await part.close()
    process.send?.({ id }, () => process.disconnect())
    return
  }
  process.send?.({ id, value: await part.answer(question as never) })
}

process.on('message', message => {
  const asked = message as Asked
  answer(asked).catch((error: unknown) =>
    process.send?.({
      id: asked.id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  )
})
// Whoever asked is gone, or everything is closed.
process.on('disconnect', () => process.exit(0))
