#!/usr/bin/env node
// Usage: validate-openapi.mjs FILE…
//
// Checks recorded bodies of uploads (JSON files, see package uploadtest)
// against GitHub's published description of its REST API. Prints every fault,
// and exits with 1 if there is one.
import { readFileSync } from 'node:fs'
import { compile, packagePath } from './packages.mjs'

const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('usage: validate-openapi.mjs FILE…')
  process.exit(2)
}
const path = '/repos/{owner}/{repo}/code-scanning/sarifs'
const api = JSON.parse(readFileSync(packagePath('@octokit', 'openapi', 'generated', 'api.github.com.deref.json'), 'utf8'))
const schema = api.paths[path]?.post?.requestBody?.content?.['application/json']?.schema
if (!schema) throw new Error(`GitHub's description has no body for POST ${path}`)
const faultsOf = compile(schema)

// The check must see what is wrong, or its silence is worth nothing.
for (const bad of [{}, { commit_sha: 'a'.repeat(40), ref: 'refs/heads/main', sarif: 'x', more: 1 }]) {
  if (faultsOf(bad).length === 0) throw new Error(`no fault is found in ${JSON.stringify(bad)}`)
}

let errors = 0
for (const file of files) {
  let faults
  try {
    faults = faultsOf(JSON.parse(readFileSync(file, 'utf8')))
  } catch (e) {
    faults = [e.message]
  }
  for (const fault of faults) {
    console.log(`${file}: ${fault}`)
    errors++
  }
}
console.log(`${files.length} uploads checked against GitHub's description: ${errors} faults`)
process.exit(errors > 0 ? 1 : 0)
