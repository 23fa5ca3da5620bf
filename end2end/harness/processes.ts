// Processes by their place in the tree, from /proc.
import { readdirSync, readFileSync } from "node:fs";

/** Ids of the children of `parent` that run the program `name`. */
export function children(parent: number, name: string): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => isChild(pid, parent, name));
}

function isChild(pid: number, parent: number, name: string): boolean {
  try {
    // pid (name) state ppid …; the name may hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [open, close] = [stat.indexOf("("), stat.lastIndexOf(")")];
    const [state, ppid] = stat.slice(close + 2).split(" ");
    return stat.slice(open + 1, close) === name && Number(ppid) === parent && state !== "Z";
  } catch {
    return false; // It ended while we looked.
  }
}

/** Whether the process lives (a zombie does not). */
export function lives(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
  } catch {
    return false;
  }
}
