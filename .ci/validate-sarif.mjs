#!/usr/bin/env node
// Usage: validate-sarif.mjs FILE…
//
// Checks SARIF files in two ways: against the JSON schema of SARIF 2.1.0, and
// with Microsoft's multitool under its rules for SARIF and for GitHub code
// scanning. Prints every fault, and exits with 1 if there is an error or a
// warning. Both are needed: the multitool says nothing of a file that it
// cannot read, and its exit code says nothing at all.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile, packagePath } from './packages.mjs'

const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('usage: validate-sarif.mjs FILE…')
  process.exit(2)
}
const multitoolDir = packagePath('@microsoft', 'sarif-multitool-linux') // has the program and the schema
const multitool = join(multitoolDir, 'Sarif.Multitool')
chmodSync(multitool, 0o755)
const schema = JSON.parse(readFileSync(join(multitoolDir, 'sarif-2.1.0.json'), 'utf8'))
delete schema.$schema // names a draft that is not the one it is written in
const faultsOf = compile(schema)

// multitoolResults returns what the multitool says of a file.
function multitoolResults(file) {
  const dir = mkdtempSync(join(tmpdir(), 'multitool-'))
  try {
    const output = join(dir, 'out.sarif')
    const printed = execFileSync(
      multitool,
      ['validate', file, '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning;Note', '-o', output, '--log', 'ForceOverwrite;PrettyPrint'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' } },
    )
    const log = JSON.parse(readFileSync(output, 'utf8').replace(/^\uFEFF/, ''))
    const run = log.runs?.[0]
    if (!run || !/\b1 files? scanned/.test(printed)) throw new Error(`the multitool did not read the file; it says: ${printed}`)
    const rules = run.tool.driver.rules ?? []
    const notes = (run.invocations ?? []).flatMap((i) => [
      ...(i.toolExecutionNotifications ?? []),
      ...(i.toolConfigurationNotifications ?? []),
    ])
    return [
      ...(run.results ?? []).map((r) => ({
        level: r.level ?? rules[r.ruleIndex]?.defaultConfiguration?.level ?? 'warning',
        id: r.ruleId ?? rules[r.ruleIndex]?.id,
        text: messageOf(r, rules),
        at: r.locations?.[0]?.physicalLocation?.region?.startLine,
      })),
      ...notes.map((n) => ({ level: n.level ?? 'warning', id: n.descriptor?.id ?? 'notification', text: n.message?.text ?? '' })),
    ]
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function messageOf(result, rules) {
  if (result.message.text) return result.message.text
  const strings = rules.find((r) => r.id === result.ruleId)?.messageStrings ?? {}
  const template = strings[result.message.id]?.text ?? result.message.id ?? ''
  return template.replace(/\{(\d+)\}/g, (all, n) => result.message.arguments?.[n] ?? all)
}

let errors = 0
let notes = 0
for (const file of files) {
  let document
  try {
    document = JSON.parse(readFileSync(file, 'utf8'))
  } catch (e) {
    console.log(`${file}: error: ${e.message}`)
    errors++
    continue
  }
  for (const fault of faultsOf(document)) {
    console.log(`${file}: error schema: ${fault}`)
    errors++
  }
  for (const { level, id, text, at } of multitoolResults(file)) {
    if (level === 'error' || level === 'warning') {
      console.log(`${file}${at ? `:${at}` : ''}: ${level} ${id}: ${text}`)
      errors++
    } else {
      if (process.env.VERBOSE) console.log(`${file}${at ? `:${at}` : ''}: ${level} ${id}: ${text}`)
      notes++
    }
  }
}
console.log(`${files.length} SARIF files checked: ${errors} errors and warnings, ${notes} notes`)
process.exit(errors > 0 ? 1 : 0)
