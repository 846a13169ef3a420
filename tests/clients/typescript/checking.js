// Checks bodies as the client does before it sends them, and writes what it found wrong with each.

import { readFileSync } from "node:fs"
import { check } from "./client.js"

const bodies = JSON.parse(readFileSync(process.argv[2], "utf8"))
const found = bodies.map((body) => check("postKindEcho", { body }).map(({ pointer, code }) => [pointer, code]))
process.stdout.write(JSON.stringify(found))
