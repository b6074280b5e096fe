import type { CheckReport, CheckResult } from '../check'
import { type Output, painted, wrapped } from './io'

const COLOR = { pass: 'green', warn: 'yellow', fail: 'red' } as const satisfies Record<CheckResult, string>
const INDENT = 2
const GAP = 2
/** The words pass, warn and fail. */
const WORD = 4

/** The report as people read it: a block for each subject, a line for each check, and the sum at the end. */
export function checkTable({ lines, counts }: Pick<CheckReport, 'lines' | 'counts'>, out: Output): string {
  const column = Math.max(...lines.map(line => line.check.length), 0)
  const textAt = INDENT + WORD + GAP + column + GAP
  let subject = ''
  let table = ''
  for (const line of lines) {
    if (line.subject !== subject) {
      table += `${subject === '' ? '' : '\n'}${painted(line.subject, 'bold', out)}\n`
      subject = line.subject
    }
    const word = painted(line.result, COLOR[line.result], out)
    const text = wrapped(line.text, textAt, out.width)
    table += `${' '.repeat(INDENT)}${word}${' '.repeat(GAP)}${line.check.padEnd(column + GAP)}${text}\n`
  }
  const sum = (['pass', 'warn', 'fail'] as const).map(each => {
    const said = `${counts[each]} ${each}`
    return counts[each] === 0 ? said : painted(said, COLOR[each], out)
  })
  return `${table}\n${sum.join(', ')}\n`
}
