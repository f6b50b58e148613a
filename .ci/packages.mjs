// The npm packages that the checks beside this file use, in the versions of
// package-lock.json. They are installed if they are not there.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)

// packagePath returns the path of a file in a package.
export function packagePath(...parts) {
  if (!existsSync(join(here, 'node_modules'))) {
    // Scripts of packages are not run.
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, stdio: ['ignore', 'ignore', 'inherit'] })
  }
  return join(here, 'node_modules', ...parts)
}

// compile returns a function that checks a value against a JSON schema and
// returns its faults as lines of text.
export function compile(schema) {
  const Ajv = require(packagePath('ajv')).default
  const addFormats = require(packagePath('ajv-formats')).default
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
  addFormats(ajv)
  const validate = ajv.compile(schema)
  return (value) =>
    validate(value) ? [] : validate.errors.map((e) => `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`)
}
