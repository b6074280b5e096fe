/** What the person in front of the terminal reads. Plain text, so that it can be piped and searched. */
export interface Narrator {
  title(text: string): void
  /** A numbered step begins. */
  step(text: string): void
  /** What was seen at a vendor, with where to look at it. */
  seen(text: string, url?: string): void
  end(text: string): void
}

export function makeNarrator(write: (line: string) => void): Narrator {
  let steps = 0
  return {
    title: text => write(`\n${text}\n${'='.repeat(text.length)}`),
    step: text => {
      steps += 1
      write(`\n${steps}. ${text}`)
    },
    seen: (text, url) => write(`   ✓ ${text}${url === undefined ? '' : `\n     ${url}`}`),
    end: text => write(`\n${text}\n`),
  }
}
