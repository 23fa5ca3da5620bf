// Refuses a dependency whose licence would oblige the people who run OpenStudio to more than naming it (GPL, AGPL, …).
// `cargo deny check` says the same from deny.toml, for those who have it; this needs nothing installed.
import { execFileSync } from "node:child_process";

const permitted = new Set([
  "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0",
  "CC0-1.0", "CDLA-Permissive-2.0", "ISC", "MIT", "MIT-0", "MPL-2.0", "OpenSSL", "Unicode-3.0", "Unlicense", "Zlib",
]);

// SPDX: OR needs one side, AND needs all; brackets first. "/" is cargo's old way to write OR.
function permits(expression) {
  let inner = expression.replaceAll("/", " OR ");
  for (let found; (found = /\(([^()]*)\)/.exec(inner)); ) {
    inner = inner.replace(found[0], permits(found[1]) ? "MIT" : "refused");
  }
  return inner
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((licence) => permitted.has(licence.trim())));
}

const metadata = JSON.parse(
  execFileSync(".ci/cargo", ["metadata", "--format-version=1"], { maxBuffer: 1 << 28 }).toString(),
);
const refused = metadata.packages.filter((one) => !(one.license ? permits(one.license) : one.license_file));
for (const one of refused) console.error(`${one.name} ${one.version}: ${one.license ?? "no licence named"}`);
console.log(`${metadata.packages.length} crates, ${refused.length} with a licence that is not permitted`);
process.exit(refused.length ? 1 : 0);
