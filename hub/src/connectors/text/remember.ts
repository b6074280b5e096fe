/**
 * The same function, its last answers kept: at most `charsMax` characters of questions and answers together, those asked for
 * longest ago forgotten first. For what depends on the text alone.
 */
export function remembering(of: (text: string) => string, charsMax: number): (text: string) => string {
  const answers = new Map<string, string>()
  let chars = 0
  return text => {
    const known = answers.get(text)
    const answer = known ?? of(text)
    const size = text.length + answer.length
    if (known !== undefined) answers.delete(text)
    else chars += size
    answers.set(text, answer)
    for (const [oldest, its] of answers) {
      if (chars <= charsMax) break
      answers.delete(oldest)
      chars -= oldest.length + its.length
    }
    return answer
  }
}
