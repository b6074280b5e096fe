import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import vm from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientScripts, es5, refuseOtherThanEs5, scriptIncludes } from './scripts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fixproof-scripts-'))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('FixproofRules.ts', 'export const judge = (n: number) => n > 1\nexport const other = 1\n')
  write('help.ts', 'export const twice = (n: number) => ({ ...{ n: n * 2 } })\n')
  write(
    'FixproofGate.ts',
    `import { judge } from '@fixproof/rules'
import { twice } from './help'
export class FixproofGate {
  readonly type = 'FixproofGate'
  ask(n: number): string {
    const { n: double } = twice(n)
    return \`\${judge(double)} \${APP_VERSION}\`
  }
}
declare const APP_VERSION: string
`,
  )
  write(
    'FixproofForm.ts',
    'export const FixproofForm = { view(this: { p(): string }): string { return this.p() } }\n',
  )
  write(
    'onChangeState.ts',
    'export function onChange(_c: unknown, _o: string, n: string): string { return n }\n',
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function made(name: string): Promise<string> {
  const script = [...scriptIncludes(folder), ...clientScripts(folder)].find(s =>
    s.source.endsWith(`${name}.ts`),
  )
  if (script === undefined) throw new Error(`no ${name}`)
  return es5(script, '0.1.0', ['judge', 'other'])
}

describe('a script include', () => {
  it('is ECMAScript 5 with all it needs inside, but for the rules, which it takes from theirs', async () => {
    const gate = await made('FixproofGate')
    refuseOtherThanEs5('gate', gate)
    expect(gate).not.toContain('=>')
    // The same text wherever the build was started.
    expect(gate).toContain('// help.ts')
    const context = vm.createContext({})
    vm.runInContext(await made('FixproofRules'), context)
    vm.runInContext(gate, context)
    expect(vm.runInContext('new FixproofGate().ask(1)', context)).toBe('true 0.1.0')
    expect(Object.keys(context)).toEqual(['FixproofRules', 'FixproofGate'])
  })

  it('that forms ask extends the processor of the platform', async () => {
    const context = vm.createContext({
      Class: { create: () => function Processor() {} },
      Object,
      global: { AbstractAjaxProcessor: { prototype: { p: () => 'asked' } } },
    })
    vm.runInContext(
      'Object.extendsObject = function (parent, methods) { var o = Object.create(parent.prototype); for (var k in methods) o[k] = methods[k]; return o; };',
      context,
    )
    vm.runInContext(await made('FixproofForm'), context)
    expect(vm.runInContext('new FixproofForm().view()', context)).toBe('asked')
  })
})

describe('a client script', () => {
  it('is the function the form calls', async () => {
    expect(vm.runInNewContext(`${await made('onChangeState')}; onChange(null, '2', '6')`)).toBe('6')
  })
})

describe('a script that is not ECMAScript 5', () => {
  it('is refused by name', () => {
    expect(() => refuseOtherThanEs5('Gate', 'let a = 1')).toThrow('Gate is not ECMAScript 5')
  })
})
