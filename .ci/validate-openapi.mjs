#!/usr/bin/env node
// Usage: validate-openapi.mjs upload|review|ruleset FILE…
//
// Checks bodies of requests (JSON files: uploads and reviews that package
// uploadtest recorded, rulesets of an organisation) against GitHub's published
// description of its REST API. Prints every fault, and exits with 1 if there is
// one.
import { readFileSync } from 'node:fs'
import { compile, packagePath } from './packages.mjs'

// What is sent where. The check must see what is wrong in the bad bodies, or
// its silence is worth nothing.
const requests = {
  upload: {
    path: '/repos/{owner}/{repo}/code-scanning/sarifs',
    bad: [{}, { commit_sha: 'a'.repeat(40), ref: 'refs/heads/main', sarif: 'x', more: 1 }],
  },
  review: {
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    // GitHub ignores members that it does not know, such as misspelt ones.
    closed: true,
    bad: [
      { event: 'HELLO' },
      { event: 'COMMENT', more: 1 },
      { event: 'COMMENT', comments: [{ path: 'x' }] },
      { event: 'COMMENT', comments: [{ path: 'x', body: 'y', lines: 1 }] },
    ],
  },
  ruleset: {
    path: '/orgs/{org}/rulesets',
    bad: [
      { name: 'x' },
      { name: 'x', enforcement: 'sometimes' },
      { name: 'x', enforcement: 'evaluate', rules: [{ type: 'workflows', parameters: { workflows: [{ path: 'x' }] } }] },
    ],
  },
}

const [kind, ...files] = process.argv.slice(2)
const request = requests[kind]
if (!request || files.length === 0) {
  console.error('usage: validate-openapi.mjs upload|review|ruleset FILE…')
  process.exit(2)
}
const api = JSON.parse(readFileSync(packagePath('@octokit', 'openapi', 'generated', 'api.github.com.deref.json'), 'utf8'))
const schema = api.paths[request.path]?.post?.requestBody?.content?.['application/json']?.schema
if (!schema) throw new Error(`GitHub's description has no body for POST ${request.path}`)
const faultsOf = compile(request.closed ? closed(schema) : schema)
for (const bad of request.bad) {
  if (faultsOf(bad).length === 0) throw new Error(`no fault is found in ${JSON.stringify(bad)}`)
}

// closed returns the schema without room for members that it does not name.
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed)
  if (schema === null || typeof schema !== 'object') return schema
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]))
  if (copy.type === 'object' && copy.properties && !('additionalProperties' in copy)) copy.additionalProperties = false
  return copy
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
console.log(`bodies of POST ${request.path} checked against GitHub's description: ${files.length}, faults: ${errors}`)
process.exit(errors > 0 ? 1 : 0)
