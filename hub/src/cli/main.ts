import { parseArgs } from 'node:util'
import { ConfigError } from '../config'
import { configJsonSchema } from '../config/json-schema'
import { checkCommand } from './check'
import { exportConfigCommand } from './exportConfig'
import { type CliIo, EXIT, type ExitCode, UsageError } from './io'
import { applyCommand, planCommand } from './plan'
import { backupCommand, migrateStoreCommand, restoreCommand } from './storeCommands'

type Flags = Record<string, { type: 'string' | 'boolean'; text: string; value?: string }>

interface Command {
  /** What stands after the name in the help. */
  usage: string
  text: string
  flags: Flags
  /** Words it takes beside its flags. */
  words: number
  run(given: Given, io: CliIo): Promise<ExitCode>
}

interface Given {
  words: string[]
  flags: Record<string, string | boolean | undefined>
}

const URL_FLAG = {
  url: {
    type: 'string',
    value: 'ADDRESS',
    text: 'Ask the hub there, with the key in FIXPROOF_API_KEY (and FIXPROOF_APPLICATION_KEY).',
  },
} as const satisfies Flags
const JSON_FLAG = { json: { type: 'boolean', text: 'Print JSON.' } } as const satisfies Flags

/** Every command there is; the help lists these and no others. */
const COMMANDS: Record<string, Command> = {
  check: {
    usage: 'check',
    text: 'Look whether the set-up works: keys, permissions, webhooks, projects. Exit code 1 when a line says fail.',
    flags: {
      ...URL_FLAG,
      direct: { type: 'boolean', text: 'Ask the vendors from here, even if a hub runs.' },
      ...JSON_FLAG,
    },
    words: 0,
    run: ({ flags }, io) =>
      checkCommand({ url: textOf(flags.url), direct: flags.direct === true, json: flags.json === true }, io),
  },
  plan: {
    usage: 'plan [CASE]',
    text: 'Say what the running hub would do now, for one case or all. Nothing is done.',
    flags: { ...URL_FLAG, ...JSON_FLAG },
    words: 1,
    run: ({ words, flags }, io) =>
      planCommand({ case: words[0], url: textOf(flags.url), json: flags.json === true }, io),
  },
  apply: {
    usage: 'apply LINE…',
    text: 'Do exactly these lines of the plan and nothing else. Exit code 1 unless all were done.',
    flags: { ...URL_FLAG, ...JSON_FLAG },
    words: Number.POSITIVE_INFINITY,
    run: ({ words, flags }, io) =>
      applyCommand({ lines: words, url: textOf(flags.url), json: flags.json === true }, io),
  },
  backup: {
    usage: 'backup FILE',
    text: 'Write everything the store holds into a file, with counts and a hash at its end.',
    flags: {},
    words: 1,
    run: ({ words }, io) => backupCommand(oneWord(words, 'backup FILE'), io),
  },
  restore: {
    usage: 'restore FILE',
    text: 'Put a backup into the empty store that the configuration names, and read it back.',
    flags: {},
    words: 1,
    run: ({ words }, io) => restoreCommand(oneWord(words, 'restore FILE'), io),
  },
  'migrate-store': {
    usage: 'migrate-store CONFIG',
    text: 'Move everything into the empty store that another configuration file names. Stop the hubs first.',
    flags: {},
    words: 1,
    run: ({ words }, io) => migrateStoreCommand(oneWord(words, 'migrate-store CONFIG'), io),
  },
  'export-config': {
    usage: 'export-config',
    text: 'Print what the running hub holds beyond the configuration file, in the words of the file.',
    flags: { ...URL_FLAG },
    words: 0,
    run: ({ flags }, io) => exportConfigCommand({ url: textOf(flags.url) }, io),
  },
  'config-schema': {
    usage: 'config-schema',
    text: 'Print the JSON schema of fixproof.config.json, for editors.',
    flags: {},
    words: 0,
    run: async (_given, io) => {
      io.out.write(configJsonSchema())
      return EXIT.good
    },
  },
}

/** Runs one command. The exit code: 0 good, 1 something failed, 2 it could not be run as asked. */
export async function cli(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const [name, ...rest] = args
  if (name === 'help' || name === '--help' || name === '-h') {
    io.out.write(help())
    return EXIT.good
  }
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    io.err.write(`${name === undefined ? 'Name a command.' : `There is no command ${name}.`}\n\n${help()}`)
    return EXIT.unusable
  }
  try {
    return await command.run(given(command, rest), io)
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ConfigError)) throw error
    io.err.write(`${error.message}\n`)
    return EXIT.unusable
  }
}

function oneWord([word]: readonly string[], usage: string): string {
  if (word === undefined || word === '') throw new UsageError(`Name a file.\n\nUsage: fixproof ${usage}`)
  return word
}

function given(command: Command, args: string[]): Given {
  const options = Object.fromEntries(
    Object.entries(command.flags).map(([name, { type }]) => [name, { type }]),
  )
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    // parseArgs names the argument in its first sentence; the rest is about its own ways.
    const [what = ''] = (error as Error).message.split('. ')
    throw wrongUse(command, what)
  }
  const [first] = parsed.positionals.slice(command.words)
  if (first !== undefined) throw wrongUse(command, `${first} is one word too many`)
  return { words: parsed.positionals, flags: parsed.values as Given['flags'] }
}

function wrongUse(command: Command, what: string): UsageError {
  return new UsageError(`${what}.\n\nUsage: fixproof ${command.usage}\n${flagsHelp(command).trimEnd()}`)
}

const textOf = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined

const COLUMN = 22

function help(): string {
  const commands = Object.values(COMMANDS).map(
    command => `  ${command.usage.padEnd(COLUMN)}${command.text}\n${flagsHelp(command)}`,
  )
  return (
    'Usage: fixproof <command>\n\n' +
    `${commands.join('')}\n` +
    'The configuration is read from fixproof.config.json, or from the file FIXPROOF_CONFIG names.\n'
  )
}

function flagsHelp({ flags }: Command): string {
  return Object.entries(flags)
    .map(([name, { value, text }]) => {
      const flag = `--${name}${value === undefined ? '' : ` ${value}`}`
      return `    ${flag.padEnd(COLUMN - 2)}${text}\n`
    })
    .join('')
}
