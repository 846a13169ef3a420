// Runs the scenario in Node, and writes what it saw.

import { machine, scenario } from "./scenario.js"

declare const process: { readonly argv: readonly string[]; readonly stdout: { write(text: string): void } }

const baseUrl = process.argv[2] ?? ""
process.stdout.write(JSON.stringify({ ...(await scenario(baseUrl, true)), machine: await machine(baseUrl) }))
